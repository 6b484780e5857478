"""Pressing: reminders, supervision and circulars by hand; the follow-up with the person who asked."""

from __future__ import annotations

from errors import BadInput
from routing.move import Choices, Field, Move
from routing.states import OPEN
from routing.work import Work
from store import cases
from store.tables.casework import Reminder
from store.tables.replying import FollowUp

VIA: Choices = (("phone", "电话"), ("form", "网上问卷"), ("visit", "上门"))


def _press(work: Work, kind: str, about: str, *copied: str) -> None:
    case, form = work.the_case, work.form
    department = form["department"] or case.lead
    open_ones = {each.department for each in cases.open_assignments(work.session, case.id)}
    if department not in open_ones:
        raise BadInput("这个科室在本事项中没有任务", field="department")
    work.session.add(
        Reminder(
            case_id=case.id,
            kind=kind,
            step=form.get("step") or "",
            department=department,
            at=work.now,
            copied_to=list(copied),
            text=form["text"] or "",
            by_user=work.actor.id,
        )
    )
    work.tell(about, f"{kind}：{case.title}", department, *copied, body=form["text"] or "")


def _remind(work: Work) -> None:
    _press(work, "催办", "reminder", "deputy_chief")


def _supervise(work: Work) -> None:
    _press(work, "督办", "supervision", "deputy_chief")


def _circular(work: Work) -> None:
    _press(work, "通报", "circular", "deputy_chief", "bureau_chief")


def _follow_up(work: Work) -> None:
    form = work.form
    if not form["reached"] and (form["solved"] is not None or form["satisfied"] is not None):
        raise BadInput("没有联系上时不填是否解决、是否满意", field="reached")
    if form["reached"] and (form["solved"] is None or form["satisfied"] is None):
        raise BadInput("联系上了请填是否解决、是否满意", field="solved")
    row = FollowUp(
        case_id=work.the_case.id,
        at=work.now,
        via=form["via"],
        reached=bool(form["reached"]),
        solved=form["solved"],
        satisfied=form["satisfied"],
        note=form["note"] or "",
        by_user=work.actor.id,
    )
    work.session.add(row)


DEPARTMENT = Field("department", "科室", "department", help="不填为主办科室")
STEP = Field("step", "哪一步", "choice", listed="steps")
TEXT = Field("text", "内容", "long", required=True)

MOVES = (
    Move("remind", "催办", "case", OPEN, "", ("duty_officer", "duty_chief", "office"), _remind,
         fields=(DEPARTMENT, STEP, Field("text", "内容", "long"))),
    Move("supervise", "督办", "case", OPEN, "", ("office", "deputy_chief", "bureau_chief"), _supervise,
         fields=(DEPARTMENT, STEP, TEXT)),
    Move("circular", "通报", "case", OPEN, "", ("office", "deputy_chief", "bureau_chief"), _circular,
         fields=(DEPARTMENT, STEP, TEXT)),
    Move("follow_up", "回访", "case", ("replied", "watched", "closed"), "",
         ("duty_officer", "duty_chief", "office", "liaison", "head"), _follow_up, own=True,
         fields=(Field("via", "方式", "choice", required=True, choices=VIA),
                 Field("reached", "联系上了", "bool", required=True), Field("solved", "已解决", "bool"),
                 Field("satisfied", "满意", "bool"), Field("note", "情况", "long"))),
)  # fmt: skip
