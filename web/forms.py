"""What a browser posts: read once, guarded by the form token. Every route that takes a post depends on `Posted`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData

from errors import Refused
from web.sessions import COOKIE, FORM_COOKIE, token_fits

TOKEN = "form_token"
MOST_FIELDS = 400
LONGEST_FIELD = 200_000


@dataclass(frozen=True)
class Form:
    """The posted fields as text."""

    fields: FormData

    def text(self, name: str) -> str:
        """The field's text without outer space; empty if it was not sent."""
        value = self.fields.get(name)
        return value.replace("\r\n", "\n").strip() if isinstance(value, str) else ""

    def raw(self, name: str) -> str:
        """The field exactly as typed (passwords)."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else ""

    def all(self, name: str) -> list[str]:
        """All values of a field that may come several times, empty ones left out."""
        return [value.strip() for value in self.fields.getlist(name) if isinstance(value, str) and value.strip()]

    def number(self, name: str) -> int | None:
        """The field as a whole number, None if it is none."""
        text = self.text(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


async def posted(request: Request) -> Form:
    """The posted form; raises Refused if the token of this browser is not in it."""
    fields = await request.form(max_files=0, max_fields=MOST_FIELDS, max_part_size=LONGEST_FIELD)
    secret = request.cookies.get(COOKIE) or request.cookies.get(FORM_COOKIE) or ""
    token = fields.get(TOKEN)
    if not secret or not isinstance(token, str) or not token_fits(secret, token):
        raise Refused("form_token", "这张表已经过期，什么都没有改动。请返回上一页、刷新后再提交一次。")
    return Form(fields)


Posted = Annotated[Form, Depends(posted)]
