"""What goes into grouping and comes out of it: items, placements, changes, and the events that are open."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np


@dataclass(frozen=True, slots=True)
class Item:
    """One item to group. `at` aware; `source` a medium or author; the title alone is enough."""

    id: str
    at: datetime
    title: str = ""
    text: str = ""
    source: str = ""
    channel: str = "news"


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an item belongs: its event, the item it reprints (None = none), why, and the letter pairs that weighed.

    `joined_because`: `first` (a new event), `reprint`, or `alike`; `likeness` 0-1.
    """

    id: str
    event_id: str
    reprint_of: str | None
    joined_because: str
    likeness: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A merge (`event_id` ends in `into`) or a split (`item_ids` leave `event_id` for `into`), to be logged.

    Reprints follow the item that they reprint and are not listed.
    """

    kind: str
    event_id: str
    into: str
    item_ids: tuple[str, ...]
    because: str


@dataclass(slots=True)
class OpenEvent:
    """An event that may still grow: rows of its items and of their reprints, newest day, days it stays open then.

    `names`: its id and those of events merged into it. `only_letters`: nothing but letters so far.
    """

    id: str
    names: list[str]
    rows: list[int] = field(default_factory=list)
    copies: list[int] = field(default_factory=list)
    newest: float = -np.inf
    reach: float = 0.0
    only_letters: bool = True

    def latest(self, most: int) -> list[int]:
        """The newest `most` of its items, without reprints."""
        return self.rows[-most:]
