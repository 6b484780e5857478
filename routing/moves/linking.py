"""Merging cases into one another and splitting one off; a merged case never warns, breaches or escalates again."""

from __future__ import annotations

from errors import BadInput
from routing.move import Field, Move, reason
from routing.moves.confirming import t0_words
from routing.moves.desk import withdraw_case
from routing.opening import Opening, hand_out, open_case
from routing.states import BEFORE_REPLY, OPEN
from routing.work import Work
from store import cases, linking
from store.tables.casework import Case


def _merge(work: Work) -> None:
    case = work.the_case
    found = cases.find_case(work.session, work.actor, work.form["into"])
    if found.id == case.id:
        raise BadInput("不能并入自己", field="into")
    target = cases.lock_case(work.session, found.id)
    assert target is not None
    if target.state not in OPEN:
        raise BadInput(f"{target.number} 已经结束，不能并入", field="into")
    if target.isolated != case.isolated:
        raise BadInput("隔离事项与其他事项不能并案", field="into")
    if target.t0 > case.t0:
        raise BadInput(f"{target.number} 起算更晚；请把它并入本事项，时限不因并案推迟", field="into")
    linking.move_evidence(work.session, case.id, target.id)
    withdraw_case(work, case, "merged", "并案")
    case.merged_into = target.id
    linking.point_candidates(work.session, case.id, target.id)
    target.version += 1
    work.log_also("merged_in", target, f"{case.number} 并入")


def _split(work: Work) -> None:
    """A new case of the same T0 for a part of the matter."""
    case, form = work.the_case, work.form
    start = Opening(
        title=form["title"],
        summary=form["summary"] or "",
        channel=case.channel,
        severity=case.severity,
        t0=case.t0,
        t0_basis=case.t0_basis,
        topic=form["topic"] or case.topic,
        kind=case.kind,
        place=case.place,
        ref=case.ref,
        event_id=case.event_id,
        major_incident=case.major_incident,
        confirmed=case.severity_confirmed_at is not None,
        isolated=case.isolated,
        accused=tuple(case.accused),
        rule="R8",
    )
    other = _open_beside(work, start)
    linking.copy_evidence(work.session, case.id, other.id)
    work.log_also("register", other, f"由 {case.number} 拆分，{t0_words(case.t0_basis)}")
    work.made["case"] = other.id
    work.message = f"已拆出 {other.number}"


def _open_beside(work: Work, start: Opening) -> Case:
    """Open and hand out another case without losing sight of the present one."""
    case = work.the_case
    beside = Work(work.session, work.pack, work.actor, work.now, work.move_name, None, None, form=work.form)
    other = open_case(beside, start)
    hand_out(beside, work.form["lead"], [], work.form["task"] or "")
    work.owed += [each.about_case(other) for each in beside.owed]
    assert work.case is case
    return other


MOVES = (
    Move("merge_case", "并案", "case", BEFORE_REPLY, "merged", ("duty_chief", "office"), _merge,
         fields=(Field("into", "并入事项", "case", required=True), reason()),
         condition="并入起算更早的事项；并入后不再计时、不再催办"),
    Move("split", "拆分", "case", BEFORE_REPLY, "", ("duty_chief", "office"), _split,
         fields=(Field("title", "新事项标题", required=True), Field("summary", "一句话情况", "long"),
                 Field("topic", "主题"), Field("lead", "主办科室", "department", required=True),
                 Field("task", "任务要求", "long"), reason()),
         check=lambda work: "隔离事项不拆分。" if work.the_case.isolated else None,
         condition="起算时刻与原事项相同"),
)  # fmt: skip
