"""After the reply: watch, rebound, redo, close, archive, reopen."""

from __future__ import annotations

from errors import BadInput
from routing.forms import is_own
from routing.move import SEVERITY_CHOICES, Field, Move, reason
from routing.opening import RANKS
from routing.states import AFTER_REPLY
from routing.timing import open_steps
from routing.work import Work
from store import cases, drafts
from store.tables.casework import Assignment, Grading

OFFICE = ("duty_officer", "duty_chief", "office")
ANSWERED = (*AFTER_REPLY, "closed")


def _watch(work: Work) -> None:
    work.message = "开始跟踪"


def _rebound(work: Work) -> None:
    """The volume rose again: graded anew, and a new round of clocks begins now; T0 and what was judged stay."""
    case = work.the_case
    severity = work.form["severity"] or case.severity
    if RANKS[severity] < RANKS[case.severity]:
        raise BadInput("反弹只能维持或提高级别", field="severity")
    case.severity, case.rank = severity, RANKS[severity]
    case.rebounds += 1
    case.rebounded_at = work.now
    case.reported_at = None
    case.severity_confirmed_at = work.now if work.actor.has("duty_chief") else None
    work.session.add(
        Grading(
            case_id=case.id,
            at=work.now,
            severity=severity,
            major_incident=case.major_incident,
            by_user=work.actor.id,
            reason=work.reason,
            rebound=True,
        )
    )
    for each in cases.open_assignments(work.session, case.id):
        each.state, each.ended_at = "former", work.now
        each.version += 1
    work.tell("rebound", f"反弹（{severity}）：{case.title}", case.lead, "duty_chief", "office", "political")


def _redo(work: Work) -> None:
    """重办: the lead department works on it again; the reply that is out stays, no clock is set back."""
    case = work.the_case
    case.redone += 1
    given = _give_back(work)
    work.tell("redo", f"重办：{case.title}", given.department, body=work.reason)


def _give_back(work: Work) -> Assignment:
    case = work.the_case
    given = cases.lead_assignment(work.session, case.id)
    assert given is not None
    given.state, given.done_at, given.done_note = "accepted", None, ""
    given.accepted_at = given.accepted_at or work.now
    given.version += 1
    case.archived_at = None
    return given


def _has_lead(work: Work) -> str | None:
    given = cases.lead_assignment(work.session, work.the_case.id)
    return "没有主办科室，不能交回办理。" if given is None else None


def _not_ended(work: Work) -> str | None:
    return "本事项已转出办结。" if work.the_case.ended_how == "transferred" else _has_lead(work)


def _may_close(work: Work) -> str | None:
    """What still stands in the way of closing."""
    case, session = work.the_case, work.session
    rows = cases.deadlines(session, case.id)
    if any(each.due_at and each.due_at > work.now for each in open_steps(rows, "watch")):
        return "跟踪期未满。"
    if open_steps(rows, "press"):
        return "新闻发布会还没有开，也没有由主要负责人免除。"
    duty = cases.publish_duty(session, case.id)
    if duty is not None and duty.done_at is None and duty.released_at is None and case.no_reply_at is None:
        return f"公开义务未完成：{duty.what}。"
    undone = [
        each.department
        for each in cases.open_assignments(session, case.id)
        if each.state != "done" and is_own(work.pack, each.department)
    ]
    if undone and case.state != "no_reply":
        return f"这些科室还没有办毕：{'、'.join(undone)}。"
    if drafts.unpublished(session, case.id, "reply") and case.state != "no_reply":
        return "还有没发布的正式回应稿。"
    return None


def _close(work: Work) -> None:
    work.the_case.closed_at = work.now


def _archive(work: Work) -> None:
    work.the_case.archived_at = work.now


def _reopen(work: Work) -> None:
    case = work.the_case
    case.closed_at = None
    given = _give_back(work)
    work.tell("reopened", f"重新办理：{case.title}", given.department, body=work.reason)


MOVES = (
    Move("watch", "开始跟踪", "case", ("replied",), "watched", OFFICE, _watch, program=True),
    Move("rebound", "反弹重新定级", "case", ANSWERED, "graded", OFFICE, _rebound, program=True,
         fields=(Field("severity", "级别", "choice", choices=SEVERITY_CHOICES, prefill="severity"), reason()),
         condition="回应后声量回升；起算时刻不变，时限另起一轮"),
    Move("redo", "重办", "case", ANSWERED, "in_hand", ("office", "deputy_chief", "bureau_chief"), _redo,
         fields=(reason(),), check=_not_ended, condition="时限不重计"),
    Move("close", "办结", "case", (*AFTER_REPLY, "no_reply"), "closed", ("office", "duty_chief"), _close,
         check=_may_close, condition="跟踪期满；发布会已开或已免；公开义务完成；各科室办毕"),
    Move("archive", "归档", "case", ("closed",), "archived", ("office",), _archive),
    Move("reopen", "重新办理", "case", ("closed", "archived", "no_reply"), "in_hand",
         ("office", "deputy_chief", "bureau_chief"), _reopen, fields=(reason(),), check=_not_ended),
)  # fmt: skip
