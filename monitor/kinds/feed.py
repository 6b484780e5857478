"""Feeds: RSS, Atom, RDF, CDF, JSON Feed, and bridges that make such."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from monitor.kinds.wrong_body import empty_reading, is_empty, is_page, page_instead
from monitor.reading.entry import Proposal, Reading
from monitor.reading.feed import read_feed


class Feed:
    """A feed needs no settings."""

    name = "feed"
    words = "订阅源"

    def read(
        self, body: bytes, headers: Mapping[str, str], settings: Mapping[str, object], url: str, now: datetime
    ) -> Reading:
        """Entries of the feed; a page instead of a feed is named."""
        if is_empty(body):
            return empty_reading()
        if is_page(body):
            return page_instead(body, headers.get("content-type", ""), "订阅源")
        return read_feed(body, headers.get("content-type", ""), url, now)

    def propose(self, body: bytes, headers: Mapping[str, str], url: str) -> Proposal:
        """Sure where the body reads as a feed with entries."""
        if is_empty(body) or is_page(body):
            return Proposal(self.name, 0.0)
        reading = read_feed(body, headers.get("content-type", ""), url)
        if not reading.entries:
            return Proposal(self.name, 0.0)
        return Proposal(self.name, 0.98, {}, f"读到订阅源“{reading.title}”的 {len(reading.entries)} 条")


KIND = Feed()
