"""Whether something said in a text really happened here and now: not denied, drilled, past, rumoured or elsewhere."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property

from classifiers.places import PlaceReading
from classifiers.words import Hits

_SENTENCE_END = re.compile(r"[。！？!?；;\n]")
_CLAUSE_END = re.compile(r"[，。！？!?；;、,\n：:]")
_OLD_YEAR = re.compile(r"(?:19\d\d|20[01]\d)年")
_OUTCOME = re.compile(r"，[^，]{0,6}?(?:昨|今天|今早|今晨|结果|导致|致使|引发|害得|吓得|弄得|搞得|闹得|现在)")
_JUST_AFTER = 14  # characters within which `是谣传` still speaks of what stands before it
_REAL = ("实际", "确认", "经核实", "确有", "实为", "截至", "官方", "通报称")


class Context:
    """Judges the surroundings of a position in one text."""

    def __init__(self, hits: Hits, places: PlaceReading) -> None:
        self._hits = hits
        self._places = places
        self._text = hits.text
        self._refuted = hits.has("refute")

    @cached_property
    def _sentence_ends(self) -> list[int]:
        return [found.start() for found in _SENTENCE_END.finditer(self._text)]

    def counts(self, start: int, end: int) -> bool:
        """Whether what stands at `start:end` may trigger: here, now, really, and not denied."""
        left, right = self.sentence(start)
        return not (
            self._is_denied(start, end)
            or self._within("severity:drill", left, right)
            or self._within("severity:past", left, start)
            or _OLD_YEAR.search(self._text, left, start)
            or self._is_elsewhere(left, start, right)
            or self._is_rumoured(left, start, right)
        )

    def sentence(self, position: int) -> tuple[int, int]:
        """Start and end of the sentence around `position`."""
        ends = self._sentence_ends
        index = bisect_left(ends, position)
        return (ends[index - 1] + 1 if index else 0), (ends[index] if index < len(ends) else len(self._text))

    def _is_denied(self, start: int, end: int) -> bool:
        left = max(0, start - 10)
        for found in _CLAUSE_END.finditer(self._text, left, start):
            left = found.end()
        return self._within("severity:negated", left, end)

    def _is_elsewhere(self, left: int, start: int, right: int) -> bool:
        """The last place named before it in its sentence decides, else the places that follow there."""
        if self._places.is_elsewhere:
            return True
        ours, other = self._places.our_spots, self._places.other_spots
        if not other:
            return False
        last_ours = max((spot for spot in ours if left <= spot < start), default=-1)
        last_other = max((spot for spot in other if left <= spot < start), default=-1)
        if last_ours != last_other:
            return last_other > last_ours
        return any(start <= spot < right for spot in other) and not any(start <= spot < right for spot in ours)

    def _is_rumoured(self, left: int, start: int, right: int) -> bool:
        """In a text that refutes, only what it says really happened counts; what a rumour led to has happened."""
        if self._is_outcome(left, start):
            return False
        if self._refuted:
            sentence = self._text[left:right]
            return not any(word in sentence for word in _REAL) or self._within("severity:rumour", left, right)
        return self._within("severity:rumour", left, right)

    def _is_outcome(self, left: int, start: int) -> bool:
        """`谣传要关门，昨天大厅挤进来两百人`: between the rumour and here stands when or that something came of it."""
        rumours = [hit.end for hit in self._hits.of("severity:rumour") if left <= hit.start < start]
        if not rumours or any(start <= hit.start <= start + _JUST_AFTER for hit in self._hits.of("severity:rumour")):
            return False
        return bool(_OUTCOME.search(self._text, rumours[-1], start))

    def _within(self, group: str, left: int, right: int) -> bool:
        return any(left <= hit.start < right for hit in self._hits.of(group))
