"""The console as one application: walls, pages, API, assets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib import import_module

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from packs.pack import Pack
from store.session import Database
from times import utc_now
from web.failures import add_failures
from web.passwords import Passwords
from web.rendering import HOME
from web.security import Walls
from web.site import Site, SiteSettings
from web.turns import Turns

PAGES: tuple[str, ...] = (
    "sign_in",
    "password",
    "home",
    "desk",
    "desk_live",
    "entry",
    "cases",
    "case",
    "department",
    "review",
    "search",
    "sources",
    "interest",
    "source_new",
    "source_one",
    "originals",
    "admin",
    "departments",
    "rules",
    "words",
    "calendar",
    "model",
    "settings",
    "people",
    "keys",
    "log",
    "help",
    "why",
    "figures",
    "wall",
    "notices",
    "shifts",
    "policies",
    "consultations",
)
"""The pages of the console: a file in web/pages each, with `router`."""

PUBLIC_PAGES: tuple[str, ...] = ("public", "public_reply", "public_adoption", "public_feed")
"""Pages that everybody may read; `web --public-only` serves these alone."""

API: tuple[str, ...] = ("health", "metrics", "items", "cases")
"""What programs ask: a file in web/api each, with `router`."""


def create_app(
    settings: SiteSettings,
    database: Database,
    pack: Pack,
    *,
    clock: Callable[[], datetime] = utc_now,
    public_only: bool = False,
    passwords: Passwords | None = None,
    secret: bytes = b"",
) -> FastAPI:
    """The application over an opened database and pack; `public_only` leaves out the console and the API.

    `secret` seals the originals of letters that the API takes in.
    """
    app = FastAPI(title="Huiying 回应", version="1", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.started_at, app.state.ending = clock(), False
    app.state.site = Site(settings, database, pack, clock, passwords or Passwords(), public_only, secret)
    pages = PUBLIC_PAGES if public_only else PAGES + PUBLIC_PAGES
    for name in pages:
        app.include_router(import_module(f"web.pages.{name}").router, include_in_schema=False)
    if not public_only:
        for name in API:
            app.include_router(import_module(f"web.api.{name}").router)
        app.openapi_url = "/api/v1/openapi.json"
        app.setup()
    app.mount("/assets", StaticFiles(directory=HOME / "assets"), name="assets")
    add_failures(app)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=4)
    app.add_middleware(Turns)
    app.add_middleware(Walls)
    return app
