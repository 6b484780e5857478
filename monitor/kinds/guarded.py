"""What every kind of source does first: an empty body, or a page where none belongs, is named and goes no further."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime

from monitor.kinds.wrong_body import is_empty, is_page, page_instead
from monitor.reading.entry import EMPTY, Problem, Proposal, Reading


class GuardedKind(ABC):
    """A kind behind the guard: `entries` and `offer` get bodies that may be their own. (The protocol is `Kind`.)

    `reads_pages` True = ordinary pages are what it reads.
    """

    name: str
    words: str
    reads_pages = False

    def read(
        self, body: bytes, headers: Mapping[str, str], settings: Mapping[str, object], url: str, now: datetime
    ) -> Reading:
        """Entries of the body, or what came instead of them."""
        if is_empty(body):
            return Reading(problems=(Problem(EMPTY, "内容为空"),))
        if not self.reads_pages and is_page(body):
            return page_instead(body, headers.get("content-type", ""), self.words)
        return self.entries(body, headers, settings, url, now)

    def propose(self, body: bytes, headers: Mapping[str, str], url: str) -> Proposal:
        """How sure this kind is; of what came instead it is not sure at all."""
        if is_empty(body) or (not self.reads_pages and is_page(body)):
            return Proposal(self.name, 0.0)
        return self.offer(body, headers, url)

    @abstractmethod
    def entries(
        self, body: bytes, headers: Mapping[str, str], settings: Mapping[str, object], url: str, now: datetime
    ) -> Reading:
        """Entries of a body that is neither empty nor a page in the wrong place."""

    @abstractmethod
    def offer(self, body: bytes, headers: Mapping[str, str], url: str) -> Proposal:
        """How sure this kind is that such a body is its own, and the settings it would read it with."""
