"""Drafting: each version is a row of its own; before review it must stand up to every check."""

from __future__ import annotations

from typing import Any

from errors import BadInput
from packs.schema.casework import DISCLOSURES
from routing.checks import Paper, empty_phrases, faults
from routing.forms import is_own
from routing.move import Field, Move
from routing.privacy import personal_data
from routing.reviewing import chain_for
from routing.states import AFTER_REPLY
from routing.work import Work
from store import cases, drafts
from store.tables.casework import Case
from store.tables.replying import Draft, ReviewStep

PARTS = (("reply", "正式回应"), ("authoritative", "权威信息"), ("interim", "滚动发布"))
IN_WORK = ("in_hand", "drafting")
FOR_INTERIM = ("assigned", "in_hand", "drafting", "review", "approved", *AFTER_REPLY)
WRITERS = ("liaison", "head")
CARRIED = ("question", "done", "disclosure", "disclosure_reason", "questions", "facts", "promises", "adopted")
"""What a new version takes over from the one before unless it is filled in anew."""


def _draft(work: Work) -> None:
    """A new version; the older one of the same part stays as replaced, so that differences can be shown."""
    case, form = work.the_case, work.form
    part = form["part"]
    if part == "reply" and case.state not in IN_WORK:
        raise BadInput("正式回应在“办理中”或“拟稿”时起草；审签中的先退改", field="part")
    older = drafts.unpublished(work.session, case.id, part)
    for each in older:
        if each.state in ("review", "approved"):
            raise BadInput("上一稿正在审签或待发布，先退改", field="part")
        each.state = "replaced"
        each.version += 1
    kept = {name: _kept(form[name], older[-1] if older else None, name) for name in CARRIED}
    row = Draft(
        case_id=case.id,
        part=part,
        number=drafts.next_number(work.session, case.id, part),
        department=case.lead,
        text=form["text"],
        settles=form["settles"] is not False,
        written_by=work.actor.id,
        written_at=work.now,
        **kept,
    )
    work.session.add(row)
    work.session.flush()
    work.made["draft"] = row.id
    if part == "reply":
        work.to_state = "drafting"
    _hint(work, row)


def _kept(given: Any, last: Draft | None, name: str) -> Any:
    """What was filled in, else what the version before had, else nothing of that kind."""
    if given is not None and given != []:
        return given
    if last is not None:
        return getattr(last, name)
    return [] if name in ("questions", "facts", "promises") else ""


def _hint(work: Work, row: Draft) -> None:
    for each in empty_phrases(row.text, work.pack.reviews):
        work.warnings.append(f"“{each}”没有实际内容，请写明做了什么、结果如何、何时完成")


def paper_of(work: Work, row: Draft) -> Paper:
    """The draft as the checks see it."""
    case = work.the_case
    return Paper(
        part=row.part,
        text=row.text,
        question=row.question,
        done=row.done,
        disclosure=row.disclosure,
        disclosure_reason=row.disclosure_reason,
        questions=row.questions,
        facts=row.facts,
        adopted=row.adopted,
        needs_adoption=case.kind == "建议" and row.settles,
        not_agreed=_not_agreed(work, case, row),
    )


def _not_agreed(work: Work, case: Case, row: Draft) -> list[str]:
    """Own departments that assist and have not agreed to this very version."""
    if row.part != "reply":
        return []
    return [
        each.department
        for each in cases.open_assignments(work.session, case.id)
        if each.part == "assist" and is_own(work.pack, each.department) and each.agreed_draft != row.id
    ]


def _submit(work: Work) -> None:
    row, case = work.subject, work.the_case
    found = faults(paper_of(work, row), work.pack.reviews, personal_data)
    if found:
        raise BadInput("；".join(each.why for each in found), field=found[0].field)
    _hint(work, row)
    drafts.clear_steps(work.session, row.id)
    steps = chain_for(work.pack, case.severity, isolated=case.isolated, department=row.department)
    for position, step in enumerate(steps):
        work.session.add(
            ReviewStep(
                draft_id=row.id,
                position=position,
                step=step.step,
                name=step.name,
                role=step.role,
                department=step.department,
                check="、".join(step.checks),
                needed_record=step.record,
            )
        )
    if row.part == "reply":
        case.state = "review"
    work.tell("to_review", f"待审签（{steps[0].name}）：{case.title}", steps[0].department or steps[0].role)


def _is_current(work: Work) -> str | None:
    row = work.subject
    if row.part == "reply" and work.the_case.state not in ("drafting", "in_hand"):
        return "事项不在拟稿环节。"
    return None


TEXT_FIELDS = (
    Field("part", "稿件种类", "choice", required=True, choices=PARTS),
    Field("question", "群众问了什么", "long", help="用自己的话，不含个人信息；公开页上显示"),
    Field("text", "回应内容", "long", required=True),
    Field("done", "做了什么", "long"),
    Field("disclosure", "公开属性", "choice", choices=tuple((each, each) for each in DISCLOSURES)),
    Field("disclosure_reason", "不主动公开的理由", "long"),
    Field("questions", "逐一回答", "table", columns=(("question", "问题"), ("answer", "在回应中怎样回答"))),
    Field("facts", "事实与来源", "table", columns=(("fact", "事实"), ("source", "来源"))),
    Field("promises", "承诺", "table", columns=(("what", "承诺什么"), ("department", "由谁"), ("due", "何时之前"))),
    Field("adopted", "是否采纳", help="建议类必填：采纳、部分采纳或不采纳及理由"),
    Field("settles", "本稿已给出最终结果", "bool", help="还在调查的选否；公开义务到给出结果为止"),
)

MOVES = (
    Move("draft", "拟稿", "case", FOR_INTERIM, "", WRITERS, _draft, TEXT_FIELDS, own=True, key="W",
         condition="正式回应在办理中、拟稿时；权威信息和滚动发布在交办后随时可以"),
    Move("submit", "送审", "draft", ("drafting", "sent_back"), "review", WRITERS, _submit, own=True,
         case_states=FOR_INTERIM, check=_is_current,
         condition="有公开属性；不公开的有理由；问题逐一回答；事实有来源；无个人信息；协办科室同意口径"),
)  # fmt: skip
