"""Grading: confirm, raise, ask to lower, 重大突发, corrections of T0 and of the judgement, isolation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from errors import BadInput
from routing.move import DECISION_CHOICES, KIND_CHOICES, SEVERITY_CHOICES, Field, Move, reason
from routing.moves.confirming import ask_to_lower, correct
from routing.opening import RANKS, owe_publication
from routing.states import BEFORE_REPLY, OPEN
from routing.work import Work
from store import approvals, cases, drafts, notices, opening, publishing
from store.tables.casework import Approval, Grading
from times import local

DUTY = ("duty_officer", "duty_chief")
LEADERS = ("deputy_chief", "bureau_chief")


def grade(work: Work, severity: str, why: str, *, major: bool | None = None) -> None:
    """Give the case a severity from now on; deadlines ahead are computed anew, missed ones stay missed."""
    case = work.the_case
    case.severity, case.rank = severity, RANKS[severity]
    if major is not None:
        case.major_incident = major
    work.session.add(
        Grading(
            case_id=case.id,
            at=work.now,
            severity=severity,
            major_incident=case.major_incident,
            by_user=work.actor.id,
            reason=why,
        )
    )


def _confirm_severity(work: Work) -> None:
    case = work.the_case
    wanted = work.form["severity"] or case.severity
    if RANKS[wanted] < RANKS[case.severity]:
        raise BadInput("降低级别请用“申请降级”", field="severity")
    if wanted != case.severity:
        grade(work, wanted, work.reason or "确认时提级")
    case.severity_confirmed_at = work.now
    work.to_state = "graded" if case.state == "registered" else case.state
    work.message = f"已确认为{case.severity}"


def _unconfirmed(work: Work) -> str | None:
    return None if work.the_case.severity_confirmed_at is None else "级别已经确认。"


def _raise(work: Work) -> None:
    case, severity = work.the_case, work.form["severity"]
    if RANKS[severity] <= RANKS[case.severity]:
        raise BadInput(f"现为{case.severity}，提级应更高；降低请用“申请降级”", field="severity")
    was = case.severity
    grade(work, severity, work.reason)
    work.tell("raised", f"{was}升为{severity}：{case.title}", case.lead, "office", "duty_chief")


def _not_highest(work: Work) -> str | None:
    return "已是最高级别。" if work.the_case.severity == "红" else None


def _lower_ask(work: Work) -> None:
    case, severity = work.the_case, work.form["severity"]
    if RANKS[severity] >= RANKS[case.severity]:
        raise BadInput(f"现为{case.severity}，降级应更低", field="severity")
    ask_to_lower(work, case, severity, work.reason)


def _may_ask_lower(work: Work) -> str | None:
    if work.the_case.severity == "蓝":
        return "已是最低级别。"
    return _nothing_waits(work, "lower", "降级")


def _nothing_waits(work: Work, kind: str, what: str) -> str | None:
    waiting = approvals.waiting(work.session, work.the_case.id, kind)
    return f"已有一项{what}申请待批。" if waiting else None


def decide(work: Work) -> bool:
    """Write the decision on what was asked; True if it was agreed to."""
    row: Any = work.subject
    row.decision, row.decision_reason = work.form["decision"], work.reason
    row.decided_at, row.decided_by = work.now, work.actor.id
    if row.asked_by is not None:
        said = "同意" if row.decision == "agree" else "不同意"
        work.tell("decided", f"{said}您的申请：{work.the_case.title}", f"user:{row.asked_by}", body=work.reason)
    return bool(row.decision == "agree")


def second_person(work: Work) -> str | None:
    """None if the actor is not the one who asked: an approval takes two people."""
    return "申请人不能自己批准，须由另一人决定。" if work.subject.asked_by == work.actor.id else None


def _may_decide_lower(work: Work) -> str | None:
    case, approver = work.the_case, work.pack.reviews.lower_severity_by
    if not case.isolated and not work.actor.has(approver, "bureau_chief"):
        return f"降级由{work.pack.roles.roles[approver].name}批准。"
    return second_person(work)


def _lower_decide(work: Work) -> None:
    wanted = work.subject.wanted["severity"]
    if not decide(work):
        return
    case = work.the_case
    if RANKS[wanted] >= RANKS[case.severity]:
        raise BadInput(f"事项现为{case.severity}，已不高于申请的{wanted}", field="decision")
    was = case.severity
    grade(work, wanted, work.subject.reason)
    case.severity_confirmed_at = case.severity_confirmed_at or work.now
    correct(work, case, None, "severity", was, wanted)
    work.tell("lowered", f"{was}降为{wanted}：{case.title}", case.lead, "office")


def _major(work: Work) -> None:
    case, major = work.the_case, bool(work.form["major"])
    if major == case.major_incident:
        raise BadInput("没有变化", field="major")
    grade(work, case.severity, work.reason, major=major)


def _take_effect(work: Work) -> None:
    """Nobody confirmed a red or orange in time: it holds from the end of the confirmation time on."""
    case = work.the_case
    due = approvals.confirm_due(work.session, case.id)
    case.severity_confirmed_at = due or work.now
    work.tell("took_effect", f"级别逾期未确认，已自动生效（{case.severity}）：{case.title}", "duty_chief", "office")
    if case.state == "registered":
        work.to_state = "graded"


def _may_take_effect(work: Work) -> str | None:
    case = work.the_case
    if case.severity not in ("红", "橙"):
        return "只有红、橙逾期未确认时自动生效。"
    if case.severity_confirmed_at is not None:
        return "级别已经确认。"
    due = approvals.confirm_due(work.session, case.id)
    return None if due is not None and due < work.now else "确认时限未到。"


def _t0_ask(work: Work) -> None:
    case, moment = work.the_case, work.form["t0"]
    if moment > work.now:
        raise BadInput("起算时刻不能在将来", field="t0")
    if moment == case.t0:
        raise BadInput("与现在的起算时刻相同", field="t0")
    wanted = {"t0": moment.isoformat(), "basis": work.form["basis"]}
    work.session.add(
        Approval(
            case_id=case.id,
            kind="t0",
            wanted=wanted,
            reason=work.reason,
            asked_at=work.now,
            asked_by=work.actor.id,
        )
    )
    title = f"申请把起算时刻改为 {local(moment):%m月%d日 %H:%M}：{case.title}"
    work.tell("to_approve", title, *work.pack.reviews.change_t0_by)


def _t0_decide(work: Work) -> None:
    if not decide(work):
        return
    case, wanted = work.the_case, work.subject.wanted
    gradings = cases.gradings(work.session, case.id)
    case.t0, case.t0_basis = datetime.fromisoformat(wanted["t0"]), wanted["basis"]
    gradings[0].at = min(case.t0, gradings[0].at)


def _correct(work: Work) -> None:
    case, form = work.the_case, work.form
    changed = False
    for head in ("kind", "topic", "place"):
        now, was = form[head], getattr(case, head)
        if now is not None and now != was:
            setattr(case, head, now)
            correct(work, case, None, head, was, now)
            changed = True
    if not changed:
        raise BadInput("没有要更正的内容", field="kind")
    owe_publication(work.session, work.pack, case, work.now)


def _isolate(work: Work) -> None:
    """From now on only 机关纪委 and the bureau chief see the case; everybody else's tasks end."""
    case, discipline = work.the_case, work.pack.department_with_role("discipline")
    case.isolated, case.accused = True, work.form["accused"]
    for each in cases.assignments(work.session, case.id):
        binds = each.ended_at is None or each.state == "former"
        if binds and (each.department != discipline or discipline in case.accused):
            each.state, each.ended_at = "withdrawn", each.ended_at or work.now
            each.version += 1
    drafts.set_aside(work.session, case.id)
    notices.withdraw(work.session, "case", case.id, work.now, why="隔离办理")
    if case.event_id is not None:
        notices.withdraw(work.session, "event", case.event_id, work.now, why="隔离办理")
    approvals.sync_candidate(work.session, case)
    case.lead = "" if discipline in case.accused else discipline
    case.rule = "R1"
    work.tell("isolated", f"隔离事项：{case.title}", "discipline", "bureau_chief")
    if case.state in BEFORE_REPLY:
        work.to_state = "graded"


def _lift_isolation(work: Work) -> None:
    """The case is one like any other again; what was answered in isolation now stands on the public page."""
    case, duty = work.the_case, opening.duty_of(work.session, work.the_case.id)
    case.isolated, case.accused = False, []
    approvals.sync_candidate(work.session, case)
    reply = publishing.settling_reply(work.session, case.id)
    if duty is not None and duty.done_at is None and reply is not None:
        duty.done_at, duty.reply_id = work.now, reply.id
    work.tell("isolation_lifted", f"解除隔离：{case.title}", case.lead, "office", "discipline")


def _is_isolated(work: Work) -> str | None:
    return None if work.the_case.isolated else "本事项没有隔离。"


def _not_isolated(work: Work) -> str | None:
    return "已经隔离。" if work.the_case.isolated else None


SEVERITY = Field("severity", "级别", "choice", required=True, choices=SEVERITY_CHOICES)
DECISION = Field("decision", "决定", "choice", required=True, choices=DECISION_CHOICES)
BASES = (("found", "发现"), ("registered", "登记"), ("order", "收到上级交办"))

MOVES = (
    Move("confirm_severity", "确认级别", "case", OPEN, "", ("duty_chief", *LEADERS), _confirm_severity,
         fields=(Field("severity", "级别", "choice", choices=SEVERITY_CHOICES, prefill="severity"),
                 reason(required=False)),
         check=_unconfirmed, condition="尚未确认；只能确认或提高", key="S"),
    Move("raise", "提级", "case", OPEN, "", (*DUTY, "office", *LEADERS), _raise, fields=(SEVERITY, reason()),
         check=_not_highest, condition="立即生效", program=True),
    Move("lower_ask", "申请降级", "case", OPEN, "", (*DUTY, "office"), _lower_ask, fields=(SEVERITY, reason()),
         check=_may_ask_lower, condition="批准前级别不变"),
    Move("lower_decide", "审批降级", "approval", ("lower",), "", LEADERS, _lower_decide,
         fields=(DECISION, reason(required=False)), check=_may_decide_lower, condition="申请人不能自己批准"),
    Move("major", "认定重大突发", "case", BEFORE_REPLY, "", ("duty_chief", "office", *LEADERS), _major,
         fields=(Field("major", "重大突发事件", "bool", required=True), reason())),
    Move("take_effect", "级别自动生效", "case", OPEN, "", (), _take_effect, check=_may_take_effect, program=True,
         condition="红、橙逾期未确认"),
    Move("t0_ask", "申请更正起算时刻", "case", BEFORE_REPLY, "", ("duty_chief", "office"), _t0_ask,
         fields=(Field("t0", "起算时刻", "time", required=True),
                 Field("basis", "依据", "choice", required=True, choices=BASES), reason()),
         check=lambda work: _nothing_waits(work, "t0", "更正起算时刻的"), condition="须两人，留痕"),
    Move("t0_decide", "审批更正起算时刻", "approval", ("t0",), "", ("duty_chief", "office"), _t0_decide,
         fields=(DECISION, reason(required=False)), case_states=BEFORE_REPLY, check=second_person,
         condition="申请人不能自己批准；已经超过的时限不因此改变"),
    Move("correct", "更正研判", "case", OPEN, "", (*DUTY, "office"), _correct,
         fields=(Field("kind", "诉求性质", "choice", choices=KIND_CHOICES, prefill="kind"),
                 Field("topic", "主题", prefill="topic"), Field("place", "区县", prefill="place"))),
    Move("isolate", "隔离办理", "case", OPEN, "", ("duty_chief", "office", *LEADERS), _isolate,
         fields=(Field("accused", "被反映的科室", "departments", required=True), reason()), check=_not_isolated,
         condition="此后只有机关纪委和主要负责人可见"),
    Move("lift_isolation", "解除隔离", "case", OPEN, "", ("bureau_chief",), _lift_isolation, fields=(reason(),),
         check=_is_isolated),
)  # fmt: skip
