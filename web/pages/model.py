"""The model: accuracy by topic over time, the learning curve, what to label next, versions and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from classifiers.versions import FIRST, Index, Versions
from errors import Refused
from store import log, model_page
from web.admin_places import OFFICE, admin_page
from web.forms import Posted
from web.sessions import Visitor, with_role
from web.site import Here, Site

router = APIRouter()
Reader = Annotated[Visitor, Depends(with_role(*OFFICE))]
Keeper = Annotated[Visitor, Depends(with_role("system_admin"))]
WEEKS = 12
LABEL_NEXT = 20
WIDE, HIGH = 560, 160


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the learning curve: place in the drawing, rows learned from, score 0-1, the version."""

    x: float
    y: float
    rows: int
    score: float
    name: str


@router.get("/admin/model")
def show(request: Request, site: Here, who: Reader) -> Response:
    """The page; what to label next only for who may see the texts."""
    now = site.clock()
    index = versions_of(site).index()
    with site.database.read() as session:
        lines = model_page.topic_lines(session, now, WEEKS)
        label = model_page.to_label(session, who.actor, now, LABEL_NEXT) if who.may("office") else []
    return admin_page(
        request,
        site,
        "model",
        who,
        lines=lines,
        weeks=WEEKS,
        label=label,
        versions=index.versions[::-1],
        in_use=index.in_use[-1],
        shipped=FIRST,
        before=index.in_use[-2] if len(index.in_use) > 1 else "",
        curve=curve_of(index),
        wide=WIDE,
        high=HIGH,
        said=request.query_params.get("done", "") == "back",
    )


@router.post("/admin/model/back")
def back(site: Here, who: Keeper, form: Posted) -> Response:
    """Go back to the version in use before; judging loads it when the program starts next."""
    versions, reason = versions_of(site), form.text("reason")
    left = versions.index().in_use[-1]
    if form.text("version") != left:
        raise Refused("stale", "在用的版本刚刚换过，没有改动。请刷新后再看。")
    if not reason:
        raise Refused("reason", "请写明为什么退回，没有改动。")
    with site.database.write() as session:
        # The files change last: if they cannot, the log says nothing either.
        entry_before, now = {"in_use": left}, site.clock()
        log.append(session, who.actor, "model_back", "model", None, now, reason=reason, before=entry_before)
        versions.roll_back(now)
    return RedirectResponse("/admin/model?done=back", 303)


def versions_of(site: Site) -> Versions:
    """The versions below the data folder."""
    return Versions(site.settings.data / "models")


def curve_of(index: Index) -> list[Point]:
    """Held-out macro-F1 against the rows that each version learned from, fewest rows first."""
    known = [(int(each.report["rows"]), float(each.report["macro_f1"]), each.name) for each in index.versions
             if _measured(each.report)]  # fmt: skip
    if not known:
        return []
    most = max(rows for rows, *_ in known)
    return [
        Point(round(rows / most * WIDE, 1), round((1 - score) * HIGH, 1), rows, score, name)
        for rows, score, name in sorted(known)
    ]


def _measured(report: dict[str, Any]) -> bool:
    return (
        isinstance(report.get("rows"), int) and isinstance(report.get("macro_f1"), int | float) and report["rows"] > 0
    )
