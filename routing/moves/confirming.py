"""A candidate becomes a case: T0, severity, the responsible department and the first tasks."""

from __future__ import annotations

from errors import BadInput
from routing.opening import RANKS, UNDO_S, Opening, earliest_start, hand_out, open_case
from routing.work import Work
from store import opening
from store.tables.casework import Approval, Case
from store.tables.judging import Correction, Event


def confirm(work: Work) -> None:
    """Open the case that the candidate asks for, as the officer corrected it."""
    row, form = work.candidate, work.form
    event = opening.event_of(work.session, row.event_id)
    accused = tuple(dict.fromkeys([*row.accused, *form["accused"]]))
    isolated = row.isolated or bool(accused)
    ordered = form["ordered_at"] or opening.ordered_at(work.session, event.id)
    t0, basis = earliest_start(event.found_at, work.now, ordered)
    severity, lower = _graded(work, row.severity)
    start = Opening(
        title=form["title"] or event.title,
        summary=form["summary"] or "",
        channel=event.channel,
        severity=severity,
        t0=t0,
        t0_basis=basis,
        topic=form["topic"] or event.topic,
        kind=form["kind"] or event.kind,
        place=form["place"] if form["place"] is not None else event.place,
        ref=opening.first_ref(work.session, event.id),
        event_id=event.id,
        major_incident=bool(form["major_incident"]),
        confirmed=work.actor.has("duty_chief") and not lower,
        isolated=isolated,
        accused=accused,
        rule=row.rule,
        duty=row.duty,
        words=tuple(row.words),
        reasons=tuple(row.reasons),
    )
    lead = responsible(work, isolated, accused, row.lead)
    case = open_case(work, start)
    row.case_id, row.isolated, row.accused = case.id, isolated, list(accused)
    opening.copy_evidence(work.session, case.id, event.id, work.now)
    if lower:
        ask_to_lower(work, case, lower, form["severity_reason"] or "")
    _correct(work, case, event, row.lead, lead)
    assist = form["assist"] or list(row.assist)
    give_out(work, lead, assist)
    work.log_also("register", case, f"{t0_words(basis)}")
    work.message = f"已立项 {case.number}"


def give_out(work: Work, lead: str, assist: list[str], *, later_s: int = UNDO_S) -> None:
    """Assign at once if the officer wants so and somebody is responsible; else the office has to assign."""
    case = work.the_case
    if lead and work.form["assign"] is not False:
        hand_out(work, lead, assist, work.form["task"] or "", later_s=later_s)
    else:
        case.lead = lead
        work.tell("to_assign", f"待交办：{case.title}", "office", threshold="to-assign", later_s=later_s)
    if case.severity_confirmed_at is None:
        title = f"待确认级别（{case.severity}）：{case.title}"
        work.tell("to_confirm", title, "duty_chief", threshold="to-confirm", later_s=later_s)


def responsible(work: Work, isolated: bool, accused: tuple[str, ...], proposed: str) -> str:
    """The lead department: the officer's choice, else the proposal; an isolated matter goes to 机关纪委 alone."""
    chosen = work.form["lead"] or proposed
    if not isolated:
        if chosen in {each.name for each in work.pack.departments.outside}:
            if work.form["lead"] is None and work.form["assign"] is False:
                return ""
            raise BadInput(f"{chosen}是外单位，请用“转出”", field="lead")
        return "" if chosen == "none" else chosen
    discipline = work.pack.department_with_role("discipline")
    if work.form["lead"] not in (None, discipline):
        raise BadInput(f"反映本系统人员或科室的事项只能交{discipline}", field="lead")
    return "" if discipline in accused else discipline


def _graded(work: Work, proposed: str) -> tuple[str, str]:
    """(severity to open with, lower severity asked for or "")."""
    wanted = work.form["severity"] or proposed
    if RANKS[wanted] >= RANKS[proposed]:
        return wanted, ""
    if not work.form["severity_reason"]:
        raise BadInput("降低级别须写明理由，另经批准", field="severity_reason")
    return proposed, wanted


def ask_to_lower(work: Work, case: Case, severity: str, why: str) -> None:
    """Ask for a lower severity; until somebody else agrees, the present one holds."""
    work.session.add(
        Approval(
            case_id=case.id,
            kind="lower",
            wanted={"severity": severity},
            reason=why,
            asked_at=work.now,
            asked_by=work.actor.id,
        )
    )
    title = f"申请由{case.severity}降为{severity}：{case.title}"
    work.tell("to_approve", title, work.pack.reviews.lower_severity_by, "bureau_chief")
    work.warnings.append(f"降为{severity}须经批准，批准前仍按{case.severity}办理")


def t0_words(basis: str) -> str:
    """What T0 was counted from, for people."""
    return {"found": "自发现起算", "registered": "自登记起算", "order": "自收到上级交办起算"}[basis]


def _correct(work: Work, case: Case, event: Event, proposed: str, lead: str) -> None:
    """What the officer changed, kept as learning data and as proposals to the duty list."""
    pairs = [
        ("severity", event.severity, case.severity),
        ("kind", event.kind, case.kind),
        ("topic", event.topic, case.topic),
        ("place", event.place, case.place),
        ("lead", proposed, lead),
    ]
    for head, was, now in pairs:
        if now and was and was != now:
            correct(work, case, event.first_item_id, head, was, now)


def correct(work: Work, case: Case, item_id: int | None, head: str, was: str, now: str) -> None:
    """Keep one correction of a judgement."""
    work.session.add(
        Correction(
            item_id=item_id,
            case_id=case.id,
            head=head,
            was=was,
            now=now,
            by_user=work.actor.id,
            at=work.now,
            state="new",
        )
    )
