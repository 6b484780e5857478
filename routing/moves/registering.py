"""Registering by hand (登记): a visit or a call becomes an item and a case at once."""

from __future__ import annotations

from classifiers.masking import mask
from errors import BadInput
from routing.move import KIND_CHOICES, SEVERITY_CHOICES, Field, Move
from routing.moves.confirming import give_out, responsible
from routing.opening import Opening, earliest_start, open_case
from routing.work import Work
from store import opening, registering
from store.originals import sealed

CHANNELS = (
    ("manual", "值班发现（网上公开）"),
    ("hotline", "来电"),
    ("mailbox", "来信来访"),
    ("superior", "上级交办"),
)


def _take_over(work: Work) -> None:
    form = work.form
    received = form["received_at"] or work.now
    if received > work.now:
        raise BadInput("收到的时间不能晚于现在", field="received_at")
    if form["ref"] and registering.is_known(work.session, form["channel"], form["ref"]):
        raise BadInput(f"{form['ref']} 已经登记过", field="ref")
    heard = registering.Heard(
        channel=form["channel"],
        ref=form["ref"],
        title=mask(form["title"])[0],
        text=mask(form["text"])[0],
        original=sealed(form["title"], form["text"], work.secret) if work.secret else None,
        received_at=received,
        by_user=work.actor.id,
    )
    event = registering.add_item(work.session, heard, work.now)
    ordered = received if form["channel"] == "superior" else None
    t0, basis = earliest_start(received, work.now, ordered)
    accused = tuple(form["accused"])
    lead = responsible(work, bool(accused), accused, "")
    start = Opening(
        title=heard.title,
        summary=form["summary"] or "",
        channel=form["channel"],
        severity=form["severity"],
        t0=t0,
        t0_basis="order" if ordered and ordered == t0 else basis,
        topic=form["topic"] or "",
        kind=form["kind"],
        place=form["place"] or "",
        ref=form["ref"],
        event_id=event.id,
        major_incident=bool(form["major_incident"]),
        confirmed=work.actor.has("duty_chief"),
        isolated=bool(accused),
        accused=accused,
        rule="" if not accused else "R1",
    )
    case = open_case(work, start)
    registering.settle_candidate(work.session, event, case, work.now, work.actor.id)
    opening.copy_evidence(work.session, case.id, event.id, work.now)
    give_out(work, lead, form["assist"], later_s=0)
    work.message = f"已登记 {case.number}"


MOVES = (
    Move(
        "take_over",
        "人工登记",
        "new",
        (),
        "",
        ("duty_officer", "duty_chief", "office"),
        _take_over,
        (
            Field("channel", "来源", "choice", required=True, choices=CHANNELS),
            Field("ref", "编号", help="来信、工单或文号，不可重复"),
            Field("title", "标题", required=True),
            Field("text", "内容", "long", required=True),
            Field("received_at", "收到时间", "time", help="不填为现在"),
            Field("summary", "一句话情况", "long"),
            Field("severity", "级别", "choice", required=True, choices=SEVERITY_CHOICES),
            Field("kind", "诉求性质", "choice", required=True, choices=KIND_CHOICES),
            Field("topic", "主题"),
            Field("place", "区县"),
            Field("major_incident", "重大突发事件", "bool"),
            Field("lead", "主办科室", "department"),
            Field("assist", "协办科室", "departments"),
            Field("accused", "被反映的科室", "departments", help="填写后隔离办理，只交机关纪委"),
            Field("assign", "同时交办", "bool", help="不填为是；没有主办科室时由办公室交办"),
            Field("task", "任务要求", "long"),
        ),
    ),
)
