"""Which duty lines a text touches, by the pack's words: own departments and outside bodies."""

from __future__ import annotations

from dataclasses import dataclass

from classifiers.verdict import DutyMatch
from classifiers.words import PAIRED, Group, Hit, Hits
from packs.schema.organisation import Department, Departments, Duty

SURE, WORD, HINT, NAME = 3.0, 1.0, 0.4, 1.5
_TITLE = 2.0  # a word in the title tells more of what a text is about
_REPEAT = 0.2  # share of the weight that each repetition adds, three at most
_OUT_OF_QUESTION = 0.25
_ASKED = 1.6  # a word beside what the writer asks for
_NEAR_ASK = 22


@dataclass(frozen=True, slots=True)
class _Line:
    department: str
    duty: Duty
    group: str


class DutyReader:
    """Weighs duty lines by the words that stand in a text."""

    def __init__(self, departments: Departments) -> None:
        self._own = _lines(departments.own)
        self._outside = _lines(departments.outside)
        self._aliases = {each.name: each for each in [*departments.own, *departments.outside]}

    @property
    def groups(self) -> list[Group]:
        """Word groups that the lexicon must know: `duty:<id>` in a layer of their own, and `without:<id>`."""
        groups = []
        for line in [*self._own, *self._outside]:
            first = self._aliases[line.department].duties[0].id == line.duty.id
            names = [line.department, *self._aliases[line.department].aliases] if first else []
            groups.append(Group(line.group, _terms(line.duty, names), layer=PAIRED))
            if line.duty.without:
                groups.append(Group(f"without:{line.duty.id}", dict.fromkeys(line.duty.without, 1.0)))
        return groups

    def own(self, hits: Hits) -> tuple[DutyMatch, ...]:
        """Own duty lines that the text touches, best first."""
        return _matches(hits, self._own)

    def outside(self, hits: Hits) -> tuple[DutyMatch, ...]:
        """Duty lines of outside bodies, best first."""
        return _matches(hits, self._outside)


def _lines(departments: list[Department]) -> list[_Line]:
    return [_Line(each.name, duty, f"duty:{duty.id}") for each in departments for duty in each.duties]


def _terms(duty: Duty, names: list[str]) -> dict[str, float]:
    terms = dict.fromkeys(duty.hints, HINT) | dict.fromkeys(duty.words, WORD) | dict.fromkeys(names, NAME)
    return terms | dict.fromkeys(duty.sure, SURE)


def _matches(hits: Hits, lines: list[_Line]) -> tuple[DutyMatch, ...]:
    found = []
    asked = [each.start for each in hits.of("asks")]
    for line in lines:
        touched = hits.of(line.group)
        if touched:
            factor = _OUT_OF_QUESTION if hits.has(f"without:{line.duty.id}") else 1.0
            found.append(_match(hits, line, touched, factor, asked))
    return tuple(sorted(found, key=lambda each: (-each.weight, each.position)))


def _match(hits: Hits, line: _Line, touched: list[Hit], factor: float, asked: list[int]) -> DutyMatch:
    weights: dict[str, float] = {}
    times: dict[str, int] = {}
    for hit in touched:
        in_title = hit.start < hits.title_end
        weight = hit.weight * (_TITLE if in_title else 1.0)
        if asked and not in_title and any(-4 <= hit.start - each <= _NEAR_ASK for each in asked):
            weight *= _ASKED
        weights[hit.term] = max(weights.get(hit.term, 0.0), weight)
        times[hit.term] = times.get(hit.term, 0) + 1
    total = sum(weight * (1 + _REPEAT * min(times[term] - 1, 3)) for term, weight in weights.items())
    strongest = max(hit.weight for hit in touched)
    first = min(hit.start for hit in touched if hit.weight == strongest)
    words = sorted(weights, key=lambda term: -weights[term])
    return DutyMatch(line.department, line.duty.id, tuple(words[:6]), round(total * factor, 2), first)
