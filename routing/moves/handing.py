"""Handing over: assign, sign for, return and ruling, assisting departments, done marks, transfer to outside bodies."""

from __future__ import annotations

from errors import BadInput
from routing.move import DEPARTMENT_ROLES, Field, Move, reason
from routing.moves.confirming import correct
from routing.moves.desk import hand_over
from routing.opening import assign, hand_out
from routing.states import BEFORE_REPLY
from routing.work import Work
from store import cases, drafts, handing
from store.tables.casework import Assignment, Return

OFFICE = ("duty_officer", "duty_chief", "office")
AFTER_SIGNING = ("in_hand", "drafting", "review", "approved")
RULINGS = (("agree", "同意，改派"), ("refuse", "不同意，锁定"), ("designate", "指定承办，锁定"))


def _assign(work: Work) -> None:
    case, form = work.the_case, work.form
    lead = form["lead"] or case.lead
    if not lead:
        raise BadInput("请选择主办科室", field="lead")
    if case.lead and lead != case.lead:
        correct(work, case, None, "lead", case.lead, lead)
    hand_out(work, lead, form["assist"], form["task"] or "")
    work.to_state = "assigned"


def _unassigned(work: Work) -> str | None:
    has_lead = cases.lead_assignment(work.session, work.the_case.id) is not None
    return "已经交办；换主办科室请用“改派”。" if has_lead else None


def _accept(work: Work) -> None:
    row, case = work.subject, work.the_case
    row.accepted_at, row.accepted_by = work.now, work.actor.id
    if row.part == "lead" and case.state == "assigned":
        case.state = "in_hand"


def _return(work: Work) -> None:
    row, case, form = work.subject, work.the_case, work.form
    why = work.pack.casework.return_reason(form["reason_code"])
    if why.needs_suggestion and not form["suggested"]:
        raise BadInput("请提出建议的承办科室", field="suggested")
    if form["suggested"] == row.department:
        raise BadInput("建议的科室不能是本科室", field="suggested")
    back = Return(
        case_id=case.id,
        assignment_id=row.id,
        returned_at=work.now,
        returned_by=work.actor.id,
        reason_code=why.code,
        duty=form["duty"],
        explanation=form["explanation"] or "",
        suggested=form["suggested"] or "",
    )
    work.session.add(back)
    work.session.flush()
    work.made["return"] = back.id
    work.also_reason = why.name
    work.tell("returned", f"{row.department}退回：{case.title}", "office", body=why.name)


def _may_return(work: Work) -> str | None:
    row, case = work.subject, work.the_case
    if row.part == "transfer":
        return "外单位退回请用“对方退回”。"
    if case.return_locked and row.part == "lead":
        return "办公室已裁定锁定，不能再退回。"
    if handing.has_returned(work.session, case.id, row.department):
        return "本科室已退回过一次，不能再退回。"
    due = handing.return_due(work.session, row.id)
    if due is not None and work.now > due:
        return "签收时限已过，不能退回。"
    return None


def _rule(work: Work) -> None:
    """Agree: the next department; refuse or designate: locked, it cannot be returned again. The clock runs on."""
    back, form = work.subject, work.form
    given = work.session.get_one(Assignment, back.assignment_id)
    if form["ruling"] != "agree" and not work.reason:
        raise BadInput("请写明裁定理由", field="reason")
    new = form["department"] or (back.suggested if form["ruling"] != "refuse" else given.department)
    if form["ruling"] == "refuse":
        new = given.department
    if not new:
        raise BadInput("请选择改派的科室", field="department")
    if form["ruling"] == "agree" and new == given.department:
        raise BadInput("同意退回就要改派别的科室", field="department")
    back.ruling, back.ruling_reason, back.new_department = form["ruling"], work.reason, new
    back.ruled_at, back.ruled_by = work.now, work.actor.id
    _follow(work, given, new, form["ruling"])


def _follow(work: Work, given: Assignment, new: str, ruling: str) -> None:
    case = work.the_case
    if ruling != "agree" and given.part == "lead":
        case.return_locked = True
    if new == given.department:
        given.state, given.accepted_at = "accepted", work.now
        if given.part == "lead" and case.state == "assigned":
            case.state = "in_hand"
    else:
        if given.part == "lead":
            correct(work, case, None, "lead", given.department, new)
        _replace(work, given, new)
    given.version += 1
    work.tell("ruled", f"裁定：{case.title}由{new}承办", given.department, new)


def _replace(work: Work, given: Assignment, new: str) -> None:
    """End one department's task and give it to another; T0 and the reply clock stay as they are."""
    case = work.the_case
    given.state, given.ended_at = "reassigned", work.now
    made = assign(work.session, work.actor, case, new, given.part, given.task, work.now)
    if given.part == "lead":
        case.lead = new
        drafts.set_aside(work.session, case.id)
        if case.state in AFTER_SIGNING:
            case.state = "assigned"
    work.made["assignments"] = [made.id]
    work.tell("assigned", f"交办：{case.title}", new, threshold=f"assignment-{made.id}")


def _reassign(work: Work) -> None:
    case, new = work.the_case, work.form["lead"]
    given = cases.lead_assignment(work.session, case.id)
    if new == case.lead:
        raise BadInput("已是主办科室", field="lead")
    assert given is not None
    correct(work, case, None, "lead", case.lead, new)
    _replace(work, given, new)
    given.version += 1
    work.tell("reassigned", f"已改派{new}：{case.title}", given.department)
    work.to_state = case.state


def _has_lead(work: Work) -> str | None:
    given = cases.lead_assignment(work.session, work.the_case.id)
    if given is None:
        return "还没有交办。"
    return "退回待裁定，请用“裁定”。" if given.state == "returned" else None


def _add_assist(work: Work) -> None:
    case, department = work.the_case, work.form["department"]
    if handing.is_bound(work.session, case.id, department):
        raise BadInput(f"{department}已在本事项中", field="department")
    made = assign(work.session, work.actor, case, department, "assist", work.form["task"], work.now)
    work.made["assignments"] = [made.id]
    work.tell("assigned", f"协办交办：{case.title}", department, threshold=f"assignment-{made.id}")


def _done(work: Work) -> None:
    work.subject.done_at, work.subject.done_note = work.now, work.form["note"]
    work.tell("done", f"{work.subject.department}办毕：{work.the_case.title}", work.the_case.lead, "office")


def _agree_wording(work: Work) -> None:
    draft = handing.draft_in_work(work.session, work.the_case.id)
    assert draft is not None
    work.subject.agreed_draft = draft.id


def _has_draft(work: Work) -> str | None:
    if work.subject.part != "assist":
        return "主办科室不用会签。"
    draft = handing.draft_in_work(work.session, work.the_case.id)
    if draft is None:
        return "还没有稿件。"
    return "已经同意这一稿。" if work.subject.agreed_draft == draft.id else None


def _transfer_case(work: Work) -> None:
    case, body = work.the_case, work.form["body"]
    for each in cases.open_assignments(work.session, case.id):
        each.state, each.ended_at = "reassigned", work.now
        each.version += 1
    drafts.set_aside(work.session, case.id)
    hand_over(work, case, body)
    work.tell("transferred", f"已转{body}：{case.title}", "office")


def _is_transfer(work: Work) -> str | None:
    return None if work.subject.part == "transfer" else "不是转出的事项。"


def _transfer_signed(work: Work) -> None:
    row, case, form = work.subject, work.the_case, work.form
    row.accepted_at = form["signed_at"] or work.now
    if row.accepted_at > work.now or row.accepted_at < row.assigned_at:
        raise BadInput("签收时间应在转出之后、现在之前", field="signed_at")
    row.ended_at, row.done_note = work.now, form["receipt"]
    case.state, case.ended_at, case.ended_how = "closed", work.now, "transferred"


def _transfer_refused(work: Work) -> None:
    row, case = work.subject, work.the_case
    row.ended_at, row.done_note = work.now, work.reason
    case.lead, case.state = "", "registered"
    work.tell("to_assign", f"外单位退回，待交办：{case.title}", "office")


TASK = Field("task", "任务要求", "long")

MOVES = (
    Move("assign", "交办", "case", ("registered", "graded"), "assigned", OFFICE, _assign,
         fields=(Field("lead", "主办科室", "department", prefill="lead"),
                 Field("assist", "协办科室", "departments"), TASK),
         check=_unassigned, key="D"),
    Move("accept", "签收", "assignment", ("assigned",), "accepted", DEPARTMENT_ROLES, _accept, own=True,
         case_states=BEFORE_REPLY),
    Move("return_", "退回", "assignment", ("assigned",), "returned", DEPARTMENT_ROLES, _return, own=True,
         case_states=BEFORE_REPLY, check=_may_return, condition="签收时限内，每科室一次，未锁定；时限照走不停",
         fields=(Field("reason_code", "退回理由", "choice", required=True, listed="return_reasons"),
                 Field("duty", "所据职责", required=True, help="职责清单中的一条"),
                 Field("explanation", "说明", "long"), Field("suggested", "建议承办科室", "department"))),
    Move("rule", "裁定", "return", ("pending",), "", ("office",), _rule, case_states=BEFORE_REPLY,
         fields=(Field("ruling", "裁定", "choice", required=True, choices=RULINGS),
                 Field("department", "承办科室", "department"), reason(required=False)),
         condition="不同意或指定的，此后不能再退回；时限照走不停"),
    Move("reassign", "改派", "case", ("assigned", *AFTER_SIGNING), "", ("duty_chief", "office"), _reassign,
         fields=(Field("lead", "新主办科室", "department", required=True), reason()), check=_has_lead,
         condition="起算时刻不变"),
    Move("add_assist", "增加协办", "case", ("assigned", *AFTER_SIGNING), "",
         ("office", "duty_chief", "liaison", "head"), _add_assist, own=True,
         fields=(Field("department", "协办科室", "department", required=True),
                 Field("task", "任务要求", "long", required=True)),
         check=lambda work: "隔离事项没有协办。" if work.the_case.isolated else None),
    Move("done", "办毕", "assignment", ("accepted",), "done", DEPARTMENT_ROLES, _done, own=True,
         fields=(Field("note", "办理情况", "long", required=True),)),
    Move("agree_wording", "同意口径", "assignment", ("accepted", "done"), "", DEPARTMENT_ROLES, _agree_wording,
         own=True,
         case_states=BEFORE_REPLY, check=_has_draft, condition="协办科室对最新一稿"),
    Move("transfer_case", "转出", "case", ("registered", "graded", "assigned", "in_hand"), "transferred", OFFICE,
         _transfer_case, fields=(Field("body", "转往单位", "outside", required=True), reason()),
         check=lambda work: "隔离事项由机关纪委决定，不转出。" if work.the_case.isolated else None),
    Move("transfer_signed", "对方签收", "assignment", ("assigned",), "signed", OFFICE, _transfer_signed,
         case_states=("transferred",), check=_is_transfer,
         fields=(Field("receipt", "签收凭据", required=True), Field("signed_at", "签收时间", "time"))),
    Move("transfer_refused", "对方退回", "assignment", ("assigned",), "withdrawn", OFFICE, _transfer_refused,
         case_states=("transferred",), check=_is_transfer, fields=(reason(),)),
)  # fmt: skip
