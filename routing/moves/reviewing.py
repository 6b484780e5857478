"""Review: each step of the chain passes or sends back; who wrote the text does not sign it for others."""

from __future__ import annotations

from errors import BadInput
from routing.move import Field, Move, reason
from routing.rights import may_act_for
from routing.work import Work
from store import drafts
from store.tables.replying import Draft, ReviewStep

REVIEWERS = ("head", "office", "political", "legality", "secrecy", "deputy_chief", "bureau_chief", "spokesperson",
             "discipline")  # fmt: skip


def _may_review(work: Work) -> str | None:
    step, row, actor = _waiting(work), work.subject, work.actor
    if step is None:
        return "没有待审的环节。"
    if row.part == "reply" and work.the_case.state != "review":
        return "事项不在审签环节。"
    if step.department:
        heads = actor.department if actor.has(step.role) else ""
        if not may_act_for(work.pack, heads, actor.has("office"), step.department):
            return f"现在由{step.department}负责人审签。"
    elif not actor.has(step.role):
        return f"现在的环节是“{step.name}”。"
    if not step.department and step.role != "discipline" and row.written_by == actor.id:
        return "起草人不能审签自己的稿件。"
    return None


def _waiting(work: Work) -> ReviewStep | None:
    return drafts.waiting_step(work.session, work.subject.id)


def _pass(work: Work) -> None:
    step, row, case = _waiting(work), work.subject, work.the_case
    assert step is not None
    record = work.form["record"] or ""
    if step.needed_record and not record:
        raise BadInput(f"请写下{step.needed_record}", field="record")
    step.decision, step.record, step.decided_at, step.decided_by = "pass", record, work.now, work.actor.id
    work.session.flush()
    following = _waiting(work)
    if following is not None:
        work.tell("to_review", f"待审签（{following.name}）：{case.title}", following.department or following.role)
        work.message = f"{step.name}：通过，转{following.name}"
        return
    work.to_state = "approved"
    if row.part == "reply":
        case.state = "approved"
    work.tell("approved", f"审签完毕，待发布：{case.title}", *signers(row, case.severity))
    work.message = "审签完毕，待发布"


def signers(row: Draft, severity: str) -> tuple[str, ...]:
    """Who may sign for publication: for red the spokesperson, else the offices or a leader."""
    return ("spokesperson",) if severity == "红" else ("office", "political", "spokesperson")


def _back(work: Work) -> None:
    step, row, case = _waiting(work), work.subject, work.the_case
    assert step is not None
    step.decision, step.record, step.decided_at, step.decided_by = "back", work.reason, work.now, work.actor.id
    if row.part == "reply":
        case.state = "drafting"
    work.tell("sent_back", f"退改（{step.name}）：{case.title}", row.department, body=work.reason)


def _recall(work: Work) -> None:
    if work.subject.part == "reply":
        work.the_case.state = "drafting"


MOVES = (
    Move("review_pass", "审签通过", "draft", ("review",), "", REVIEWERS, _pass, check=_may_review, own=False,
         fields=(Field("record", "记录", "long", help="会商、与上级商定口径等环节必填"),), key="P",
         condition="轮到本环节；被反映的科室不审签；起草人不替别的环节签字"),
    Move("review_back", "退改", "draft", ("review",), "sent_back", REVIEWERS, _back, fields=(reason("退改意见"),),
         check=_may_review, condition="轮到本环节"),
    Move("recall", "收回修改", "draft", ("review", "approved"), "sent_back", ("liaison", "head"), _recall, own=True,
         fields=(reason(),), condition="发布前可以收回，重新送审"),
)  # fmt: skip
