"""The duty desk: the queue in the middle, the opened event on the right, the decisions at its foot."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from errors import Refused
from monitor.indexing import words_asked
from monitor.watching import STATE_WORDS, WATCHED
from store import desk, desk_live
from store.cases import visible_candidate
from store.desk_event import Opened, opened
from store.watch_line import watch_line
from web.addresses import address, read_place, written_place
from web.desk_actions import actions_of
from web.duties import duty_line
from web.forms import Posted
from web.move_forms import Given, Offer, move_named, offer_of, offers_on, send
from web.navigation import DESK
from web.policy_mentions import beside
from web.rendering import page
from web.sessions import Visitor, own_address, with_role
from web.site import Here, Site
from web.wording import ago

router = APIRouter()
OnDesk = Annotated[Visitor, Depends(with_role(*DESK))]
PAGE = 30
UNDO_S = 10
FILTERS = ("state", "severity", "lead", "channel", "place", "q", "unsure")
STATES: dict[str, str] = {"open": "待处理", "silenced": "已静默", "decided": "一天内已处理"}
DECIDED = {
    "confirmed": "已立项",
    "dismissed": "已标为无关",
    "merged": "已并案",
    "transferred": "已转出",
    "police": "已紧急转110",
    "silenced": "已静默",
}


@router.get("/desk")
def show(request: Request, site: Here, who: OnDesk) -> Response:
    """The queue with the chosen event, or its first one."""
    return _page(request, site, who)


@router.post("/desk/{candidate_id}/moves/{move}")
def decide(request: Request, site: Here, who: OnDesk, candidate_id: int, move: str, form: Posted) -> Response:
    """Make one decision; what was typed stays on the page if it cannot be made."""
    tried = send(site, who, move_named(move, "candidate"), candidate_id, form)
    if tried.outcome is None and form.text("variant") == "all":
        return _form(request, site, who, candidate_id, move, tried)
    if tried.outcome is None:
        return _page(request, site, who, chosen=candidate_id, tried=tried, variant=form.text("variant"))
    # A fresh page, so that going back or forward never decides twice.
    goal = own_address(form.text("next"), "/desk")
    return RedirectResponse(f"{goal}{'&' if '?' in goal else '?'}done={candidate_id}", 303)


@router.get("/desk/{candidate_id}/moves/{move}")
def form(request: Request, site: Here, who: OnDesk, candidate_id: int, move: str) -> Response:
    """The form of one decision with all its fields, on a page of its own."""
    return _form(request, site, who, candidate_id, move, None)


@router.get("/desk/rows/{candidate_id}")
def row(request: Request, site: Here, who: OnDesk, candidate_id: int) -> Response:
    """One row of the queue, for a 红 alert that joins an open desk."""
    with site.database.read() as session:
        rows = desk.of_candidates(session, who.actor, [candidate_id], site.clock())
    return page(request, site, "desk_row_alone", who=who, rows=rows, link=_links({}), since=ago)


def wanted_in(fields: dict[str, str], unsure_below: float) -> desk.Wanted:
    """The filters of an address as the store understands them."""
    return desk.Wanted(
        state=fields.get("state") if fields.get("state") in STATES else "open",  # type: ignore[arg-type]
        severity=fields.get("severity", ""),
        lead=fields.get("lead", ""),
        channel=fields.get("channel", ""),
        place=fields.get("place", ""),
        query=fields.get("q", "").strip(),
        words=tuple(words_asked(fields.get("q", ""))),
        unsure_below=unsure_below if fields.get("unsure") else 0.0,
    )


def _page(
    request: Request,
    site: Site,
    who: Visitor,
    *,
    chosen: int | None = None,
    tried: Given | None = None,
    variant: str = "",
) -> Response:
    asked = request.query_params
    fields = {name: asked.get(name, "") for name in FILTERS}
    now = site.clock()
    with site.database.read() as session:
        seen = desk_live.newest(session)
        wanted = wanted_in(fields, site.pack.routing.person_below)
        rows = desk.queue(session, who.actor, wanted, now, after=read_place(asked.get("after", "")), limit=PAGE + 1)
        values: dict[str, Any] = {
            "open": desk.overview(session, who.actor),
            "line": watch_line(session, now, WATCHED),
            "state_words": STATE_WORDS,
            "done": _just_done(session, site, who, asked.get("done", "")),
        }
        number = asked.get("open", "")
        picked = chosen or (int(number) if number.isdigit() and len(number) < 16 else None)
        values |= _opened(session, site, who, picked or (rows[0].id if rows else None))
    more = address("/desk", fields, after=written_place(rows[PAGE - 1].key)) if len(rows) > PAGE else ""
    rows = rows[:PAGE]
    here = [each.id for each in rows]
    values |= {
        "rows": rows,
        "more": more,
        "fields": fields,
        "states": STATES,
        "seen": seen,
        "picked": picked,
        "tried": tried,
        "variant": variant,
        "link": _links(fields),
        "since": ago,
        "queue_link": address("/desk", fields),
        "next_link": _links(fields)(_following(here, values["event_id"])),
    }
    return page(request, site, "desk", who=who, status=tried.status if tried else 200, **values)


def _links(fields: dict[str, str]) -> Callable[[int | None], str]:
    """How a candidate is opened in the queue that these filters show."""
    queue = address("/desk", fields)
    join = "&" if "?" in queue else "?"
    return lambda number: queue if number is None else f"{queue}{join}open={number}"


def _form(request: Request, site: Site, who: Visitor, candidate_id: int, name: str, tried: Given | None) -> Response:
    move = move_named(name, "candidate")
    with site.database.read() as session:
        seen = visible_candidate(session, who.actor, candidate_id)
        found = opened(session, candidate_id) if seen is not None else None
    if found is None:
        raise Refused("not_found", "没有这条线索，或者您无权查看。")
    offer = offer_of(move, found.candidate, site.pack, found.event)
    status = tried.status if tried else 200
    return page(request, site, "desk_move", who=who, status=status, opened=found, offer=offer, tried=tried)


def _following(ids: list[int], current: int | None) -> int | None:
    """The row behind the current one, else the one before it, else none."""
    if current not in ids:
        return None
    place = ids.index(current)
    rest = ids[place + 1 :] or ids[:place][-1:]
    return rest[0] if rest else None


def _opened(session: Any, site: Site, who: Visitor, candidate_id: int | None) -> dict[str, Any]:
    found: Opened | None = None
    moves: list[Offer] = []
    if candidate_id is not None and visible_candidate(session, who.actor, candidate_id) is not None:
        found = opened(session, candidate_id)
        moves = offers_on(session, site, who, found.candidate, found.event) if found else []
    line = duty_line(site.pack, found.candidate.duty) if found else ""
    texts = [found.event.title, *(f"{each.title}\n{each.text}" for each in found.texts)] if found else []
    return {
        "opened": found,
        "event_id": candidate_id if found else None,
        "actions": actions_of(moves),
        "duty": line,
        "policies": beside(session, texts) if texts else [],
    }


def _just_done(session: Any, site: Site, who: Visitor, written: str) -> dict[str, Any] | None:
    """The decision made a moment ago, and whether it can still be taken back."""
    if not written.isdigit() or len(written) > 15:
        return None
    found = opened(session, int(written)) if visible_candidate(session, who.actor, int(written)) else None
    if found is None or found.candidate.decided_at is None:
        return None
    if site.clock() - found.candidate.decided_at > timedelta(minutes=2):
        return None
    undo = [each for each in offers_on(session, site, who, found.candidate) if each.move.name == "undo"]
    return {
        "candidate": found.candidate,
        "title": found.event.title,
        "number": found.case_number,
        "said": DECIDED.get(found.candidate.state, "已处理"),
        "undo": undo[0] if undo else None,
    }
