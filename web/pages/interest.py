"""Rules of interest: officers write them, try them over the last seven days, and see how much of it was noise."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from errors import BadInput, Refused
from monitor.interest import DRY_DAYS, DryRun, dry_run
from monitor.interest_match import said
from monitor.interest_rule import Mistake, read_rule
from store import interest
from store.tables.watching import InterestRule
from web.forms import Form, Posted
from web.navigation import DUTY
from web.rendering import page
from web.sessions import Visitor, with_role
from web.site import Here, Site

router = APIRouter()
Officer = Annotated[Visitor, Depends(with_role(*DUTY))]
COUNTED = timedelta(days=30)
SHOWN = 40
LONGEST_NAME = 40
STATES = {"": "不在值班台", "open": "待处理", "silenced": "已静默", "dismissed": "无关", "confirmed": "已立项",
          "merged": "已并案", "transferred": "已转出", "police": "已转110"}  # fmt: skip


@dataclass(frozen=True)
class Tried:
    """What was typed, how it was understood, what it would catch, and what is wrong with it."""

    name: str = ""
    expression: str = ""
    understood: str = ""
    run: DryRun | None = None
    wrong: dict[str, str] = field(default_factory=dict)
    marks: tuple[str, str, str] | None = None
    """The expression before, at and behind the mistake."""


@router.get("/sources/interest")
def show(request: Request, site: Here, who: Officer) -> Response:
    """All rules with what they caught in thirty days."""
    with site.database.read() as session:
        lines = interest.list_rules(session, site.clock() - COUNTED)
    return page(request, site, "interest", who=who, lines=lines, said=request.query_params.get("done", "") == "saved")


@router.get("/sources/interest/new")
def new(request: Request, site: Here, who: Officer) -> Response:
    """The empty form."""
    return _form(request, site, who, None, Tried())


@router.get("/sources/interest/{rule_id}")
def one(request: Request, site: Here, who: Officer, rule_id: int) -> Response:
    """A rule with its hits."""
    rule = _rule(site, rule_id)
    return _form(request, site, who, rule, Tried(rule.name, rule.expression, _understood(rule.expression)))


@router.post("/sources/interest/new")
def make(request: Request, site: Here, who: Officer, form: Posted) -> Response:
    """Try the rule or keep it."""
    return _take(request, site, who, None, form)


@router.post("/sources/interest/{rule_id}")
def change(request: Request, site: Here, who: Officer, rule_id: int, form: Posted) -> Response:
    """Try the changed rule or keep it."""
    return _take(request, site, who, _rule(site, rule_id), form)


@router.post("/sources/interest/{rule_id}/switch")
def switch(site: Here, who: Officer, rule_id: int, form: Posted) -> Response:
    """Put the rule out of force, or in force again."""
    with site.database.write() as session:
        interest.switch_rule(session, who.actor, rule_id, enabled=form.text("enabled") == "yes", now=site.clock())
    return RedirectResponse(f"/sources/interest/{rule_id}", 303)


def _take(request: Request, site: Site, who: Visitor, rule: InterestRule | None, form: Form) -> Response:
    tried = _tried(site, who, form)
    if form.text("do") == "try" or tried.wrong:
        return _form(request, site, who, rule, tried)
    try:
        with site.database.write() as session:
            kept = rule.id if rule else None
            version = form.number("version") if rule else None
            interest.keep_rule(session, who.actor, kept, tried.name, tried.expression, version, site.clock())
    except BadInput as error:
        tried.wrong[error.field or "name"] = error.why
        return _form(request, site, who, rule, tried)
    return RedirectResponse("/sources/interest?done=saved", 303)


def _tried(site: Site, who: Visitor, form: Form) -> Tried:
    name, written = form.text("name"), form.text("expression")
    wrong = {}
    if form.text("do") != "try" and not 0 < len(name) <= LONGEST_NAME:
        wrong["name"] = f"请起一个不超过 {LONGEST_NAME} 字的名字，值班员凭它认出这条规则"
    try:
        tree = read_rule(written)
    except Mistake as error:
        marks = (written[: error.start], written[error.start : error.end], written[error.end :])
        return Tried(name, written, wrong=wrong | {"expression": error.why}, marks=marks)
    run = None
    if form.text("do") == "try":
        with site.database.read() as session:
            run = dry_run(session, who.actor, tree, site.clock())
    return Tried(name, written, said(tree), run, wrong)


def _understood(expression: str) -> str:
    try:
        return said(read_rule(expression))
    except Mistake as error:
        return f"读不懂，已不起作用：{error.why}"


def _rule(site: Site, rule_id: int) -> InterestRule:
    with site.database.read() as session:
        rule = interest.rule_by_id(session, rule_id)
    if rule is None:
        raise Refused("not_found", "没有这条规则。")
    return rule


def _form(request: Request, site: Site, who: Visitor, rule: InterestRule | None, tried: Tried) -> Response:
    with site.database.read() as session:
        hits = interest.hits_of(session, who.actor, rule.id, SHOWN) if rule else []
    return page(
        request,
        site,
        "interest_rule",
        who=who,
        status=422 if tried.wrong else 200,
        rule=rule,
        tried=tried,
        hits=hits,
        days=DRY_DAYS,
        shown=SHOWN,
        states=STATES,
    )
