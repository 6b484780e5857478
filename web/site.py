"""What every page needs: settings, database, pack and the clock, put together once by `create_app`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated, Protocol, cast

from fastapi import Depends, Request

from packs.pack import Pack
from store.session import Database
from web.passwords import Passwords


class SiteSettings(Protocol):
    """What pages read of the program's settings; the roof hands them in, the pages do not know who read them."""

    @property
    def data(self) -> Path: ...
    @property
    def contact(self) -> str: ...
    @property
    def public_url(self) -> str: ...
    @property
    def secure_cookies(self) -> bool: ...
    @property
    def origins(self) -> Mapping[str, str]: ...


@dataclass(frozen=True)
class Site:
    """One running console. `clock` gives now (tests hand in a fixed one); `public_only` serves no console.

    `secret` (32 bytes, kept outside the database) seals the originals of letters; without it none are taken in.
    """

    settings: SiteSettings
    database: Database
    pack: Pack
    clock: Callable[[], datetime]
    passwords: Passwords = field(default_factory=Passwords)
    public_only: bool = False
    secret: bytes = b""


def site_of(request: Request) -> Site:
    """The site that serves this request."""
    return cast(Site, request.app.state.site)


async def _here(request: Request) -> Site:
    # What does not wait is a coroutine: the framework would hand a plain function to a thread, which costs more.
    return site_of(request)


Here = Annotated[Site, Depends(_here)]
