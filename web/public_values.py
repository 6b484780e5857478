"""What public pages show, read from the store; personal data that slipped into a text is masked once more here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from threading import Lock
from time import monotonic

from classifiers.masking import mask
from classifiers.text import cut, normalise
from errors import BadInput
from reports import periods
from store import public_page
from store.public_page import PublicReply, Wanted
from store.session import Session

MOST_WORDS = 6
LONGEST_QUERY = 60
FRESH_S = 600.0
_NUMBER = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9}|\d{16,19})(?!\d)")
"""What looks like the number of an identity paper, a mobile or a card, whether or not its check digit is right."""
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Shelves:
    """How the published replies are shelved: topics and months, each with how many there are."""

    topics: list[tuple[str, int]]
    months: list[tuple[str, int]]

    @property
    def count(self) -> int:
        """How many published matters there are."""
        return sum(number for _, number in self.months)


def shelves(session: Session) -> Shelves:
    """Topics by how much there is, months newest first."""
    ends = public_page.first_and_last(session)
    if ends is None:
        return Shelves([], [])
    months = [periods.month_of(ends[1])]
    while months[-1] > periods.month_of(ends[0]):
        months.append(periods.beside(months[-1])[0])
    counts = public_page.count_between(session, [periods.bounds(month) for month in months])
    filled = [(month, count) for month, count in zip(months, counts, strict=True) if count]
    return Shelves([each for each in public_page.count_by_topic(session) if each[0]], filled)


class KeptShelves:
    """The shelves, counted at most once in FRESH_S: a list is read far oftener than it changes."""

    def __init__(self) -> None:
        self._kept: Shelves | None = None
        self._at = 0.0
        self._counting = Lock()

    def get(self, session: Session) -> Shelves:
        """The shelves, at most FRESH_S old, or a little more while somebody else is counting them anew."""
        if self._is_fresh() or not self._counting.acquire(blocking=self._kept is None):
            assert self._kept is not None
            return self._kept
        try:
            if not self._is_fresh():
                self._kept, self._at = shelves(session), monotonic()
        finally:
            self._counting.release()
        assert self._kept is not None
        return self._kept

    def _is_fresh(self) -> bool:
        return self._kept is not None and monotonic() - self._at <= FRESH_S


def query_words(query: str) -> tuple[str, ...]:
    """The words of a query that a reply must hold, all of them: cut as Chinese is cut, single signs only alone."""
    text = normalise(query[:LONGEST_QUERY])
    words = [word.strip() for word in cut(text) if any(letter.isalnum() for letter in word)]
    long = [word for word in words if len(word) > 1]
    return tuple(dict.fromkeys(long or words))[:MOST_WORDS]


def wanted(topic: str, month: str, query: str) -> Wanted:
    """The filters of an address; a month that is none is left out, a query without words finds nothing."""
    found = Wanted(topic=topic[:80], words=query_words(query))
    if query.strip() and not found.words:
        found = replace(found, words=(query.strip(),))
    if _MONTH.fullmatch(month):
        try:
            since, until = periods.bounds(month)
        except BadInput:
            return found
        found = replace(found, since=since, until=until)
    return found


def shown(replies: Iterable[PublicReply]) -> list[PublicReply]:
    """The replies as they may be shown."""
    return [clean(each) for each in replies]


def clean(reply: PublicReply) -> PublicReply:
    """What people wrote is masked throughout; what the body wrote only where something slipped through, because its
    own addresses and telephones must stay."""
    return replace(
        reply,
        title=citizens(reply.title),
        question=citizens(reply.question),
        text=own(reply.text),
        done=own(reply.done),
    )


def citizens(text: str) -> str:
    """A citizen's words without personal data; a number that only looks like one of a person goes too."""
    return own(mask(text)[0])


def own(text: str) -> str:
    """The body's own words without numbers of identity papers, mobiles and cards."""
    return _NUMBER.sub("【号码已隐去】", text)


def month_words(month: str) -> str:
    """2026年11月."""
    return periods.in_words(month)
