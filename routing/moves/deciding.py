"""What leaders decide: not to publish, to extend, to waive the press conference; and what is reported to them."""

from __future__ import annotations

from errors import BadInput
from packs.schema.clocks import Span
from routing.clocks_limits import longest_extension
from routing.clocks_words import span_words
from routing.move import Field, Move, reason
from routing.moves.grading import DECISION, decide, second_person
from routing.states import BEFORE_REPLY, OPEN
from routing.timing import open_steps
from routing.work import Work
from store import approvals, cases, drafts
from store.tables.casework import Approval, Extension, Waiver

LEADERS = ("deputy_chief", "bureau_chief")
HANDED = ("assigned", "in_hand", "drafting", "review", "approved")


def _no_reply_ask(work: Work) -> None:
    case, form = work.the_case, work.form
    row = Approval(
        case_id=case.id,
        kind="no_reply",
        wanted={"code": form["code"]},
        reason=work.reason,
        asked_at=work.now,
        asked_by=work.actor.id,
    )
    work.session.add(row)
    work.tell("to_approve", f"申请不公开回应：{case.title}", _approver(work), body=work.reason)


def _approver(work: Work) -> str:
    by_severity = work.pack.reviews.no_reply_by.items()
    return next(role for severity, role in by_severity if severity == work.the_case.severity)


def _no_reply_waits(work: Work) -> str | None:
    return "已有一项申请待批。" if approvals.waiting(work.session, work.the_case.id, "no_reply") else None


def _may_decide_no_reply(work: Work) -> str | None:
    case = work.the_case
    approver = _approver(work)
    if not case.isolated and not work.actor.has(approver, "bureau_chief"):
        return f"{case.severity}色事项不公开回应由{work.pack.roles.roles[approver].name}批准。"
    return second_person(work)


def _no_reply_decide(work: Work) -> None:
    """Agreed: the reply clock stops with the reason on record; the duty to publish is released by it."""
    case = work.the_case
    if not decide(work):
        return
    case.state, case.no_reply_at = "no_reply", work.now
    drafts.set_aside(work.session, case.id)
    duty = cases.publish_duty(work.session, case.id)
    if duty is not None and duty.done_at is None:
        duty.released_at, duty.release_reason = work.now, work.subject.reason


def _extend_ask(work: Work) -> None:
    case, form = work.the_case, work.form
    if bool(form["working_days"]) == bool(form["hours"]):
        raise BadInput("请填写延长的工作日数或小时数（只填一项）", field="working_days")
    running = open_steps(cases.deadlines(work.session, case.id), form["step"])
    if not running or running[-1].due_at is None:
        raise BadInput("这一步现在没有可延长的时限", field="step")
    row = running[-1]
    if row.due_at is not None and row.due_at < work.now:
        raise BadInput("时限已过，不能延期", field="step")
    if len(approvals.extensions_of(work.session, case.id, row.key)) >= work.pack.clocks.extension.times:
        raise BadInput("这一步已申请过延期，只能延长一次", field="step")
    _within_most(work, row.step)
    amount = f"{form['working_days']} 个工作日" if form["working_days"] else f"{form['hours']} 小时"
    work.session.add(
        Extension(
            case_id=case.id,
            step=row.key,
            asked_at=work.now,
            asked_by=work.actor.id,
            amount=amount,
            minutes=60 * (form["hours"] or 0),
            working_days=form["working_days"] or 0,
            reason=work.reason,
        )
    )
    work.tell("to_approve", f"申请延期 {amount}：{case.title}", "deputy_chief", body=work.reason)


def _within_most(work: Work, step: str) -> None:
    case, form = work.the_case, work.form
    rule = work.pack.clocks.rule(step, case.severity, case.channel, case.kind, case.major_incident)
    most: Span | None = longest_extension(rule, work.pack.clocks.extension)
    if most is None:
        raise BadInput("这一步不能延期", field="step")
    if most.working_days:
        if form["hours"] or form["working_days"] > most.working_days:
            raise BadInput(f"最多延长 {span_words(most)}", field="working_days")
    elif form["working_days"] or form["hours"] * 60 > most.natural_minutes:
        raise BadInput(f"最多延长 {most.natural_minutes // 60} 小时", field="hours")


def _extend_decide(work: Work) -> None:
    decide(work)


def _waive(work: Work) -> None:
    work.session.add(
        Waiver(
            case_id=work.the_case.id,
            step="press",
            at=work.now,
            by_user=work.actor.id,
            by_name=work.actor.name,
            reason=work.reason,
        )
    )
    work.tell("waived", f"免开新闻发布会：{work.the_case.title}", "office", "spokesperson", body=work.reason)


def _press_owed(work: Work) -> str | None:
    rows = cases.deadlines(work.session, work.the_case.id)
    return None if open_steps(rows, "press") else "现在没有须开的新闻发布会。"


def _press_held(work: Work) -> None:
    at = work.form["at"] or work.now
    if not work.the_case.t0 <= at <= work.now:
        raise BadInput("发布会时间应在起算之后、现在之前", field="at")
    work.the_case.press_at = at


def _report(work: Work) -> None:
    work.the_case.reported_at = work.now
    work.tell(
        "reported", f"报告（{work.the_case.severity}）：{work.the_case.title}", "bureau_chief", body=work.form["text"]
    )


def _unreported(work: Work) -> str | None:
    return "已经报告过。" if work.the_case.reported_at else None


MOVES = (
    Move("no_reply_ask", "申请不公开回应", "case", BEFORE_REPLY, "", ("head", "office"), _no_reply_ask, own=True,
         fields=(Field("code", "理由", "choice", required=True, listed="no_reply_reasons"), reason("说明")),
         check=_no_reply_waits, condition="批准前回应时限照走"),
    Move("no_reply_decide", "审批不公开回应", "approval", ("no_reply",), "", LEADERS, _no_reply_decide,
         case_states=BEFORE_REPLY, fields=(DECISION, reason(required=False)), check=_may_decide_no_reply,
         condition="黄、蓝由分管领导，红、橙由主要负责人；申请人不能自己批准"),
    Move("extend_ask", "申请延期", "case", HANDED, "", ("liaison", "head"), _extend_ask, own=True,
         fields=(Field("step", "哪一步", "choice", required=True, listed="steps"),
                 Field("working_days", "延长工作日数", "number"), Field("hours", "延长小时数", "number"), reason()),
         condition="每步一次，到时之前，不超过原时限"),
    Move("extend_decide", "审批延期", "extension", ("pending",), "", LEADERS, _extend_decide, case_states=OPEN,
         fields=(DECISION, reason(required=False)), check=second_person, condition="申请人不能自己批准"),
    Move("waive_press", "免开发布会", "case", OPEN, "", ("bureau_chief",), _waive, fields=(reason(),),
         check=_press_owed, condition="有发布会时限时；留痕"),
    Move("press_held", "已开发布会", "case", OPEN, "", ("office", "political", "spokesperson"), _press_held,
         fields=(Field("at", "时间", "time"), Field("place", "地点", required=True)), check=_press_owed),
    Move("report", "报告主要负责人", "case", OPEN, "", ("duty_officer", "duty_chief", "office"), _report,
         fields=(Field("text", "报告内容", "long", required=True),), check=_unreported),
)  # fmt: skip
