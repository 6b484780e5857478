"""The register of policies: who drafted what, what it says, and whether its interpretation came out in step."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from errors import BadInput, Refused
from routing import policies as register
from routing.policies import DISCLOSURES, is_in_step
from store import policies
from store.actors import Actor
from store.tables.consulting import Policy
from times import local, parse_time
from web.forms import Form, Posted
from web.navigation import KEEPERS
from web.rendering import page
from web.sessions import Visitor, with_role
from web.site import Here, Site

router = APIRouter()
Reader = Annotated[Visitor, Depends(with_role(*KEEPERS))]
FIELDS = ("title", "number", "aliases", "department", "disclosure", "disclosure_reason", "text", "interpretation")


@router.get("/policies")
def show(request: Request, site: Here, who: Reader, q: str = "") -> Response:
    """The register, newest first; `q` looks in titles, numbers and other names."""
    now = site.clock()
    with site.database.read() as session:
        rows = [each for each in policies.all_policies(session) if _fits(each, q.strip())]
    steps = {each.id: is_in_step(each, now) for each in rows}
    return page(request, site, "policies", who=who, rows=rows, steps=steps, query=q, writes=_writes(who.actor))


@router.get("/policies/new")
def new(request: Request, site: Here, who: Reader) -> Response:
    """The form of a new entry."""
    if not _writes(who.actor):
        raise Refused("role", "登记政策由起草科室或办公室办理。")
    return _form(request, site, who, None)


@router.get("/policies/{policy_id}")
def one(request: Request, site: Here, who: Reader, policy_id: int) -> Response:
    """One policy: what it says, and its form for whoever may change it."""
    return _form(request, site, who, _policy(site, policy_id))


@router.post("/policies/new")
def enter(request: Request, site: Here, who: Reader, form: Posted) -> Response:
    """Enter a policy."""
    return _keep(request, site, who, None, form)


@router.post("/policies/{policy_id}")
def change(request: Request, site: Here, who: Reader, policy_id: int, form: Posted) -> Response:
    """Change an entry."""
    return _keep(request, site, who, _policy(site, policy_id), form)


def _policy(site: Site, policy_id: int) -> Policy:
    with site.database.read() as session:
        row = session.get(Policy, policy_id)
    if row is None:
        raise Refused("not_found", "没有这项政策。")
    return row


def _keep(request: Request, site: Site, who: Visitor, row: Policy | None, form: Form) -> Response:
    given: dict[str, Any] = {name: form.text(name) for name in FIELDS}
    try:
        written = form.text("published_at")
        published = parse_time(written)[0] if written else None
        kept = register.keep(
            site.database,
            site.pack,
            who.actor,
            row.id if row else None,
            given | {"published_at": published},
            site.clock(),
            form.number("version"),
        )
    except (BadInput, Refused) as error:
        return _form(request, site, who, row, wrong=error, given=given | {"published_at": form.text("published_at")})
    return RedirectResponse(f"/policies/{kept}", 303)


def _form(
    request: Request,
    site: Site,
    who: Visitor,
    row: Policy | None,
    wrong: BadInput | Refused | None = None,
    given: dict[str, Any] | None = None,
) -> Response:
    own = {each.name for each in site.pack.departments.own}
    writes = who.may("office") or (_writes(who.actor) and (row is None or row.department == who.actor.department))
    start = {name: getattr(row, name) if row else "" for name in FIELDS}
    start["published_at"] = f"{local(row.published_at):%Y-%m-%d}" if row and row.published_at else ""
    if row is None and not who.may("office"):
        start["department"] = who.actor.department
    return page(
        request,
        site,
        "policy",
        who=who,
        status=200 if wrong is None else 422 if isinstance(wrong, BadInput) else 409,
        row=row,
        in_step=is_in_step(row, site.clock()) if row else None,
        writes=writes,
        given=given or start,
        departments=sorted(own) if who.may("office") else [who.actor.department],
        DISCLOSURES=DISCLOSURES,
        wrong={} if wrong is None else {getattr(wrong, "field", "") or "": wrong.why},
    )


def _writes(actor: Actor) -> bool:
    return actor.has("office") or (actor.has("head", "liaison") and bool(actor.department))


def _fits(row: Policy, query: str) -> bool:
    return all(word in f"{row.title}\n{row.number}\n{row.aliases}\n{row.department}" for word in query.split())
