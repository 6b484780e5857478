"""Reprint groups and events, item by item: `Grouper(settings).add(item)` says where an item belongs and why.

In memory and pure: no clock, no database. It can be rebuilt from stored rows (`restore`), and it forgets what left
the window. docs/grouping.md tells how likeness is measured, what memory it takes and what bounds it.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from classifiers.grouping_index import (
    FeatureCounts,
    Floats,
    ItemRows,
    Packed,
    RecentPostings,
    Row,
    Rows,
    features,
    hash_of,
)
from classifiers.grouping_likeness import Likeness
from classifiers.grouping_prior import share_at_a_body
from classifiers.grouping_review import parts_of
from classifiers.grouping_settings import GroupingSettings
from classifiers.grouping_values import Change, Item, OpenEvent, Placement
from classifiers.keywords import common_passages
from classifiers.near import Codes, Comparer, Hashes, letters, sample
from times import require_aware

__all__ = ["Change", "Grouper", "Item", "Placement"]

_SHORTEST_TEXT = 40  # letters from which a text is compared without its title, which reprints change
_MEASURED = 10  # sizes measured anew an item that comes,
_MEASURED_AT_ONCE = 32  # after so many items
_DAY = 86_400.0
_NO_KEYS = np.zeros(0, np.uint64)
_NOTHING = np.zeros(0, np.uint32)


@dataclass(frozen=True, slots=True)
class _Read:
    """An item made ready: letters compared for reprints and the keys they are found by, letter pairs compared for
    likeness with their weights and the rarest of them, its day, its window in days, whether it was written to us."""

    body: Codes
    told: Codes
    keys: Hashes
    packed: Packed
    weights: Floats
    rarest: Rows
    day: float
    reach: float
    letter: bool


class Grouper:
    """Groups items one by one. Not for several threads at once.

    Memory: some 2 kB an item in the window and 200 MB of tables at most (docs/grouping.md).
    """

    def __init__(self, settings: GroupingSettings | None = None) -> None:
        self.settings = settings or GroupingSettings()
        self.rows = ItemRows()
        self.events: dict[int, OpenEvent] = {}
        self.counts = FeatureCounts(self.settings.common, share_at_a_body(self.settings.field_words))
        self.likeness = Likeness(self.rows, self.counts, self.settings)
        self._comparer = Comparer(self.settings.near)
        self._texts = RecentPostings(8, most=1 << 22)
        self._words = RecentPostings(16, most=1 << 20)
        self._numbers: dict[str, int] = {}
        self._changes: list[Change] = []
        self._touched: set[int] = set()
        self._ends: list[tuple[float, int]] = []
        self._last_number = 0
        self._latest = -np.inf
        self._unmeasured = 0
        for word in self.settings.ordinary:
            self.counts.silence(features(letters(word), letters(""), 1))

    def add(self, item: Item, *, explain: bool = False) -> Placement:
        """Place an item: into the event of the text it reprints, into an event alike, or into a new one.

        A new event takes the item's id. `explain`: give the words that weighed, too. Raises ValueError for a time
        without zone.
        """
        read = self._read(item)
        self._forget_ended(read.day)
        return self._as_reprint(item, read) or self._as_alike(item, read, explain) or self._as_first(item, read)

    def restore(self, item: Item, event_id: str, reprint_of: str | None) -> None:
        """Take up an item that was placed before; given in the order of placing, it ends in the same state."""
        self._keep(item, self._read(item), self._number_of(event_id), reprint_of)

    def take_changes(self) -> tuple[Change, ...]:
        """Merges and splits since the last call, in the order in which they happened."""
        taken, self._changes = tuple(self._changes), []
        return taken

    def _read(self, item: Item) -> _Read:
        title, text = letters(item.title), letters(item.text)
        body = text if len(text) >= _SHORTEST_TEXT else np.concatenate((title, text))
        packed = features(title, text, self.settings.title_weight)
        letter = item.channel in self.settings.asking_channels and len(text) >= self.settings.asking
        weights = self.counts.weights(packed)
        rarest = np.argsort(-weights, kind="stable")[: self.settings.rare]
        keys = sample(body) if len(body) >= self.settings.near.shortest else _NO_KEYS
        day = require_aware(item.at).timestamp() / _DAY
        reach = self.settings.window_of(item.channel)
        return _Read(body, np.concatenate((title, text)), keys, packed, weights, rarest, day, reach, letter)

    def _as_reprint(self, item: Item, read: _Read) -> Placement | None:
        best, found = 0.0, -1
        for row in self._lookalikes(read):
            match = self._comparer.match(read.body, self.rows.row(row).codes)
            if match is not None and match.coverage * match.core > best:
                best, found = match.coverage * match.core, row
            if best == 1.0:
                break
        if found < 0:
            return None
        number, root = int(self.rows.event[found]), self.rows.row(found).root
        self._keep(item, read, number, root, exact=best == 1.0)
        return Placement(item.id, self.events[number].id, root, "reprint", round(best, 3))

    def _lookalikes(self, read: _Read) -> list[int]:
        """Rows that share most of the sampled shingles, best first; at most `near.candidates` of them."""
        near = self.settings.near
        found = self._texts.find(read.keys).ravel()
        rows, hits = np.unique(found[found >= 0], return_counts=True)
        enough = hits >= max(1, round(near.sampled * len(read.keys)))
        rows, hits = rows[enough], hits[enough]
        rows = rows[np.argsort(-hits, kind="stable")][: near.candidates]
        return [int(row) for row in rows[self._is_open_for(read, rows)]]

    def _is_open_for(self, read: _Read, rows: Rows) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Which rows belong to an event whose window still holds the item."""
        known = self.rows.event[rows] >= 0
        # In order of time, an event is open if one of its items is near enough; only else is the event looked at.
        if self._latest - read.day <= read.reach:
            within = np.abs(read.day - self.rows.day[rows]) <= np.maximum(self.rows.reach[rows], read.reach)
            if within[known].all():
                return known
        events = [self.events.get(int(number)) for number in self.rows.event[rows]]
        return np.array(
            [event is not None and abs(read.day - event.newest) <= max(event.reach, read.reach) for event in events],
            dtype=np.bool_,
        )

    def _as_alike(self, item: Item, read: _Read, explain: bool) -> Placement | None:
        scores = self._scores(read)
        if not scores or scores[0][0] < 1.0:
            return None
        score, number, closest = scores[0]
        words = common_passages(read.told, self.rows.packed(closest), self.counts) if explain else ()
        self._keep(item, read, number, None)
        for other_score, other, _ in scores[1:]:
            if other_score >= 1.0:
                number = self._merge_if_alike(number, other)
        return Placement(item.id, self.events[number].id, None, "alike", round(score, 3), words)

    def _scores(self, read: _Read) -> list[tuple[float, int, int]]:
        """(mean likeness to the members ÷ what is enough, event, closest row) of the events in question, best first."""
        rows = self._candidates(read)
        rows = rows[self._is_open_for(read, rows)]
        if not len(rows):
            return []
        known = self._likeness_to(read, rows)
        closest: dict[int, int] = {}
        for row in sorted(known, key=known.__getitem__, reverse=True):
            if known[row] >= self.settings.alike_title:
                closest.setdefault(int(self.rows.event[row]), row)
        members = {
            number: self.events[number].latest(self.settings.members)
            for number in list(closest)[: self.settings.events]
        }
        rest = [row for each in members.values() for row in each if row not in known]
        known.update(self._likeness_to(read, np.array(rest, np.int64)))
        found = []
        for number, each in members.items():
            mean = sum(known[row] for row in each) / len(each)
            enough = self._enough(len(read.packed), each, only_letters=read.letter and self.events[number].only_letters)
            found.append((mean / enough, number, closest[number]))
        return sorted(found, reverse=True)

    def _likeness_to(self, read: _Read, rows: Rows) -> dict[int, float]:
        if not len(rows):
            return {}
        likeness = self.likeness.to_rows(read.packed, read.day, read.reach, rows)
        return dict(zip(rows.tolist(), likeness.tolist(), strict=True))

    def _enough(self, pairs: float, members: list[int], *, only_letters: bool) -> float:
        if only_letters:
            return self.settings.alike_letter
        usual = int(self.rows.pairs[members].sum()) / len(members)
        return self.settings.alike(min(pairs, usual))

    def _candidates(self, read: _Read) -> Rows:
        """Rows that share the rarest letter pairs, those with the most of their weight first."""
        found = self._words.find(hash_of(read.packed[read.rarest]))
        weight = np.repeat(read.weights[read.rarest] ** 2, found.shape[1])
        flat = found.ravel()
        rows, place = np.unique(flat[flat >= 0], return_inverse=True)
        total = np.bincount(place, weight[flat >= 0], minlength=len(rows))
        return rows[np.argsort(-total, kind="stable")][: self.settings.candidates]

    def _merge_if_alike(self, one: int, other: int) -> int:
        """The number under which the first event goes on: an item alike to both has shown that they may be one."""
        kept, gone = sorted((one, other))
        members = self.events[kept].latest(self.settings.members), self.events[gone].latest(self.settings.members)
        usual = int(self.rows.pairs[members[1]].sum()) / len(members[1])
        only_letters = self.events[kept].only_letters and self.events[gone].only_letters
        one_rows, other_rows = (np.array(rows, np.int64) for rows in members)
        likeness = float(self.likeness.between(one_rows, other_rows).mean())
        if likeness < self._enough(usual, members[0], only_letters=only_letters):
            return one
        self._merge(gone, kept, round(likeness, 3))
        return kept

    def _merge(self, gone: int, kept: int, likeness: float) -> None:
        event, into = self.events.pop(gone), self.events[kept]
        into.rows = sorted((*into.rows, *event.rows), key=self.rows.day.__getitem__)
        into.copies += event.copies
        into.newest, into.reach = max(into.newest, event.newest), max(into.reach, event.reach)
        into.only_letters &= event.only_letters
        self.rows.event[[*event.rows, *event.copies]] = kept
        into.names += event.names
        self._numbers.update(dict.fromkeys(event.names, kept))
        ids = tuple(self.rows.row(row).id for row in event.rows)
        self._changes.append(Change("merged", event.id, into.id, ids, f"平均相似度 {likeness}"))

    def review(self, only: Collection[str] | None = None) -> None:
        """Take apart the events that fell apart since the last review; `take_changes` says what went where.

        `only`: ids of the events to look at, where the others are nobody's concern.
        """
        touched, self._touched = self._touched, set()
        wanted = None if only is None else {self._numbers.get(each) for each in only}
        for number in sorted(touched):
            event = self.events.get(number)
            if event is None or (wanted is not None and number not in wanted):
                continue
            if self.settings.review_from <= len(event.rows) <= self.settings.review_most:
                self._split_if_apart(event)

    def _split_if_apart(self, event: OpenEvent) -> None:
        rows = np.array(event.rows, np.int64)
        pairs = self.rows.pairs[rows]
        enough = self.settings.alike_of(np.minimum.outer(pairs, pairs))
        likeness = self.likeness.cosines(rows, rows)
        _, *others = parts_of(likeness / enough, self.settings.hold)
        for part in others:
            self._split(event, rows[part].tolist())

    def _split(self, event: OpenEvent, rows: list[int]) -> None:
        ids = tuple(self.rows.row(row).id for row in rows)
        into = self._fresh_id(ids[0])
        number = self._number_of(into)
        part = self.events[number]
        roots = set(ids)
        part.rows, part.reach, part.only_letters = rows, event.reach, event.only_letters
        part.copies = [row for row in event.copies if self.rows.row(row).root in roots]
        part.newest = float(self.rows.day[[*part.rows, *part.copies]].max())
        event.rows = [row for row in event.rows if row not in set(rows)]
        event.copies = [row for row in event.copies if row not in set(part.copies)]
        self.rows.event[[*part.rows, *part.copies]] = number
        heapq.heappush(self._ends, (part.newest + part.reach, number))
        self._changes.append(Change("split", event.id, into, ids, "彼此不再相似"))

    def _fresh_id(self, item_id: str) -> str:
        """An event is called by its first item; where that name is in use or was merged away, with a number behind."""
        name, again = item_id, 1
        while name in self._numbers:
            again += 1
            name = f"{item_id}~{again}"
        return name

    def _as_first(self, item: Item, read: _Read) -> Placement:
        self._keep(item, read, self._number_of(item.id), None)
        return Placement(item.id, item.id, None, "first", 0.0)

    def _number_of(self, event_id: str) -> int:
        number = self._numbers.get(event_id)
        if number is None:
            self._last_number = number = self._last_number + 1
            self._numbers[event_id], self.events[number] = number, OpenEvent(event_id, [event_id])
        return number

    def _keep(self, item: Item, read: _Read, number: int, root: str | None, *, exact: bool = False) -> None:
        event = self.events[number]
        self._latest = max(self._latest, read.day)
        fresh = event.newest == -np.inf
        event.newest, event.reach = max(event.newest, read.day), max(event.reach, read.reach)
        event.only_letters &= read.letter
        if fresh:
            heapq.heappush(self._ends, (event.newest + event.reach, number))
        if exact:
            return
        kept = Row(item.id, root or item.id, read.body)
        row = self.rows.add(kept, read.packed, read.day, read.reach, number)
        self.rows.size[row] = self.likeness.size(read.weights)
        self._make_room()
        (event.rows if root is None else event.copies).append(row)
        if root is None:
            self.counts.add(read.packed)
            self._touched.add(number)
            self._unmeasured += 1
        self._post(row, read.keys, read.packed[read.rarest] if root is None else _NOTHING)
        if self._unmeasured >= min(_MEASURED_AT_ONCE, len(self.rows) / _MEASURED):
            self.likeness.refresh(_MEASURED * self._unmeasured)
            self._unmeasured = 0

    def _post(self, row: int, keys: Hashes, rarest: Packed) -> None:
        self._texts.add(row, keys)
        self._words.add(row, hash_of(rarest))

    def _make_room(self) -> None:
        """Double a table that has become crowded and post all live rows anew."""
        if self._texts.grow(len(self.rows)) | self._words.grow(len(self.rows)):
            for number in self.rows.live():
                kept = self.rows.row(number)
                packed = self.rows.packed(number) if kept.root == kept.id else _NOTHING
                rarest = np.argsort(-self.counts.weights(packed), kind="stable")[: self.settings.rare]
                self._post(number, sample(kept.codes), packed[rarest])

    def _forget_ended(self, day: float) -> None:
        while self._ends and self._ends[0][0] < day:
            _, number = heapq.heappop(self._ends)
            event = self.events.get(number)
            if event is None:
                continue
            if event.newest + event.reach >= day:
                heapq.heappush(self._ends, (event.newest + event.reach, number))
                continue
            for row in event.rows:
                self.counts.add(self.rows.packed(row), -1)
            for row in (*event.rows, *event.copies):
                self.rows.drop(row)
            del self.events[number]
            for name in event.names:
                self._numbers.pop(name, None)
