"""What every page needs: settings, database, pack and the clock, put together once by `create_app`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, cast

from fastapi import Depends, Request

from packs.pack import Pack
from settings import Settings
from store.session import Database
from web.passwords import Passwords


@dataclass(frozen=True)
class Site:
    """One running console. `clock` gives now (tests hand in a fixed one); `public_only` serves no console.

    `secret` (32 bytes, kept outside the database) seals the originals of letters; without it none are taken in.
    """

    settings: Settings
    database: Database
    pack: Pack
    clock: Callable[[], datetime]
    passwords: Passwords = field(default_factory=Passwords)
    public_only: bool = False
    secret: bytes = b""


def site_of(request: Request) -> Site:
    """The site that serves this request."""
    return cast(Site, request.app.state.site)


Here = Annotated[Site, Depends(site_of)]
