"""The log for its administrator: filtered, page by page, the chain verified; and the traces of looks at originals."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from errors import BadInput
from store import log, log_page
from times import parse_time
from web.addresses import address
from web.admin_places import admin_page
from web.log_words import ACTIONS, SUBJECTS, log_line
from web.sessions import Visitor, with_role
from web.site import Here

router = APIRouter()
Auditor = Annotated[Visitor, Depends(with_role("audit_admin"))]
PAGE = 60
FILTERS = ("actor", "subject", "action", "since", "until")


@router.get("/admin/log")
def show(request: Request, site: Here, who: Auditor) -> Response:
    """One page of the log; with `verify` the whole chain is walked first."""
    asked = request.query_params
    fields = {name: asked.get(name, "") for name in FILTERS}
    until = moment(fields["until"])
    wanted = log_page.LogFilter(
        fields["actor"].strip(),
        fields["subject"],
        fields["action"],
        moment(fields["since"]),
        until + timedelta(days=1) if until else None,
    )
    with site.database.read() as session:
        rows = log_page.entries(session, wanted, below=place(asked.get("below", "")), limit=PAGE + 1)
        numbers = log_page.numbers_of(session, rows)
        chain = log.verify(session) if asked.get("verify") else None
    return admin_page(
        request,
        site,
        "log",
        who,
        lines=[log_line(each, numbers) for each in rows[:PAGE]],
        more=address("/admin/log", fields, below=rows[PAGE - 1].id) if len(rows) > PAGE else "",
        fields=fields,
        actions=ACTIONS,
        subjects=SUBJECTS,
        chain=chain,
    )


@router.get("/admin/traces")
def traces(request: Request, site: Here, who: Auditor) -> Response:
    """Who looked at what was masked, and what was exported."""
    with site.database.read() as session:
        rows = log_page.traces(session, below=place(request.query_params.get("below", "")), limit=PAGE + 1)
    more = address("/admin/traces", {}, below=rows[PAGE - 1].id) if len(rows) > PAGE else ""
    return admin_page(request, site, "traces", who, rows=rows[:PAGE], more=more, subjects=SUBJECTS)


def moment(written: str) -> datetime | None:
    """The day written in an address, None if it is none."""
    try:
        return parse_time(written)[0] if written else None
    except BadInput:
        return None


def place(written: str) -> int | None:
    """The id written in an address, None if it is none."""
    return int(written) if written.isascii() and written.isdigit() and len(written) < 16 else None
