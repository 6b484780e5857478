"""Every deadline of a case, as a pure function of the pack's clocks, the calendar, the case's history and `now`.

What holds for all of them: T0 is never set anew; the reply clock stops only by a published reply or an approved
decision not to publish; a change of severity computes what lies ahead anew and never excuses what was missed;
what has ended keeps the verdict it got then.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from packs.schema.clocks import Clocks, Step
from routing.calendar import UnknownYear, WorkCalendar
from routing.clocks_changes import settle
from routing.clocks_history import CaseHistory, Frozen, earliest
from routing.clocks_limits import Kind, Limit, limit_from, limit_sentence
from routing.clocks_occasions import Occasion, occasions
from routing.clocks_words import moment_words
from times import require_aware

State = Literal["waiting", "running", "late", "unknown", "met", "waived", "ended"]
OPEN: frozenset[State] = frozenset({"running", "late", "unknown"})


@dataclass(frozen=True, slots=True)
class Deadline:
    """One clock of a case at `now`.

    `key` is unique in the case and stays the same: the step, with `:` and the assignment's id where it belongs to
    one, with `#` and a number where it repeats. `state`: waiting (its start has not come), running, late, unknown
    (no calendar data), met, waived, ended (the case ended or was answered first, or a window closed). `on_time`:
    None until judged. `used` and `left` are counted as the limit is: by the wall clock, or in office time; `left` is
    negative (wall clock) when over. `light`: 绿 黄 橙 红, "" without a due time. `binds`: key of a deadline that comes
    first.
    """

    key: str
    step: str
    name: str
    kind: Kind
    state: State
    started_at: datetime | None
    due_at: datetime | None
    source: str
    explanation: str
    assignment: str = ""
    department: str = ""
    severity: str = ""
    counted_from: datetime | None = None
    ended_at: datetime | None = None
    on_time: bool | None = None
    used: timedelta | None = None
    left: timedelta | None = None
    left_share: float | None = None
    light: str = ""
    binds: str = ""
    window: bool = False

    @property
    def is_open(self) -> bool:
        """True while something is still owed: only such a deadline warns, breaches or escalates."""
        return self.state in OPEN

    @property
    def is_overdue(self) -> bool:
        """True if it is owed and its time is over."""
        return self.state == "late"

    @property
    def breached_at(self) -> datetime | None:
        """The true moment of the breach, whenever it is noticed; None if there was none."""
        return self.due_at if self.on_time is False else None


def deadlines(clocks: Clocks, calendar: WorkCalendar, history: CaseHistory, now: datetime) -> tuple[Deadline, ...]:
    """All deadlines of a case in the order of the pack's steps; steps that the severity does not ask for are absent."""
    frozen = {each.key: each for each in history.frozen}
    found: list[Deadline] = []
    for step in clocks.steps:
        for occasion in occasions(step.step, history):
            if occasion.key in frozen:
                found.append(_thawed(step, occasion, frozen[occasion.key]))
            elif (made := _deadline(clocks, calendar, history, step, occasion, now)) is not None:
                found.append(made)
    return _bound(tuple(found))


def plan(
    clocks: Clocks,
    calendar: WorkCalendar,
    t0: datetime,
    severity: str,
    *,
    channel: str = "public",
    kind: str = "",
    major_incident: bool = False,
) -> tuple[Deadline, ...]:
    """The deadlines of a case not yet begun, with `t0` taken as the start of every step."""
    made = []
    for step in clocks.steps:
        limit = limit_from(clocks.rule(step.step, severity, channel, kind, major_incident), t0, calendar)
        if not limit.rule.not_owed:
            occasion = Occasion(step.step, require_aware(t0), None, None)
            made.append(_form(step, occasion, limit, severity, calendar, "unknown" if limit.unknown else "running"))
    return _bound(tuple(made))


def _deadline(
    clocks: Clocks, calendar: WorkCalendar, history: CaseHistory, step: Step, occasion: Occasion, now: datetime
) -> Deadline | None:
    if occasion.start is None:
        return _waiting(clocks, history, step, occasion)
    until = earliest(occasion.done_at, occasion.closed_at)
    settled = settle(clocks, calendar, history, step, occasion.key, occasion.start, until)
    if settled.limit is None:
        return None
    waiver = next((each for each in history.waivers if each.step == step.step), None)
    made = _form(step, occasion, settled.limit, settled.severity, calendar, "running")
    waived = f"{moment_words(waiver.at)} 由{waiver.by}免除：{waiver.reason}。" if waiver else ""
    made = replace(made, explanation=made.explanation + "".join(settled.remarks) + waived)
    return _judged(made, settled.limit, occasion, waiver.at if waiver else None, clocks, calendar, now)


def _waiting(clocks: Clocks, history: CaseHistory, step: Step, occasion: Occasion) -> Deadline | None:
    last = history.gradings[-1]
    rule = clocks.rule(step.step, last.severity, history.channel, history.kind, last.major_incident)
    if rule.not_owed or occasion.closed_at is not None:
        return None
    kind: Kind = "working" if rule.within and rule.within.working_days else "natural"
    start = {"confirmed": "级别确认", "assigned": "交办", "replied": "回应发布"}.get(step.starts, "起算")
    return Deadline(
        occasion.key, step.step, step.name, kind, "waiting", None, None, rule.source, f"{step.name}：{start}后起算。"
    )


def _form(
    step: Step, occasion: Occasion, limit: Limit, severity: str, calendar: WorkCalendar, state: State
) -> Deadline:
    return Deadline(
        key=occasion.key,
        step=step.step,
        name=step.name,
        kind=limit.kind,
        state=state,
        started_at=occasion.start,
        due_at=limit.due_at,
        source=limit.rule.source,
        explanation=limit_sentence(step.name, severity, limit, calendar),
        assignment=occasion.assignment,
        department=occasion.department,
        severity=severity,
        counted_from=limit.counted_from,
        window=step.window,
    )


def _judged(
    made: Deadline,
    limit: Limit,
    occasion: Occasion,
    waived_at: datetime | None,
    clocks: Clocks,
    calendar: WorkCalendar,
    now: datetime,
) -> Deadline:
    """The deadline with its state: done, waived, closed with the case, or still owed."""
    ends: list[tuple[datetime, State]] = []
    for moment, state in ((occasion.done_at, "met"), (waived_at, "waived"), (occasion.closed_at, "ended")):
        if moment is not None:
            ends.append((moment, state))  # type: ignore[arg-type]
    due = made.due_at
    if made.window and due is not None and now > due:
        ends.append((due, "ended"))
    if ends:
        ended_at, state = min(ends, key=lambda each: each[0])
        missed = due is not None and ended_at > due
        on_time = False if missed else (True if state == "met" and due is not None else None)
        made = replace(made, state=state, ended_at=ended_at, on_time=on_time)
    elif due is None:
        made = replace(made, state="unknown" if limit.unknown else "running")
    elif now > due:
        made = replace(made, state="late", on_time=False)
    return measured(made, clocks, calendar, now)


def measured(made: Deadline, clocks: Clocks, calendar: WorkCalendar, now: datetime) -> Deadline:
    """The deadline with used and left time and its light at `now`: pages show stored deadlines through this too."""
    if made.due_at is None or made.counted_from is None:
        return made
    moment = min(made.ended_at or now, now)
    used, total = _counted(made, calendar, moment), _counted(made, calendar, made.due_at)
    left = total - used if moment <= made.due_at else made.due_at - moment
    share = max(0.0, (total - used) / total) if total else 0.0
    light = _light(share, moment > made.due_at, clocks)
    return replace(made, used=used, left=left, left_share=share, light="" if made.state == "ended" else light)


def _counted(made: Deadline, calendar: WorkCalendar, moment: datetime) -> timedelta:
    """Time from the start to `moment`, counted as the limit is."""
    assert made.counted_from is not None
    if made.kind == "natural":
        return max(timedelta(), moment - made.counted_from)
    counted = calendar.office_time_between(made.counted_from, moment)
    return max(timedelta(), moment - made.counted_from) if isinstance(counted, UnknownYear) else counted


def _light(share: float, over: bool, clocks: Clocks) -> str:
    if over:
        return "红"
    if share * 100 <= clocks.lights.orange_at:
        return "橙"
    return "黄" if share * 100 <= clocks.lights.yellow_at else "绿"


def _thawed(step: Step, occasion: Occasion, frozen: Frozen) -> Deadline:
    """A deadline whose verdict was stored when it ended: shown as it was, whatever the policy says now."""
    return Deadline(
        key=frozen.key,
        step=step.step,
        name=step.name,
        kind=frozen.kind,
        state=frozen.state,
        started_at=frozen.started_at,
        due_at=frozen.due_at,
        source=frozen.source,
        explanation=frozen.explanation,
        assignment=occasion.assignment,
        department=occasion.department,
        ended_at=frozen.ended_at,
        on_time=frozen.on_time,
        light="" if frozen.on_time is None else ("绿" if frozen.on_time else "红"),
        window=step.window,
    )


def _bound(made: tuple[Deadline, ...]) -> tuple[Deadline, ...]:
    """Say of each working-day step that would end after the reply is due that the reply binds."""
    reply = next((each for each in made if each.step == "reply"), None)
    if reply is None or reply.due_at is None:
        return made
    return tuple(_bound_by(each, reply, reply.due_at) for each in made)


def _bound_by(each: Deadline, reply: Deadline, due: datetime) -> Deadline:
    if each.kind != "working" or each.step == "reply" or each.due_at is None or each.due_at <= due:
        return each
    said = f"{reply.name}先到（{moment_words(due)}），以其为准。"
    return replace(each, binds=reply.key, explanation=each.explanation + said)
