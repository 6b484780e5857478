"""Consultations on drafts: opinions grouped by clause, each answered, the table of adoption published."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from errors import BadInput, Refused
from routing import consultations as consulting
from routing.consultations import ANSWERS
from store import policies
from store.actors import Actor
from store.tables.consulting import Consultation
from times import parse_time
from web.forms import Form, Posted
from web.navigation import KEEPERS
from web.public_values import citizens
from web.rendering import page
from web.sessions import Visitor, with_role
from web.site import Here, Site

router = APIRouter()
Reader = Annotated[Visitor, Depends(with_role(*KEEPERS))]
Wrong = BadInput | Refused
WHOLE_DAY = timedelta(days=1, seconds=-1)


@router.get("/consultations")
def show(request: Request, site: Here, who: Reader) -> Response:
    """All consultations, the latest to close first."""
    return _list(request, site, who)


@router.post("/consultations/new")
def open_(request: Request, site: Here, who: Reader, form: Posted) -> Response:
    """Open a consultation on a draft."""
    try:
        opens, _ = parse_time(form.text("opens_at"))
        closes, is_date = parse_time(form.text("closes_at"))
        closes += WHOLE_DAY if is_date else timedelta(0)
        department = form.text("department") or who.actor.department
        if department not in {each.name for each in site.pack.departments.own}:
            raise BadInput("请选择起草科室", field="department")
        title, draft = form.text("title"), form.text("text")
        made = consulting.open_(site.database, who.actor, title, draft, department, opens, closes, site.clock())
    except (BadInput, Refused) as error:
        return _list(request, site, who, error, form)
    return RedirectResponse(f"/consultations/{made}", 303)


@router.get("/consultations/{consultation_id}")
def one(request: Request, site: Here, who: Reader, consultation_id: int) -> Response:
    """The clauses of a draft with the opinions on each."""
    return _one(request, site, who, consultation_id)


@router.post("/consultations/{consultation_id}/opinions")
def take_in(request: Request, site: Here, who: Reader, consultation_id: int, form: Posted) -> Response:
    """Enter an opinion that came by letter or by telephone; it is filed under its clause."""
    try:
        _require_drafter(site, who.actor, consultation_id)
        received = parse_time(form.text("received_at"))[0] if form.text("received_at") else site.clock()
        consulting.take_in(site.database, consultation_id, citizens(form.text("text")), received)
    except (BadInput, Refused) as error:
        return _one(request, site, who, consultation_id, error, form)
    return RedirectResponse(f"/consultations/{consultation_id}", 303)


@router.post("/consultations/{consultation_id}/opinions/{opinion_id}")
def answer(request: Request, site: Here, who: Reader, consultation_id: int, opinion_id: int, form: Posted) -> Response:
    """Answer one opinion: adopted, partly or not, with a reason."""
    try:
        clause = form.number("clause")
        with site.database.read() as session:
            opinions = {each.id for each in policies.opinions_of(session, consultation_id)}
            clauses = {each.id for each in policies.clauses_of(session, consultation_id)}
        if opinion_id not in opinions or (clause is not None and clause not in clauses):
            raise Refused("not_found", "没有这条意见。")
        reason = form.text("reason")
        consulting.answer(site.database, who.actor, opinion_id, form.text("answer"), reason, site.clock(), clause)
    except (BadInput, Refused) as error:
        return _one(request, site, who, consultation_id, error, form, opinion_id)
    return RedirectResponse(f"/consultations/{consultation_id}#o{opinion_id}", 303)


@router.post("/consultations/{consultation_id}/publish")
def publish(request: Request, site: Here, who: Reader, consultation_id: int, form: Posted) -> Response:
    """Publish the table of adoption."""
    try:
        consulting.publish(site.database, who.actor, consultation_id, site.clock())
    except (BadInput, Refused) as error:
        return _one(request, site, who, consultation_id, error, form)
    return RedirectResponse(f"/consultations/{consultation_id}", 303)


def _list(request: Request, site: Site, who: Visitor, wrong: Wrong | None = None, form: Form | None = None) -> Response:
    with site.database.read() as session:
        rows = policies.consultations(session)
    own = sorted(each.name for each in site.pack.departments.own)
    return page(
        request,
        site,
        "consultations",
        who=who,
        status=_status(wrong),
        rows=rows,
        writes=_drafts(who.actor, who.actor.department),
        departments=own if who.may("office") else [who.actor.department],
        wrong=_said(wrong),
        given=form.text if form else lambda name: "",
    )


def _one(
    request: Request,
    site: Site,
    who: Visitor,
    consultation_id: int,
    wrong: Wrong | None = None,
    form: Form | None = None,
    on: int | None = None,
) -> Response:
    with site.database.read() as session:
        row = session.get(Consultation, consultation_id)
        if row is None:
            raise Refused("not_found", "没有这次征集。")
        clauses = policies.clauses_of(session, consultation_id)
        opinions = policies.opinions_of(session, consultation_id)
    return page(
        request,
        site,
        "consultation",
        who=who,
        status=_status(wrong),
        row=row,
        groups=[(clause, [each for each in opinions if each.clause_id == clause.id]) for clause in clauses]
        + [(None, [each for each in opinions if each.clause_id is None])],
        clauses=clauses,
        left=sum(each.answer == "" for each in opinions),
        count=len(opinions),
        writes=_drafts(who.actor, row.department) and row.published_at is None,
        ANSWERS=ANSWERS,
        citizens=citizens,
        wrong=_said(wrong),
        on=on,
        given=form.text if form else lambda name: "",
    )


def _drafts(actor: Actor, department: str) -> bool:
    return actor.has("office") or (actor.has("head", "liaison") and actor.department == department != "")


def _require_drafter(site: Site, actor: Actor, consultation_id: int) -> None:
    with site.database.read() as session:
        row = session.get(Consultation, consultation_id)
    if row is None or not _drafts(actor, row.department):
        raise Refused("role", "由起草科室或办公室办理。")


def _status(wrong: Wrong | None) -> int:
    return 200 if wrong is None else 422 if isinstance(wrong, BadInput) else 409


def _said(wrong: Wrong | None) -> dict[str, str]:
    return {} if wrong is None else {getattr(wrong, "field", "") or "": wrong.why}
