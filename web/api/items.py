"""POST /api/v1/items: other systems push letters, tickets, orders and found texts in; the same one twice is one."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Body, Depends
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from errors import BadInput, Refused
from monitor.intake import content_hash, masked
from store.letters import LetterRow, add_letters, known_refs
from store.locks import take_turn
from store.originals import sealed
from store.tokens import Bearer
from times import parse_time
from web.api.tokens import with_scope
from web.site import Here, Site

router = APIRouter(prefix="/api/v1", tags=["items"])
Pushes = Annotated[Bearer, Depends(with_scope("items:write"))]
MOST = 500
TITLE_LENGTH = 40


class ItemIn(BaseModel):
    """One text. `ref` is its number in the system that sends it; a time without zone is Asia/Shanghai."""

    model_config = ConfigDict(extra="forbid")

    channel: Literal["news", "weibo", "forum", "hotlist", "mailbox", "hotline", "superior", "manual"]
    ref: str = Field(min_length=1, max_length=200)
    title: str = Field(default="", max_length=500)
    text: str = Field(default="", max_length=200_000)
    received_at: str = ""


class Kept(BaseModel):
    """What became of the texts: `new` were stored and will be judged, `known` had come before."""

    new: int
    known: int


@router.post("/items", response_model=Kept, responses={200: {"description": "all were known"}}, status_code=201)
def push(site: Here, who: Pushes, items: Annotated[ItemIn | list[ItemIn], Body()]) -> JSONResponse:
    """Take in one text or up to 500. Idempotent on channel and ref: pushing again changes nothing."""
    given = items if isinstance(items, list) else [items]
    if len(given) > MOST:
        raise BadInput(f"一次最多 {MOST} 条", field="items")
    if not site.secret:
        raise Refused("secret", "本进程没有密钥，不能接收来信。")
    now = site.clock()
    rows = {(each.channel, each.ref): _row(site, each, now) for each in reversed(given)}
    new = 0
    with site.database.write() as session:
        take_turn(session, "letters")
        for channel in dict.fromkeys(channel for channel, _ in rows):
            letters = [row for (of, _), row in reversed(rows.items()) if of == channel]
            known = known_refs(session, channel, [each.ref for each in letters])
            fresh = [each for each in letters if each.ref not in known]
            add_letters(session, channel, fresh, now)
            new += len(fresh)
    return JSONResponse({"new": new, "known": len(given) - new}, 201 if new else 200)


def _row(site: Site, item: ItemIn, now: datetime) -> LetterRow:
    text = item.text.replace("\x00", "")
    title = item.title.replace("\x00", "").strip() or text.strip()[:TITLE_LENGTH]
    if not title:
        raise BadInput("标题和正文不能都为空", field="title")
    received, is_date = parse_time(item.received_at) if item.received_at else (now, False)
    return LetterRow(
        ref=item.ref,
        title=masked(title),
        text=masked(text),
        original=sealed(title, text, site.secret),
        content_hash=content_hash(title, text),
        received_at=received,
        received_is_date=is_date,
    )
