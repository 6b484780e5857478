"""The case page: clocks, the draft beside its facts, one line of time, and only the moves of this person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from errors import Refused
from store.case_page import CaseView, case_view, drafts_of
from store.cases import SUBJECTS, visible_case
from store.tables.replying import Draft
from web import flash
from web.case_actions import foot_of
from web.clock_words import in_order, shown
from web.differences import differences
from web.duties import duty_line, rule_line
from web.forms import Posted
from web.move_forms import Given, Offer, move_named, offer_of, offers_on, send
from web.navigation import CASE_READERS
from web.policy_mentions import beside
from web.rendering import page
from web.sessions import Visitor, with_role
from web.site import Here, Site
from web.state_words import PARTS, part_word
from web.time_line import lines

router = APIRouter()
Reader = Annotated[Visitor, Depends(with_role(*CASE_READERS))]
OF_A_CASE = ("case", "assignment", "return", "draft", "reply", "promise", "extension", "approval")


@router.get("/cases/{case_id}")
def show(request: Request, site: Here, who: Reader, case_id: int) -> Response:
    """The page of one case; one that the person may not see answers as one that does not exist."""
    now = site.clock()
    with site.database.read() as session:
        view = case_view(session, who.actor, case_id)
        if view is None:
            raise Refused("not_found", "没有这个事项，或者您无权查看。")
        offers = [each for row in _open_rows(view) for each in offers_on(session, site, who, row)]
        named = beside(session, [view.case.title, view.case.summary])
    answer = page(
        request,
        site,
        "case",
        who=who,
        view=view,
        clocks=in_order([shown(each, site.pack, now) for each in view.deadlines if each.state != "waiting"]),
        lines=lines(view.entries),
        foot=foot_of(offers, view),
        duty=duty_line(site.pack, view.case.duty),
        rule=rule_line(site.pack, view.case.rule),
        policies=named,
        return_reasons={each.code: each.name for each in site.pack.casework.return_reasons},
        told=(said := flash.told(request)),
    )
    if said:
        flash.forget(answer)
    return answer


@router.get("/cases/{case_id}/drafts/{part}")
def versions(request: Request, site: Here, who: Reader, case_id: int, part: str) -> Response:
    """All versions of one outgoing text, each with what it changed."""
    with site.database.read() as session:
        case = visible_case(session, who.actor, case_id)
        drafts = drafts_of(session, case_id, part) if case is not None and part in PARTS else []
    if not drafts or case is None:
        raise Refused("not_found", "没有这份稿件，或者您无权查看。")
    changes = [(new, differences(old.text, new.text)) for old, new in pairwise(drafts)]
    return page(
        request, site, "versions", who=who, case=case, part=part_word(part), first=drafts[0], changes=changes[::-1]
    )


@router.get("/cases/{case_id}/moves/{name}")
def form(request: Request, site: Here, who: Reader, case_id: int, name: str, on: int = 0) -> Response:
    """The form of one move."""
    return _form(request, site, who, case_id, name, on or case_id, None)


@router.post("/cases/{case_id}/moves/{name}")
def make(request: Request, site: Here, who: Reader, case_id: int, name: str, sent: Posted) -> Response:
    """Make the move; where it cannot be made the form comes back with what was typed and why."""
    on = sent.number("on") or case_id
    tried = send(site, who, move_named(name, *OF_A_CASE), on, sent)
    if tried.outcome is None:
        return _form(request, site, who, case_id, name, on, tried)
    with site.database.read() as session:
        seen = visible_case(session, who.actor, case_id) is not None
    # Who has just given a case away may not see it any more.
    response = RedirectResponse(f"/cases/{case_id}" if seen else "/", 303)
    flash.tell_next(response, site, tried.outcome.message, tried.outcome.warnings)
    return response


def _form(
    request: Request, site: Site, who: Visitor, case_id: int, name: str, on: int, tried: Given | None
) -> Response:
    move = move_named(name, *OF_A_CASE)
    with site.database.read() as session:
        view = case_view(session, who.actor, case_id)
        row = session.get(SUBJECTS[move.subject], on)
        if view is None or row is None or getattr(row, "case_id", row.id) != case_id:
            raise Refused("not_found", "没有这一项，或者您无权查看。")
        allowed = any(each.move.name == name for each in offers_on(session, site, who, row))
        offer = _with_draft(offer_of(move, row, site.pack), view.draft)
    if tried is None and not allowed:
        raise Refused("state", f"现在不能“{move.label}”：事项可能刚被别人推进，或这一步不由您办理。")
    now = site.clock()
    clocks = in_order([shown(each, site.pack, now) for each in view.deadlines if each.state in ("running", "late")])
    status = tried.status if tried else 200
    return page(
        request,
        site,
        "case_move",
        who=who,
        status=status,
        view=view,
        offer=offer,
        tried=tried,
        row=row,
        clocks=clocks,
        allowed=allowed,
    )


def _open_rows(view: CaseView) -> Iterator[Any]:
    """The rows of a case on which something may still be done; each costs a look at the table of moves."""
    newest = {each.part: each for each in view.drafts}
    yield view.case
    yield from (each for each in view.assignments if each.ended_at is None)
    yield from newest.values()
    yield from (each for each in view.returns if not each.ruling)
    yield from view.replies
    yield from (each for each in view.promises if each.kept_at is None)
    yield from (each for each in view.extensions if not each.decision)
    yield from (each for each in view.approvals if not each.decision)


def _with_draft(offer: Offer, draft: Draft | None) -> Offer:
    """A new version starts from the newest one, so that nobody types a reply twice."""
    if offer.move.name != "draft" or draft is None:
        return offer
    return replace(offer, start={**offer.start, **{each.name: getattr(draft, each.name) for each in offer.fields}})
