"""Which event each item is in now, after all merges and splits: what a caller keeps of a grouper's answers."""

from __future__ import annotations

from collections.abc import Iterable

from classifiers.grouping import Change, Placement


class EventLedger:
    """Item id → event id and reprint, kept right while changes come in; reprints are where their first text is.

    A reprint of an item that this ledger never saw (placed by an earlier run) is where it was placed itself.
    """

    def __init__(self) -> None:
        self._event: dict[str, str] = {}
        self._reprint: dict[str, str | None] = {}
        self._merged: dict[str, str] = {}

    def note(self, placement: Placement) -> None:
        """Take up where an item was placed."""
        self._event[placement.id] = placement.event_id
        self._reprint[placement.id] = placement.reprint_of

    def follow(self, changes: Iterable[Change]) -> None:
        """Take up merges and splits, in the order in which they happened."""
        for change in changes:
            if change.kind == "merged":
                self._merged[change.event_id] = change.into
            else:
                self._event.update(dict.fromkeys(change.item_ids, change.into))

    def event_of(self, item_id: str) -> str:
        """The event that an item is in now; raises KeyError for one that was never placed."""
        root = self._reprint[item_id]
        event = self._event.get(root, "") if root else ""
        event = event or self._event[item_id]
        while event in self._merged:
            event = self._merged[event]
        return event

    def reprint_of(self, item_id: str) -> str | None:
        """The item that this one reprints, None if it is the first of its text."""
        return self._reprint[item_id]
