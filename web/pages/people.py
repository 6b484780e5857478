"""People and their roles: the security administrator adds, changes, resets and deactivates; each step is logged."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from errors import BadInput, Refused
from packs.pack import Pack
from store import people, people_page
from store.people import Person
from web.admin_places import admin_page
from web.forms import Form, Posted
from web.passwords import one_time_password
from web.sessions import Visitor, with_role
from web.site import Here, Site

router = APIRouter()
Guard = Annotated[Visitor, Depends(with_role("security_admin"))]
DONE = {"saved": "已保存。", "off": "已停用，这个人立刻被退出。", "on": "已重新启用。"}


@router.get("/admin/people")
def show(request: Request, site: Here, who: Guard) -> Response:
    """Everybody, with the form for a new person."""
    return _list(request, site, who, said=DONE.get(request.query_params.get("done", ""), ""))


@router.post("/admin/people")
def add(request: Request, site: Here, who: Guard, form: Posted) -> Response:
    """Add a person; the first password is shown once."""
    typed = _typed(form) | {"name": form.text("name")}
    password = one_time_password()
    try:
        _check(site.pack, form)
        with site.database.write() as session:
            fields = people_page.Fields(
                typed["display"], typed["department"], tuple(form.all("roles")), typed["contact"]
            )
            hashed = site.passwords.hash(password)
            people_page.add(session, who.actor, typed["name"], fields, hashed, site.clock())
    except BadInput as error:
        return _list(request, site, who, typed=typed, chosen=form.all("roles"), wrong={_field(error): error.why})
    return _list(request, site, who, secret=(typed["name"], password))


@router.get("/admin/people/{user_id}")
def one(request: Request, site: Here, who: Guard, user_id: int) -> Response:
    """One person."""
    return _one(request, site, who, user_id)


@router.post("/admin/people/{user_id}")
def change(request: Request, site: Here, who: Guard, user_id: int, form: Posted) -> Response:
    """Name, department, contact and roles."""
    fields = people_page.Fields(
        form.text("display"), form.text("department"), tuple(form.all("roles")), form.text("contact")
    )
    try:
        _check(site.pack, form)
        with site.database.write() as session:
            people_page.change(session, who.actor, user_id, fields, form.number("version"), site.clock())
    except BadInput as error:
        return _one(request, site, who, user_id, fields=fields, wrong={_field(error): error.why})
    return RedirectResponse("/admin/people?done=saved", 303)


@router.post("/admin/people/{user_id}/reset")
def reset(request: Request, site: Here, who: Guard, user_id: int, form: Posted) -> Response:
    """A new first password, shown once; the name is unlocked and all sessions end."""
    password = one_time_password()
    with site.database.write() as session:
        name = people_page.reset(session, who.actor, user_id, site.passwords.hash(password), site.clock())
    return _list(request, site, who, secret=(name, password))


@router.post("/admin/people/{user_id}/active")
def active(site: Here, who: Guard, user_id: int, form: Posted) -> Response:
    """Keep a person out, or let in again."""
    let_in = form.text("active") == "yes"
    if user_id == who.actor.id:
        raise Refused("self", "不能停用自己。请另一位安全管理员来做。")
    with site.database.write() as session:
        people_page.set_active(session, who.actor, user_id, active=let_in, now=site.clock())
    return RedirectResponse(f"/admin/people?done={'on' if let_in else 'off'}", 303)


def _typed(form: Form) -> dict[str, str]:
    return {name: form.text(name) for name in ("display", "department", "contact")}


def _field(error: BadInput) -> str:
    return {"role": "roles"}.get(error.field or "", error.field or "name")


def _check(pack: Pack, form: Form) -> None:
    department = form.text("department")
    if department and department not in departments_of(pack):
        raise BadInput("组织包里没有这个科室", field="department")
    if not form.all("roles"):
        raise BadInput("至少要有一个角色", field="roles")


def departments_of(pack: Pack) -> list[str]:
    """Departments that a person may belong to: the body's own and the county bodies."""
    places = pack.organisation.places
    counties = [places.county_body.format(place=each) for each in places.counties if places.county_body]
    return [each.name for each in pack.departments.own] + counties


def _list(
    request: Request,
    site: Site,
    who: Visitor,
    *,
    said: str = "",
    typed: dict[str, str] | None = None,
    chosen: list[str] | None = None,
    wrong: dict[str, str] | None = None,
    secret: tuple[str, str] | None = None,
) -> Response:
    with site.database.read() as session:
        everybody = people.list_people(session)
    return admin_page(
        request,
        site,
        "people",
        who,
        status=422 if wrong else 200,
        people=everybody,
        roles=site.pack.roles.roles,
        departments=departments_of(site.pack),
        typed=typed or dict.fromkeys(("name", "display", "department", "contact"), ""),
        chosen=chosen or [],
        wrong=wrong or {},
        secret=secret,
        said=said,
    )


def _one(
    request: Request,
    site: Site,
    who: Visitor,
    user_id: int,
    *,
    fields: people_page.Fields | None = None,
    wrong: dict[str, str] | None = None,
) -> Response:
    with site.database.read() as session:
        person, version, kept = people_page.one(session, user_id)
    return admin_page(
        request,
        site,
        "person",
        who,
        status=422 if wrong else 200,
        person=person,
        version=version,
        fields=fields or kept,
        roles=site.pack.roles.roles,
        departments=departments_of(site.pack),
        wrong=wrong or {},
        own=_is_self(person, who),
    )


def _is_self(person: Person, who: Visitor) -> bool:
    return person.id == who.actor.id
