"""Small marks that stand in every row of a list, kept once made: a template would make each of them anew."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Protocol

from markupsafe import Markup, escape

from times import local
from web.wording import LEVELS, SHAPES, TONES, ago, full, left, plain


class Clock(Protocol):
    """What a mark needs of a clock in words."""

    @property
    def light(self) -> str: ...
    @property
    def words(self) -> str: ...


class Moments:
    """How a page that is made at `now` writes moments: `shown` as a date, `ago`, or as the time `left`."""

    def __init__(self, now: datetime) -> None:
        self.now, self.year = now, local(now).year

    def __call__(self, moment: datetime | None, form: str = "shown") -> Markup | str:
        """The moment in words, with the whole time for the hover; a dash for none."""
        if moment is None:
            return "—"
        if form == "shown":
            return date(moment, self.year)
        return timed(moment, ago(moment, self.now) if form == "ago" else left(moment, self.now))


@lru_cache(8192)
def date(moment: datetime, year: int) -> Markup:
    """A moment as a page of that year writes it."""
    return timed(moment, plain(moment, year))


@lru_cache(8192)
def timed(moment: datetime, words: str) -> Markup:
    """A moment in these words, with the whole time for the hover."""
    return Markup(f'<time datetime="{moment.isoformat()}" title="{full(moment)}">{escape(words)}</time>')


@lru_cache(256)
def level(severity: str, word: str = "") -> Markup:
    """A severity in its colour, always with shape and word."""
    return Markup(
        f'<span class="level {TONES.get(severity, "")}" title="{LEVELS.get(severity, "")}">'
        f'<b aria-hidden="true">{SHAPES.get(severity, "○")}</b>{escape(severity)}{escape(word)}</span>'
    )


def light(clock: Clock) -> Markup:
    """The light of a clock with its shape, its colour and the time left in words."""
    return _light(clock.light, clock.words)


@lru_cache(512)
def gauge(used: int, tone: str) -> Markup:
    """A bar of which `used` (0-100) is filled."""
    return Markup(
        f'<svg class="gauge {escape(tone)}" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="rail" width="100" height="4"/><rect class="used" width="{used}" height="4"/></svg>'
    )


@lru_cache(2048)
def _light(burns: str, words: str) -> Markup:
    return Markup(
        f'<span class="light {TONES.get(burns, "muted")}"><span aria-hidden="true">{SHAPES.get(burns, "○")}</span> '
        f"{escape(burns)} {escape(words)}</span>"
    )
