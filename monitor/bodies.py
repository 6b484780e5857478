"""What goes to the parsing process and what comes back: values only, so that neither side loads the other's modules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.reading.entry import Problem
from store.found import FoundItem


@dataclass(frozen=True, slots=True)
class Origin:
    """What intake must know of the source: where its items stand and who speaks there. `salt` hides authors."""

    source_id: int
    name: str
    kind: str
    media_level: str
    platform: str
    settings: Mapping[str, object]
    salt: bytes


@dataclass(frozen=True, slots=True)
class Job:
    """One body to read, with its final address and the time of the fetch (aware)."""

    origin: Origin
    body: bytes
    headers: Mapping[str, str]
    url: str
    now: datetime


@dataclass(frozen=True, slots=True)
class PageJob:
    """An article's own page, for the entry of that title whose own text has `longer_than` signs."""

    title: str
    longer_than: int
    body: bytes
    headers: Mapping[str, str]
    url: str
    now: datetime
    salt: bytes


@dataclass(frozen=True, slots=True)
class Article:
    """What a page gives to its entry, masked; or `why` it gives nothing: a fault, a problem, a name of `full_text`."""

    title: str = ""
    text: str = ""
    published_at: datetime | None = None
    published_is_date: bool = False
    media: str = ""
    author_hash: str | None = None
    attachments: tuple[dict[str, str], ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class ParsedBody:
    """What a body held, ready to be kept. `newest_at` is the latest publication that does not lie in the future."""

    items: tuple[FoundItem, ...] = ()
    problems: tuple[Problem, ...] = ()
    ttl_s: int | None = None
    next_pages: tuple[str, ...] = ()
    newest_at: datetime | None = None

    @property
    def is_whole(self) -> bool:
        """Whether an unchanged body may be skipped next time: it was readable, held entries and names no more pages."""
        return bool(self.items) and not self.next_pages and all(each.name != "truncated" for each in self.problems)
