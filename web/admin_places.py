"""The pages of administration: which person is shown which, and the row of tabs on top of each."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from store.actors import Actor
from web.navigation import Link
from web.rendering import page
from web.sessions import Visitor
from web.site import Site

KEEPER = frozenset({"system_admin"})
GUARD = frozenset({"security_admin"})
AUDITOR = frozenset({"audit_admin"})
OFFICE = KEEPER | {"office"}
"""办公室 reads what decides who answers, because returns and corrections come back to it."""

PLACES: tuple[Link, ...] = (
    Link("/admin/departments", "科室职责", "department", OFFICE),
    Link("/admin/rules", "分办规则", "cases", OFFICE),
    Link("/admin/words", "信号词", "search", OFFICE),
    Link("/admin/calendar", "工作日历", "shifts", OFFICE),
    Link("/admin/model", "研判模型", "figures", OFFICE),
    Link("/admin/settings", "设置", "admin", KEEPER),
    Link("/admin/people", "人员", "department", GUARD),
    Link("/admin/keys", "接口密钥", "admin", GUARD),
    Link("/admin/log", "日志", "cases", AUDITOR),
    Link("/admin/traces", "查看留痕", "review", AUDITOR),
)


def places_for(actor: Actor) -> list[Link]:
    """The tabs of this person."""
    return [each for each in PLACES if actor.has(*each.roles)]


def admin_page(
    request: Request, site: Site, template: str, who: Visitor, *, status: int = 200, **values: Any
) -> HTMLResponse:
    """A page of administration, with its tabs."""
    return page(request, site, template, who=who, status=status, tabs=places_for(who.actor), **values)
