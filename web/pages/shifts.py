"""Shifts: who is on duty, the roster, the duty log, and the handover that both sign."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from errors import BadInput, Refused
from reports import periods
from routing import shifts as duty
from routing.shifts import ON_DUTY, PLANNERS, Written
from store import shift_page, shifts
from times import parse_time
from web.forms import Form, Posted
from web.navigation import ROSTER
from web.rendering import page
from web.sessions import Visitor, with_role
from web.site import Here, Site

router = APIRouter()
Reader = Annotated[Visitor, Depends(with_role(*ROSTER))]
AHEAD = timedelta(hours=12)
"""A shift may be taken over this long before it begins by plan."""
PARTS = (("handled", "已办理"), ("open", "未办结"), ("watch", "需关注"), ("memo", "备忘"))


@router.get("/shifts")
def show(request: Request, site: Here, who: Reader, week: str = "") -> Response:
    """The roster of a week, and what this person has to do with the present shift."""
    return _page(request, site, who, week)


@router.post("/shifts/plan")
def plan(request: Request, site: Here, who: Reader, form: Posted) -> Response:
    """Put a shift on the roster."""
    try:
        starts, ends = _moment(form, "starts_at", "开始时间"), _moment(form, "ends_at", "结束时间")
        officer = form.number("officer")
        if officer is None:
            raise BadInput("请选择值班员", field="officer")
        duty.plan(site.database, who.actor, starts, ends, officer, form.number("chief"), site.clock())
    except (BadInput, Refused) as error:
        return _page(request, site, who, form.text("week"), wrong=error, form=form)
    return RedirectResponse(f"/shifts?week={periods.week_of(starts)}", 303)


@router.post("/shifts/note")
def note(request: Request, site: Here, who: Reader, form: Posted) -> Response:
    """Write one line of the duty log."""
    try:
        duty.note(site.database, who.actor, form.text("text"), site.clock())
    except (BadInput, Refused) as error:
        return _page(request, site, who, "", wrong=error, form=form)
    return RedirectResponse("/shifts#log", 303)


@router.post("/shifts/{shift_id}/begin")
def begin(request: Request, site: Here, who: Reader, shift_id: int, form: Posted) -> Response:
    """Take over: sign the handover of the shift before, and begin one's own."""
    try:
        if form.text("sign") != "yes":
            raise BadInput("请勾选“已看过交接班单，本人签字接班”", field="sign")
        duty.begin(site.database, who.actor, shift_id, site.clock())
    except (BadInput, Refused) as error:
        return _page(request, site, who, "", wrong=error, form=form)
    return RedirectResponse("/shifts", 303)


@router.get("/shifts/{shift_id}")
def sheet(request: Request, site: Here, who: Reader, shift_id: int) -> Response:
    """One shift: its log and its handover sheet, made for printing."""
    return _sheet(request, site, who, shift_id)


@router.post("/shifts/{shift_id}/handover")
def hand_over(request: Request, site: Here, who: Reader, shift_id: int, form: Posted) -> Response:
    """Write and sign the handover; what was typed stays if something is missing."""
    try:
        if form.text("sign") != "yes":
            raise BadInput("请勾选“本人签字交班”", field="sign")
        written = Written(*(form.text(name) for name, _ in PARTS))
        duty.hand_over(site.database, who.actor, shift_id, written, site.clock())
    except (BadInput, Refused) as error:
        return _sheet(request, site, who, shift_id, wrong=error, form=form)
    return RedirectResponse(f"/shifts/{shift_id}", 303)


def _page(
    request: Request, site: Site, who: Visitor, week: str, wrong: Exception | None = None, form: Form | None = None
) -> Response:
    now = site.clock()
    week = week or periods.week_of(now)
    since, until = periods.bounds(week)
    with site.database.read() as session:
        rows, names = shift_page.on_roster(session, since, until)
        present = shifts.on_duty(session, now)
        on_now = shift_page.view(session, who.actor, present.id) if present else None
        mine = shift_page.next_for(session, who.actor, now + AHEAD) if who.may(*ON_DUTY) else None
        mine = mine if mine is not None and mine.starts_at <= now + AHEAD else None
        previous = shifts.before(session, mine) if mine else None
        before = shift_page.view(session, who.actor, previous.id) if previous else None
        people = {role: shift_page.who_may_be_on_duty(session, role) for role in ON_DUTY}
    return page(
        request,
        site,
        "shifts",
        who=who,
        status=_status(wrong),
        week=week,
        words=periods.in_words(week),
        beside=periods.beside(week),
        rows=rows,
        names=names,
        on_now=on_now,
        mine=mine,
        before=before,
        people=people,
        plans=who.may(*PLANNERS),
        writes=who.may(*ON_DUTY),
        parts=PARTS,
        wrong=_said(wrong),
        given=form.text if form else lambda name: "",
    )


def _sheet(
    request: Request, site: Site, who: Visitor, shift_id: int, wrong: Exception | None = None, form: Form | None = None
) -> Response:
    with site.database.read() as session:
        found = shift_page.view(session, who.actor, shift_id)
        if found is None:
            raise Refused("not_found", "没有这一班。")
        open_cases = shift_page.open_now(session, who.actor) if found.handover is None else found.cases
    shift, handover = found.shift, found.handover
    own = who.actor.id in (shift.officer_id, shift.chief_id) and who.may(*ON_DUTY)
    return page(
        request,
        site,
        "shift",
        who=who,
        status=_status(wrong),
        found=found,
        open_cases=open_cases,
        writes=own and shift.begun_at is not None and (handover is None or handover.signed_in_at is None),
        parts=PARTS,
        wrong=_said(wrong),
        given=form.text if form else lambda name: getattr(handover, name, ""),
    )


def _moment(form: Form, name: str, label: str) -> datetime:
    try:
        return parse_time(form.text(name))[0]
    except BadInput:
        raise BadInput(f"请填写{label}", field=name) from None


def _status(wrong: Exception | None) -> int:
    return 200 if wrong is None else 422 if isinstance(wrong, BadInput) else 409


def _said(wrong: Any) -> dict[str, str]:
    """Field → what is wrong with it; "" = the whole form."""
    if wrong is None:
        return {}
    return {wrong.field or "": wrong.why} if isinstance(wrong, BadInput) else {"": wrong.why}
