"""Who answers: the pack's ordered rules over what judging found (属地管理、分级负责、谁主管谁负责).

Pure: a verdict, the channel and the pack in; the responsible body with the rule, the duty line, the words and the
runners-up out. A rule that breaks is reported in the result (`broken`) and the next one is tried, never in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from classifiers.verdict import SENT_TO_US, DutyMatch, Reason, Verdict
from packs.pack import Pack
from packs.schema.judging import Routing, Rule

NOBODY = "none"
_MOST_RUNNERS = 5
_LEAST_RUNNERS = 3
_ALIKE = 0.6  # share of the best weight from which demands count as equal
_STRONG = 3.0  # weight of one word that names a duty beyond doubt


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that could not be tried: its id and what went wrong. An alarm is due."""

    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Who answers. `duty` and `duty_line` are what the decision rests on ("" where it rests on none).

    `runners_up`: names, best first, without the lead. `isolated`: the body reported on may neither see nor review.
    `confidence`: head → 0-1 for "rule" and "lead". `routing`: version of the rules.
    """

    rule: str
    lead: str
    assist: tuple[str, ...] = ()
    runners_up: tuple[str, ...] = ()
    duty: str = ""
    duty_line: str = ""
    words: tuple[str, ...] = ()
    confidence: dict[str, float] | None = None
    reasons: tuple[Reason, ...] = ()
    isolated: bool = False
    needs_person: bool = False
    broken: tuple[Broken, ...] = ()
    routing: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """A past decision that a changed rule set would make otherwise."""

    id: str
    before: Responsibility
    after: Responsibility


@dataclass(frozen=True, slots=True)
class _Case:
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
class _Held:
    """A condition that holds: the duty it rests on, other duties met, the words, how sure it is."""

    duty: DutyMatch | None
    words: tuple[str, ...]
    confidence: float
    others: tuple[DutyMatch, ...] = ()


def decide(verdict: Verdict, channel: str, pack: Pack, routing: Routing | None = None) -> Responsibility:
    """The responsible body of one judged text by the pack's rules (or by `routing`, for a dry run)."""
    routing = routing or pack.routing
    if not verdict.relevant:
        return Responsibility(NOBODY, NOBODY, confidence={"rule": 1.0, "lead": 1.0}, routing=routing.version)
    case = _Case(verdict, channel in SENT_TO_US, _best_of_each(verdict.signals.duties),
                 _best_of_each(verdict.signals.outside), pack, routing)  # fmt: skip
    broken: list[Broken] = []
    for rule in routing.rules:
        try:
            held = CONDITIONS[rule.when](case)
            if held is not None:
                return replace(_made(rule, held, case), broken=tuple(broken))
        except Exception as error:  # noqa: BLE001 - a broken rule is reported as a value; the others still decide
            broken.append(Broken(rule.id, f"{type(error).__name__}: {error}"))
    return replace(_nobody_held(case), broken=tuple(broken))


def dry_run(old: Routing, new: Routing, past: Iterable[tuple[Verdict, str]], pack: Pack) -> list[Moved]:
    """Past verdicts (with their channel) whose lead, rule or assisting bodies a changed rule set would change."""
    moved = []
    for verdict, channel in past:
        before, after = (decide(verdict, channel, pack, rules) for rules in (old, new))
        if (before.rule, before.lead, before.assist) != (after.rule, after.lead, after.assist):
            moved.append(Moved(verdict.id, before, after))
    return moved


def _misconduct(case: _Case) -> _Held | None:
    signals = case.verdict.signals
    if not signals.misconduct or case.verdict.kind == "资讯":
        return None
    discipline = case.pack.department_with_role("discipline")
    duty = next((each for each in case.own if each.department == discipline), None)
    return _Held(duty, (*signals.accused, *signals.misconduct)[:6], 0.85)


def _outside(case: _Case) -> _Held | None:
    if not case.sent or not case.outside:
        return None
    best, own = case.outside[0], case.own[0].weight * case.verdict.signals.brevity if case.own else 0.0
    if best.weight < 2 * case.routing.clear or best.weight <= own:
        return None
    return _Held(best, best.words, _sure(best.weight, [own, *(each.weight for each in case.outside[1:2])]))


def _rumour_with_disorder(case: _Case) -> _Held | None:
    signals = case.verdict.signals
    if not signals.rumour or not signals.disorder or case.best is None:
        return None
    return _Held(case.best, (*signals.rumour, *signals.disorder)[:6], 0.8)


def _misread_policy(case: _Case) -> _Held | None:
    if not case.verdict.signals.misread or case.verdict.kind != "误解" or case.best is None:
        return None
    return _Held(case.best, case.verdict.signals.misread, 0.75)


def _county(case: _Case) -> _Held | None:
    signals, best = case.verdict.signals, case.best
    if not signals.county or signals.city_run or best is None or not case.pack.organisation.places.county_body:
        return None
    duty = case.pack.duty_by_id.get(best.duty)
    if duty is not None and duty.city_run:
        return None
    return _Held(best, (signals.county, *best.words), 0.85)


def _several_duties(case: _Case) -> _Held | None:
    if case.best is None:
        return None
    share = case.routing.several * (0.7 if case.verdict.signals.several else 1.0)
    near = [each for each in case.own[1:] if each.weight >= max(share * case.best.weight, _STRONG)]
    office = case.pack.department_with_role("office")
    near = [each for each in near if each.department != office]
    if not near or case.best.department == office:
        return None
    met = [case.best, *near[:3]]
    lead = _main_demand(met, bool(case.verdict.signals.several))
    others = tuple(each for each in met if each is not lead)
    return _Held(lead, lead.words, _sure(lead.weight, [others[0].weight]), others)


def _main_demand(met: list[DutyMatch], counted: bool) -> DutyMatch:
    """The main demand; where the writer counts them or they weigh much the same, the first named."""
    alike = [each for each in met if counted or each.weight >= _ALIKE * met[0].weight]
    return min(alike, key=lambda each: each.position)


def _one_duty(case: _Case) -> _Held | None:
    best = case.best
    if best is None:
        return None
    rivals = [each.weight for each in case.own[1:2]] + [each.weight for each in case.outside[:1] if case.sent]
    return _Held(best, best.words, _sure(best.weight, rivals))


def _nothing(case: _Case) -> _Held | None:
    return _Held(None, (), 0.5)


CONDITIONS: dict[str, Callable[[_Case], _Held | None]] = {
    "misconduct": _misconduct,
    "outside": _outside,
    "rumour_with_disorder": _rumour_with_disorder,
    "misread_policy": _misread_policy,
    "county": _county,
    "several_duties": _several_duties,
    "one_duty": _one_duty,
    "nothing": _nothing,
}


def _made(rule: Rule, held: _Held, case: _Case) -> Responsibility:
    """The decision that a rule makes: its makers (`@duty` …) replaced by names."""
    lead = _named(rule.lead, held, case)[0]
    assist = tuple(dict.fromkeys(name for each in rule.assist for name in _named(each, held, case) if name != lead))
    duty = case.pack.duty_by_id.get(held.duty.duty) if held.duty else None
    low = held.confidence < case.routing.person_below
    reason = Reason("lead", f"{rule.id}：{rule.because}" + (f"（{duty.line}）" if duty else ""), held.words)
    return Responsibility(
        rule=rule.id,
        lead=lead,
        assist=assist,
        runners_up=_runners_up(lead, assist, case),
        duty=duty.id if duty else "",
        duty_line=duty.line if duty else "",
        words=held.words,
        confidence={"rule": round(held.confidence, 3), "lead": round(held.confidence, 3)},
        reasons=(reason,),
        isolated=rule.isolated,
        needs_person=low,
        routing=case.routing.version,
    )


def _named(maker: str, held: _Held, case: _Case) -> list[str]:
    if not maker.startswith("@"):
        return [maker]
    if maker in ("@duty", "@functional", "@outside"):
        return [held.duty.department] if held.duty else [case.pack.department_with_role("office")]
    if maker == "@others":
        return [each.department for each in held.others]
    if maker == "@county":
        return [case.pack.organisation.places.county_body.format(place=case.verdict.signals.county)]
    return [case.pack.department_with_role(maker.removeprefix("@"))]


def _runners_up(lead: str, assist: tuple[str, ...], case: _Case) -> tuple[str, ...]:
    """The next best bodies: by weight, own before outside for what was crawled; filled up with the usual ones."""
    matches = sorted([*case.own, *(case.outside if case.sent else ())], key=lambda each: -each.weight)
    names = [each.department for each in matches]
    if case.verdict.signals.county and case.own and case.pack.organisation.places.county_body:
        names.insert(1, case.pack.organisation.places.county_body.format(place=case.verdict.signals.county))
    usual = [case.pack.department_with_role(role) for role in ("office", "political", "discipline")]
    usual += [each.name for each in case.pack.departments.own[:_LEAST_RUNNERS]]
    ranked = [name for name in dict.fromkeys([*names[:_MOST_RUNNERS], *assist, *usual]) if name != lead]
    return tuple(ranked[: max(_LEAST_RUNNERS, min(_MOST_RUNNERS, len(names)))])


def _best_of_each(matches: Iterable[DutyMatch]) -> tuple[DutyMatch, ...]:
    """The best duty of each department, in order of weight; of equal ones the first named."""
    best: dict[str, DutyMatch] = {}
    for match in matches:
        best.setdefault(match.department, match)
    return tuple(sorted(best.values(), key=lambda each: (-each.weight, each.position)))


def _sure(weight: float, rivals: list[float]) -> float:
    """Confidence from the weight of the words and its distance to the next best."""
    rival = max(rivals, default=0.0)
    return min(0.98, (weight + 1.0) / (weight + rival + 2.0) + 0.1 * (weight >= 2 * rival))


def _nobody_held(case: _Case) -> Responsibility:
    office = case.pack.department_with_role("office")
    return Responsibility("none", office, confidence={"rule": 0.0, "lead": 0.0}, needs_person=True,
                          reasons=(Reason("lead", "没有一条规则成立，由办公室人工确定"),), routing=case.routing.version)  # fmt: skip
