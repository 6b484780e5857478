"""Pages from templates: one environment, everything escaped, the filters that speak Chinese."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Hashable
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from web import marks, navigation, state_words, wording
from web.sessions import COOKIE, FORM_COOKIE, Visitor, form_token, set_cookie
from web.site import Site

HOME = Path(__file__).parent
THEME_COOKIE = "huiying_theme"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HOME / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=400,
    )
    for name in ("percent", "marked", "excerpt", "title_of", "span", "bars_path"):
        environment.filters[name] = getattr(wording, name)
    environment.filters["state_word"] = state_words.state_word
    environment.filters["part_word"] = state_words.part_word
    environment.globals.update(
        EVENT_CHANGES=state_words.EVENT_CHANGES,
        RULINGS=state_words.RULINGS,
        SHAPES=wording.SHAPES,
        TONES=wording.TONES,
        LEVELS=wording.LEVELS,
        CHANNELS=wording.CHANNELS,
        MEDIA_LEVELS=wording.MEDIA_LEVELS,
        asset=asset,
        icon=icon,
        kept=kept,
        date=marks.date,
        timed=marks.timed,
        level_mark=marks.level,
        light_mark=marks.light,
        gauge_mark=marks.gauge,
    )
    return environment


@lru_cache
def asset(name: str) -> str:
    """The address of an asset, with a piece of its hash, so that browsers keep it until it changes."""
    digest = hashlib.sha256((HOME / "assets" / name).read_bytes()).hexdigest()[:10]
    return f"/assets/{name}?v={digest}"


@lru_cache
def icon(name: str) -> Markup:
    """The drawing of that name; made once, for there are a dozen on every page."""
    module: Any = ENVIRONMENT.get_template("icons.html").module
    return Markup(module.icon(name))


@lru_cache(4096)
def kept(name: str, *values: Hashable) -> Markup:
    """The macro `row` of the template `name` with these values, made once: a line of a list comes again and again.

    The macro knows its values and nothing else (no page, no person, no clock), so a kept line is never out of date and
    never somebody else's: whatever it shows, rights and minutes included, is among the values it is kept by.
    """
    module: Any = ENVIRONMENT.get_template(f"{name}.html").module
    return Markup(module.row(*values))


ENVIRONMENT = _environment()


def page(
    request: Request,
    site: Site,
    template: str,
    *,
    who: Visitor | None = None,
    status: int = 200,
    **values: Any,
) -> HTMLResponse:
    """An answer from `template` (its name without .html) with what all pages need: who, now, form token, theme."""
    now = site.clock()
    held = request.cookies.get(COOKIE) or request.cookies.get(FORM_COOKIE)
    secret = who.secret if who else held or secrets.token_urlsafe(32)
    text = ENVIRONMENT.get_template(f"{template}.html").render(
        who=who,
        now=now,
        theme=_theme(request),
        here=request.url.path,
        body=site.pack.organisation.body,
        links=navigation.links_for(who.actor) if who else (),
        form_token=partial(_token_field, form_token(secret)),
        moment=marks.Moments(now),
        **values,
    )
    response = HTMLResponse(text, status)
    if not who and not held:
        set_cookie(response, site, FORM_COOKIE, secret)
    return response


def _token_field(token: str) -> Markup:
    return Markup(f'<input type="hidden" name="form_token" value="{token}">')  # letters of its own alphabet only


def _theme(request: Request) -> str:
    chosen = request.cookies.get(THEME_COOKIE, "")
    return chosen if chosen in ("light", "dark") else ""
