"""Which duty lines a text touches, by the pack's words: own departments and outside bodies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from classifiers.verdict import DutyMatch
from classifiers.words import PAIRED, Found, Group, Hits
from packs.schema.organisation import Department, Departments, Duty

SURE, WORD, HINT, NAME = 3.0, 1.0, 0.4, 1.5
_TITLE = 2.0  # a word in the title tells more of what a text is about
_REPEAT = 0.2  # share of the weight that each repetition adds, three at most
_OUT_OF_QUESTION = 0.25
_ASKED = 1.6  # a word beside what the writer asks for
_NEAR_ASK = 22
_KEPT = 5  # duty lines that a verdict carries
_LEARNT = 6.0  # weight for each point of probability of the trained head above
_DOUBT = 0.15  # what it gives to many bodies where it knows none: below, a body is only a runner-up
_LEAST = 0.05  # share of such a probability that orders runners-up


@dataclass(frozen=True, slots=True)
class _Line:
    department: str
    duty: Duty
    group: str
    without: str


class DutyReader:
    """Weighs duty lines by the words that stand in a text."""

    def __init__(self, departments: Departments) -> None:
        self._own = _lines(departments.own)
        self._outside = _lines(departments.outside)
        self._numbered = {
            line.group: (number, line, number < len(self._own))
            for number, line in enumerate([*self._own, *self._outside])
        }
        self._first_of: dict[str, tuple[int, _Line, bool]] = {}
        for number, line, is_own in self._numbered.values():
            self._first_of.setdefault(line.department, (number, line, is_own))
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
                groups.append(Group(line.without, dict.fromkeys(line.duty.without, 1.0)))
        return groups

    def read(self, hits: Hits, learnt: Likely = ()) -> tuple[tuple[DutyMatch, ...], tuple[DutyMatch, ...]]:
        """Duty lines that the text touches, best first: own ones, and those of outside bodies.

        `learnt`: bodies that the trained head thinks of, with their probability; one that no word names has its first
        duty line, without words.
        """
        asked: set[int] = set()  # where a word stands beside what the writer asks for
        for start, _, _, _ in hits.groups.get("asks", ()):
            asked.update(range(start - 4, start + _NEAR_ASK + 1))
        own: list[_Weighed] = []
        outside: list[_Weighed] = []
        numbered, groups, title_end = self._numbered, hits.groups, hits.title_end
        for name, touched in groups.items():
            known = numbered.get(name)
            if known:
                number, line, is_own = known
                weights, total, first = _weigh(title_end, touched, asked)
                if line.without in groups:
                    total *= _OUT_OF_QUESTION
                (own if is_own else outside).append((-to_hundredths(total), first, number, line, weights))
        for body, probability in learnt:
            if body in self._first_of:
                number, line, is_own = self._first_of[body]
                weight = _LEARNT * max(probability - _DOUBT, probability * _LEAST)
                _lift(own if is_own else outside, line, weight, (len(hits.text), number))
        return _best_lines(own), _best_lines(outside)


def to_hundredths(value: float) -> float:
    """A weight to two places, as `round` gives it, in a fifth of its time: each text has a dozen of them."""
    return int(value * 100 + 0.5) / 100


Likely = Sequence[tuple[str, float]]
_Weighed = tuple[float, int, int, _Line, dict[str, float]]  # the number keeps lines of equal weight in the pack's order


def _lines(departments: list[Department]) -> list[_Line]:
    return [
        _Line(each.name, duty, f"duty:{duty.id}", f"without:{duty.id}") for each in departments for duty in each.duties
    ]


def _terms(duty: Duty, names: list[str]) -> dict[str, float]:
    terms = dict.fromkeys(duty.hints, HINT) | dict.fromkeys(duty.words, WORD) | dict.fromkeys(names, NAME)
    # A name hides the shorter words inside it, so it must not weigh less than they.
    terms |= {name: SURE for name in names if any(word in name for word in duty.sure)}
    return terms | dict.fromkeys(duty.sure, SURE)


def _lift(weighed: list[_Weighed], line: _Line, learnt: float, last: tuple[int, int]) -> None:
    """Adds the weight learnt of a body to the best of its lines that words touch, else as a line of its own, `last`."""
    best = -1
    for at, each in enumerate(weighed):
        if each[3].department == line.department and (best < 0 or each[:2] < weighed[best][:2]):
            best = at
    if best < 0:
        weighed.append((-to_hundredths(learnt), *last, line, {}))
    else:
        weighed[best] = (-to_hundredths(learnt - weighed[best][0]), *weighed[best][1:])


def by_weight(match: DutyMatch) -> tuple[float, int]:
    """The order of duties: the heaviest first, of equal ones the first named."""
    return -match.weight, match.position


def _best_lines(weighed: list[_Weighed]) -> tuple[DutyMatch, ...]:
    weighed.sort()
    return tuple(
        [
            DutyMatch(line.department, line.duty.id, _best(weights), -minus, first)
            for minus, first, _, line, weights in weighed[:_KEPT]
        ]
    )


def _weigh(title_end: int, touched: list[Found], asked: set[int]) -> tuple[dict[str, float], float, int]:
    """Weight of each term met (more in the title, beside a question, repeated), their sum, and the first position."""
    if len(touched) == 1:
        [(first, _, weight, term)] = touched
        weight *= _TITLE if first < title_end else _ASKED if first in asked else 1.0
        return {term: weight}, weight, first
    weights: dict[str, float] = {}
    total = strongest = 0.0
    first = 0
    times: dict[str, int] = {}
    for start, _, weight, term in touched:
        if weight > strongest and strongest < WORD:
            strongest, first = weight, start
        elif weight >= WORD and start < first:
            first = start
        if start < title_end:
            weight *= _TITLE
        elif start in asked:
            weight *= _ASKED
        before = weights.get(term)
        if before is None:
            weights[term], times[term] = weight, 0
            total += weight
            continue
        if times[term] < 3:
            times[term] += 1
            total += before * _REPEAT
        if weight > before:
            weights[term] = weight
            total += weight - before
    return weights, total, first


def _best(weights: dict[str, float]) -> tuple[str, ...]:
    """The words that weigh most, six at most."""
    return tuple(sorted(weights, key=weights.__getitem__, reverse=True)[:6]) if len(weights) > 1 else tuple(weights)
