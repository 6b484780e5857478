"""Who answers: the pack's ordered rules over what judging found (属地管理、分级负责、谁主管谁负责).

Pure: a verdict, the channel and the pack in; the responsible body with the rule, the duty line, the words and the
runners-up out. A rule that breaks is reported in the result (`broken`) and the next one is tried, never in silence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from classifiers.verdict import SENT_TO_US, Reason, Verdict
from packs.pack import Pack
from packs.schema.judging import Routing, Rule
from routing.conditions import CONDITIONS, Case, Held, best_of_each

NOBODY = "none"
_MOST_RUNNERS = 5
_LEAST_RUNNERS = 3


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


def decide(verdict: Verdict, channel: str, pack: Pack, routing: Routing | None = None) -> Responsibility:
    """The responsible body of one judged text by the pack's rules (or by `routing`, for a dry run)."""
    routing = routing or pack.routing
    if not verdict.relevant:
        return Responsibility(NOBODY, NOBODY, confidence={"rule": 1.0, "lead": 1.0}, routing=routing.version)
    case = Case(verdict, channel in SENT_TO_US, best_of_each(verdict.signals.duties),
                 best_of_each(verdict.signals.outside), pack, routing)  # fmt: skip
    broken: list[Broken] = []
    for rule in routing.rules:
        try:
            held = CONDITIONS[rule.when](case)
            if held is not None:
                return _made(rule, held, case, tuple(broken))
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


def _made(rule: Rule, held: Held, case: Case, broken: tuple[Broken, ...]) -> Responsibility:
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
        broken=broken,
        routing=case.routing.version,
    )


def _named(maker: str, held: Held, case: Case) -> list[str]:
    if not maker.startswith("@"):
        return [maker]
    if maker in ("@duty", "@functional", "@outside"):
        return [held.duty.department] if held.duty else [case.pack.department_with_role("office")]
    if maker == "@others":
        return [each.department for each in held.others]
    if maker == "@county":
        return [case.pack.organisation.places.county_body.format(place=case.verdict.signals.county)]
    return [case.pack.department_with_role(maker.removeprefix("@"))]


def _runners_up(lead: str, assist: tuple[str, ...], case: Case) -> tuple[str, ...]:
    """The next best bodies: by weight, own before outside for what was crawled; filled up with the usual ones."""
    matches = sorted([*case.own, *(case.outside if case.sent else ())], key=lambda each: -each.weight)
    names = [each.department for each in matches]
    if case.verdict.signals.county and case.own and case.pack.organisation.places.county_body:
        names.insert(1, case.pack.organisation.places.county_body.format(place=case.verdict.signals.county))
    usual = [case.pack.department_with_role(role) for role in ("office", "political", "discipline")]
    usual += [each.name for each in case.pack.departments.own[:_LEAST_RUNNERS]]
    ranked = [name for name in dict.fromkeys([*names[:_MOST_RUNNERS], *assist, *usual]) if name != lead]
    return tuple(ranked[: max(_LEAST_RUNNERS, min(_MOST_RUNNERS, len(names)))])


def _nobody_held(case: Case) -> Responsibility:
    office = case.pack.department_with_role("office")
    reason = Reason("lead", "没有一条规则成立，由办公室人工确定")
    return Responsibility(
        NOBODY,
        office,
        confidence={"rule": 0.0, "lead": 0.0},
        needs_person=True,
        reasons=(reason,),
        routing=case.routing.version,
    )
