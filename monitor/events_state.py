"""A worker's grouper beside the rows: restored on the first use, kept up with what other workers placed.

Placing is one at a time for all workers (`take_turn`), so whoever holds the turn has seen everything before it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from classifiers.grouping import Change, Grouper, Item, Placement
from classifiers.grouping_settings import GroupingSettings
from store import events
from store.owed_items import OwedItem
from store.session import Session

_OVERLAP = timedelta(hours=1)  # clocks of two workers may differ; what is known already is left out by its id


class Grouping:
    """Places items into events by their ids in the database."""

    def __init__(self, settings: GroupingSettings) -> None:
        self.settings = settings
        self._grouper: Grouper | None = None
        self._known: set[int] = set()
        self._event_of_key: dict[str, int] = {}
        self._seen_until: datetime | None = None
        self._last_change = 0

    def catch_up(self, session: Session, now: datetime) -> Grouper:
        """The grouper with everything that any worker placed so far; rebuilt where events were merged or split."""
        last = events.last_change(session)
        if self._grouper is None or last != self._last_change:
            self._rebuild(session, now)
        elif self._seen_until is not None:
            placed = events.placed_since(session, self._seen_until - _OVERLAP)
            fresh = [item for item in placed if item not in self._known]
            self._restore(events.items_of(session, fresh).values())
        self._seen_until, self._last_change = now, last
        assert self._grouper is not None
        return self._grouper

    def forget(self) -> None:
        """Start anew at the next use: the transaction in which items were placed came to nothing."""
        self._grouper = None

    def place(self, item: OwedItem) -> Placement:
        """Where an item belongs; the placement's ids are keys of this worker (`event_of`, `item_of`)."""
        assert self._grouper is not None
        self._known.add(item.id)
        return self._grouper.add(_as_item(item))

    def changes(self, concerned: Collection[str]) -> tuple[Change, ...]:
        """Merges that the items placed last have brought, and splits of those events that concern us."""
        assert self._grouper is not None
        self._grouper.review(concerned)
        return self._grouper.take_changes()

    def name(self, key: str, event_id: int) -> None:
        """Note which row an event of the grouper has become."""
        self._event_of_key[key] = event_id

    def event_of(self, key: str) -> int:
        """The row of an event of the grouper; raises KeyError for one that has none yet."""
        return self._event_of_key[key]

    def row_of(self, key: str) -> int | None:
        """The row of an event of the grouper, None for one that has none yet."""
        return self._event_of_key.get(key)

    def rename(self, gone: int, kept: int) -> None:
        """What was called by a merged row is called by the one that it lives on in."""
        for key, event_id in self._event_of_key.items():
            if event_id == gone:
                self._event_of_key[key] = kept

    def note_own_changes(self, session: Session) -> None:
        """The merges and splits that this worker has just written need no rebuilding."""
        self._last_change = events.last_change(session)

    def _rebuild(self, session: Session, now: datetime) -> None:
        settings = self.settings
        self._grouper, self._known, self._event_of_key = Grouper(settings), set(), {}
        since = now - timedelta(days=settings.window_days)
        long_since = now - timedelta(days=settings.long_window_days)
        self._restore(events.open_items(session, since, long_since, settings.long_channels))

    def _restore(self, items: Iterable[OwedItem]) -> None:
        assert self._grouper is not None
        for item in items:
            if item.event_id is None:
                continue
            key = f"event {item.event_id}"
            self._event_of_key[key] = item.event_id
            self._known.add(item.id)
            self._grouper.restore(_as_item(item), key, str(item.reprint_of) if item.reprint_of else None)


def _as_item(item: OwedItem) -> Item:
    return Item(str(item.id), item.at, item.title, item.text, item.author, item.channel)
