"""What grouping is told: how long an event stays open, how alike is alike enough, how much is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from classifiers.near import NearSettings
from packs.schema.grouping import Grouping

if TYPE_CHECKING:
    from packs.pack import Pack


@dataclass(frozen=True)
class GroupingSettings:
    """Defaults of grouping; those that a pack's grouping.yaml may change are listed in `packs.schema.grouping`.

    Likeness is 0-1; a letter pair is two neighbouring letters of an item.
    """

    window_days: float = 7.0  # within which after an event's newest item another may join
    long_window_days: float = 365.0  # the same for `long_channels`: letters on one matter come in over months
    long_channels: tuple[str, ...] = ("mailbox", "hotline")
    decay: float = 0.4  # likeness falls by e in this share of the window,
    decay_days: float = 10.0  # but not within fewer days: a short window ends by itself
    alike_title: float = 0.04  # mean likeness to the members of an event from which a bare title joins it
    alike_text: float = 0.08  # the same for a text of `full_text` letter pairs: long texts always share something
    full_text: int = 80  # letter pairs from which the whole of `alike_text` is asked; in proportion below
    doubt: float = 200.0  # weight of what an item does not say: titles of common words are alike in little
    title_weight: int = 2  # how often the title counts
    common: int = 3_000  # items behind the counts before any was seen, or the first ones would all look rare
    rare: int = 24  # rarest letter pairs of an item, by which candidates are found
    candidates: int = 48  # items looked at closely
    events: int = 3  # events looked at closely: with more, none of the labelled sets is grouped better
    members: int = 16  # newest members of an event that count
    hold: float = 0.6  # share of that likeness which the parts of an event must keep, or it is split
    review_from: int = 3  # items from which an event is looked at again
    review_most: int = 64  # and up to which: beyond, all pairs would be too many
    alike_letter: float = 0.13  # the same between letters of any length: two writers on one duty share all its words
    asking_channels: tuple[str, ...] = ("mailbox", "hotline", "forum")  # where people write what are letters,
    asking: int = 20  # if they write so many letters and not just a title
    field_words: tuple[str, ...] = ()  # what stands in much that this body hears: its name, city, duties
    ordinary: tuple[str, ...] = ()  # words of all duties alike, which never make two matters one
    near: NearSettings = field(default_factory=NearSettings)

    def window_of(self, channel: str) -> float:
        """Days that an event stays open after an item of this channel."""
        return self.long_window_days if channel in self.long_channels else self.window_days

    def alike(self, pairs: float) -> float:
        """Likeness that is enough for texts of so many letter pairs (of the shorter side)."""
        return self.alike_title + (self.alike_text - self.alike_title) * min(pairs / self.full_text, 1.0)

    def alike_of(self, pairs: NDArray[np.int64]) -> NDArray[np.float64]:
        """The same for many at once, shape kept."""
        share = np.minimum(pairs / self.full_text, 1.0)
        enough: NDArray[np.float64] = self.alike_title + (self.alike_text - self.alike_title) * share
        return enough


def words_of_field(pack: Pack) -> tuple[str, ...]:
    """What many letters to a pack's body say: body, city, departments, topics and words of its field, "ours"."""
    us, where = pack.organisation, pack.organisation.places
    named = [us.body, *us.body_aliases, where.city, *where.city_aliases, where.province]
    named += [each.name for each in pack.departments.own]
    topics = [name for below in pack.topics.tree.values() for name in below]
    signals = [word for name in ("field", "ours") for word in pack.words.signals.get(name, ())]
    return tuple(sorted({word for word in (*named, *topics, *signals) if word.isalnum()}))


def settings_from(
    part: Grouping, field_words: tuple[str, ...] = (), *, window_days: float | None = None
) -> GroupingSettings:
    """The defaults with what a pack changes; `window_days` (of the command line) wins for every channel."""
    plain = ("window_days", "long_window_days", "alike_title", "alike_text")
    changed: dict[str, Any] = {name: getattr(part, name) for name in plain if getattr(part, name) is not None}
    if part.long_channels is not None:
        changed["long_channels"] = tuple(part.long_channels)
    if part.reprint_coverage is not None:
        changed["near"] = NearSettings(coverage=part.reprint_coverage)
    if window_days is not None:
        changed.update(window_days=window_days, long_window_days=window_days)
    return GroupingSettings(field_words=field_words, ordinary=tuple(part.ordinary_words), **changed)
