"""The conditions of the responsibility rules R1 to R8, by the names that a pack's routing.yaml uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from classifiers.verdict import DutyMatch, Verdict
from packs.pack import Pack
from packs.schema.judging import Routing

_COUNTED = 0.5  # where the writer counts demands, so much less of the best weight makes another one
_ALIKE = 0.6  # share of the best weight from which demands count as equal
_RIVALLED = 2  # times the clear weight that an outside body needs where a duty of ours is touched, too
_STRONG = 3.0  # weight of one word that names a duty beyond doubt


@dataclass(frozen=True, slots=True)
class Case:
    """What the conditions see: the verdict, best duty of each department, best duty of each outside body."""

    verdict: Verdict
    sent: bool
    own: tuple[DutyMatch, ...]
    outside: tuple[DutyMatch, ...]
    pack: Pack
    routing: Routing

    @property
    def best(self) -> DutyMatch | None:
        return self.own[0] if self.own and self.own[0].weight >= self.routing.clear else None


@dataclass(frozen=True, slots=True)
class Held:
    """A condition that holds: the duty it rests on, other duties met, the words, how sure it is."""

    duty: DutyMatch | None
    words: tuple[str, ...]
    confidence: float
    others: tuple[DutyMatch, ...] = ()


def best_of_each(matches: Iterable[DutyMatch]) -> tuple[DutyMatch, ...]:
    """The best duty of each department, in order of weight; of equal ones the first named."""
    best: dict[str, DutyMatch] = {}
    for match in matches:
        best.setdefault(match.department, match)
    return tuple(sorted(best.values(), key=lambda each: (-each.weight, each.position)))


def _sure(weight: float, rivals: list[float]) -> float:
    """Confidence from the weight of the words and its distance to the next best."""
    rival = max(rivals, default=0.0)
    share = (weight + 1.0) / (weight + rival + 2.0) + 0.1 * (weight >= 2 * rival)
    return min(0.98, 0.5 + share / 2)


def _misconduct(case: Case) -> Held | None:
    signals = case.verdict.signals
    if not signals.misconduct or case.verdict.kind == "资讯":
        return None
    discipline = case.pack.department_with_role("discipline")
    duty = next((each for each in case.own if each.department == discipline), None)
    return Held(duty, (*signals.accused, *signals.misconduct)[:6], 0.85)


def _outside(case: Case) -> Held | None:
    if not case.sent or not case.outside:
        return None
    best, own = case.outside[0], case.own[0].weight * case.verdict.signals.brevity if case.own else 0.0
    least = case.routing.clear * (_RIVALLED if case.best else 1)
    if best.weight < least or best.weight <= own:
        return None
    return Held(best, best.words, _sure(best.weight, [own, *(each.weight for each in case.outside[1:2])]))


def _rumour_with_disorder(case: Case) -> Held | None:
    signals = case.verdict.signals
    if not signals.rumour or not signals.disorder or case.best is None:
        return None
    return Held(case.best, (*signals.rumour, *signals.disorder)[:6], 0.8)


def _misread_policy(case: Case) -> Held | None:
    if not case.verdict.signals.misread or case.verdict.kind != "误解" or case.best is None:
        return None
    return Held(case.best, case.verdict.signals.misread, 0.75)


def _county(case: Case) -> Held | None:
    signals, best = case.verdict.signals, case.best
    if not signals.county or signals.city_run or best is None or not case.pack.organisation.places.county_body:
        return None
    duty = case.pack.duty_by_id.get(best.duty)
    if duty is not None and duty.city_run and not signals.county_body:
        return None
    return Held(best, (signals.county, *best.words), 0.85)


def _several_duties(case: Case) -> Held | None:
    if case.best is None:
        return None
    share = case.routing.several * (_COUNTED if case.verdict.signals.several else 1.0)
    near = [each for each in case.own[1:] if each.weight >= max(share * case.best.weight, _STRONG)]
    office = case.pack.department_with_role("office")
    near = [each for each in near if each.department != office]
    if not near or case.best.department == office:
        return None
    met = [case.best, *near[:3]]
    lead = _main_demand(met, bool(case.verdict.signals.several))
    others = tuple(each for each in met if each is not lead)
    return Held(lead, lead.words, _sure(lead.weight, [others[0].weight]), others)


def _main_demand(met: list[DutyMatch], counted: bool) -> DutyMatch:
    """The main demand; where the writer counts them or they weigh much the same, the first named."""
    alike = [each for each in met if counted or each.weight >= _ALIKE * met[0].weight]
    return min(alike, key=lambda each: each.position)


def _one_duty(case: Case) -> Held | None:
    best = case.best
    if best is None:
        return None
    rivals = [each.weight for each in case.own[1:2]] + [each.weight for each in case.outside[:1] if case.sent]
    return Held(best, best.words, _sure(best.weight, rivals))


def _nothing(case: Case) -> Held | None:
    return Held(None, (), 0.5)


CONDITIONS: dict[str, Callable[[Case], Held | None]] = {
    "misconduct": _misconduct,
    "outside": _outside,
    "rumour_with_disorder": _rumour_with_disorder,
    "misread_policy": _misread_policy,
    "county": _county,
    "several_duties": _several_duties,
    "one_duty": _one_duty,
    "nothing": _nothing,
}
