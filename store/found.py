"""Values that the watching half hands to the store: made in a process that parses, so nothing here knows a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple


class FoundItem(NamedTuple):
    """One entry of a source as it is kept: masked, hashed, by its identity. Times are aware.

    A named tuple, because thousands come over from the parsing process, and tuples do so at a third of the cost.
    """

    identity: str
    channel: str
    url: str | None
    title: str
    text: str
    content_hash: str
    published_at: datetime | None = None
    published_is_date: bool = False
    media: str = ""
    media_level: str = "local"
    platform: str = ""
    author_hash: str | None = None
    attachments: tuple[dict[str, Any], ...] = ()
    rank: int | None = None
    heat: float | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of the items of one visit: new ones, known ones, and known ones whose text had changed."""

    new: int = 0
    known: int = 0
    revised: int = 0
