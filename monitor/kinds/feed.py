"""Feeds: RSS, Atom, RDF, CDF, JSON Feed, and bridges that make such."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from monitor.kinds.guarded import GuardedKind
from monitor.reading.entry import Proposal, Reading
from monitor.reading.feed import read_feed


class Feed(GuardedKind):
    """A feed needs no settings."""

    name = "feed"
    words = "订阅源"

    def entries(
        self, body: bytes, headers: Mapping[str, str], settings: Mapping[str, object], url: str, now: datetime
    ) -> Reading:
        """Entries of the feed; a page instead of a feed is named."""
        return read_feed(body, headers.get("content-type", ""), url, now)

    def offer(self, body: bytes, headers: Mapping[str, str], url: str) -> Proposal:
        """Sure where the body reads as a feed with entries."""
        reading = read_feed(body, headers.get("content-type", ""), url)
        if not reading.entries:
            return Proposal(self.name, 0.0)
        return Proposal(self.name, 0.98, {}, f"读到订阅源“{reading.title}”的 {len(reading.entries)} 条")


KIND = Feed()
