"""/api/v1/cases and /api/v1/replies: what stands, for programs; the same filter of sight as on the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from errors import BadInput, Refused
from store.case_list import CaseFilter, CaseRow, list_rows
from store.replies import public_replies
from store.tokens import Bearer
from web.addresses import read_place, written_place
from web.api.tokens import with_scope
from web.site import Here

router = APIRouter(prefix="/api/v1", tags=["cases"])
ReadsCases = Annotated[Bearer, Depends(with_scope("cases:read"))]
ReadsReplies = Annotated[Bearer, Depends(with_scope("replies:read"))]
Size = Annotated[int, Query(ge=1, le=200)]


class CaseOut(BaseModel):
    """A case as programs read it."""

    id: int
    number: str
    title: str
    state: str
    severity: str
    lead: str
    channel: str
    kind: str
    place: str
    t0: datetime
    replied_at: datetime | None


class CasesOut(BaseModel):
    """A page of cases, newest first; `next` goes into `after` for the following page, null at the end."""

    cases: list[CaseOut]
    next: str | None


class ReplyOut(BaseModel):
    """A published reply."""

    slug: str
    title: str
    question: str
    text: str
    department: str
    published_at: datetime


@router.get("/cases")
def cases(
    site: Here, who: ReadsCases, severity: str = "", lead: str = "", state: str = "", after: str = "", limit: Size = 50
) -> CasesOut:
    """Cases that the person behind the key may see. Example: `?severity=橙&limit=20`."""
    if who.actor is None:
        raise Refused("scope", "这个密钥没有绑定人员，不能读取事项。")
    place = read_place(after) if after else None
    if after and place is None:
        raise BadInput("after 不是上一页给出的 next", field="after")
    wanted = CaseFilter(states=(state,) if state else (), severity=severity, lead=lead)
    with site.database.read() as session:
        rows = list_rows(session, who.actor, wanted, site.clock(), after=place, limit=limit + 1)
    more = written_place(rows[limit - 1].key) if len(rows) > limit else None
    return CasesOut(cases=[_out(row) for row in rows[:limit]], next=more)


@router.get("/replies")
def replies(site: Here, who: ReadsReplies, limit: Size = 50) -> list[ReplyOut]:
    """The newest published replies."""
    with site.database.read() as session:
        found = public_replies(session, limit)
    return [ReplyOut.model_validate(each, from_attributes=True) for each in found]


def _out(row: CaseRow) -> CaseOut:
    return CaseOut.model_validate(row, from_attributes=True)
