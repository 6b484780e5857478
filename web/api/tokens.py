"""Who asks the API: a key in the Authorization header, with the scope that the address needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from errors import Refused
from store.tokens import Bearer, bearer_of, note_use
from web.site import Here

SCHEME = HTTPBearer(auto_error=False, description="A key made on the administration page; it is shown once.")


def bearer(
    request: Request, site: Here, given: Annotated[HTTPAuthorizationCredentials | None, Depends(SCHEME)]
) -> Bearer:
    """The holder of the key; raises Refused (401) without a living one."""
    now = site.clock()
    found = None
    if given is not None:
        with site.database.read() as session:
            found = bearer_of(session, given.credentials, now)
    if found is None:
        raise Refused("token", "需要有效的密钥：Authorization: Bearer <key>。密钥由系统管理员生成。")
    who, note = found
    if note:
        with site.database.write() as session:
            note_use(session, who.token_id, now)
    return who


def with_scope(scope: str) -> Callable[[Bearer], Bearer]:
    """A dependency that lets only keys with the scope in; raises Refused (403) for others."""

    def check(who: Annotated[Bearer, Depends(bearer)]) -> Bearer:
        if scope not in who.scopes:
            raise Refused("scope", f"这个密钥没有 {scope} 的权限。")
        return who

    return check
