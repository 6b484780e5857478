"""Moves as forms: what a person may do with a row now, and sending what was filled in through the one door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from errors import BadInput, Refused
from packs.pack import Pack
from routing.acting import perform, permitted, subject_of
from routing.forms import fields_of
from routing.life import MOVES
from routing.move import Field, Move
from routing.work import Outcome
from times import local
from web.forms import Form
from web.sessions import Visitor
from web.site import Site

CONFLICT = frozenset({"stale", "state"})
YES_FROM_THE_START = frozenset({"assign", "settles"})
"""Boxes that hold unless somebody unticks them."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A move that a person may make now on a row, with its form and what the form starts from."""

    move: Move
    subject_id: int
    version: int
    fields: tuple[Field, ...]
    start: Mapping[str, Any]
    departments: tuple[str, ...]
    outside: tuple[str, ...]
    variant: str = ""

    @property
    def at_once(self) -> bool:
        """True if one click does it: nothing is filled in."""
        return not self.fields


@dataclass(frozen=True, slots=True)
class Given:
    """What came of a sent form: the outcome, or why not, at which field, and what was typed."""

    move: str
    given: Mapping[str, Any]
    outcome: Outcome | None = None
    why: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


def offer_of(move: Move, row: Any, pack: Pack, *beside: Any) -> Offer:
    """The move on this row with its lists filled in and the values that its form starts from: the row's own, else
    those of the rows `beside` it (a candidate's event, the draft before a new one)."""
    fields = fields_of(move, pack)
    start = {each.name: _start(each, row, beside) for each in fields}
    version = row.version if row is not None else 0
    return Offer(move, row.id if row is not None else 0, version, fields, start, departments(pack), outside(pack))


def offers_on(session: Any, site: Site, who: Visitor, row: Any, *beside: Any) -> list[Offer]:
    """Every move that this person may make now on this row, in the order of the table of moves."""
    moves = permitted(session, site.pack, who.actor, row, site.clock())
    return [offer_of(move, row, site.pack, *beside) for move in moves]


def move_named(name: str, *subjects: str) -> Move:
    """The move of that name on one of these subjects; raises Refused for any other."""
    move = MOVES.get(name)
    if move is None or move.subject not in subjects:
        raise Refused("unknown", "没有这个动作。")
    return move


def send(site: Site, who: Visitor, move: Move, subject_id: int, form: Form) -> Given:
    """Make the move with what was filled in; a refusal changes nothing and says why."""
    given = values_of(move, form)
    try:
        outcome = perform(
            site.database,
            site.pack,
            who.actor,
            move.name,
            subject_id,
            given,
            version=form.number("version"),
            now=site.clock(),
        )
    except BadInput as error:
        here = error.field in {each.name for each in move.fields}
        wrong = {str(error.field): error.why} if here else {}
        return Given(move.name, given, why="" if here else error.why, wrong=wrong, status=422)
    except Refused as error:
        return Given(move.name, given, why=error.why, status=409 if error.code in CONFLICT else 403)
    return Given(move.name, given, outcome)


def values_of(move: Move, form: Form) -> dict[str, Any]:
    """The posted values by field name: text, lists of names, rows of tables; a box sends "no" before its "yes"."""
    return {each.name: _posted(each, form) for each in move.fields if _was_sent(each, form)}


def departments(pack: Pack) -> tuple[str, ...]:
    """Whom a case may be given to: own departments, then the counties' bodies."""
    places = pack.organisation.places
    bodies = [places.county_body.format(place=each) for each in places.counties] if places.county_body else []
    return tuple(dict.fromkeys([each.name for each in pack.departments.own] + bodies))


def outside(pack: Pack) -> tuple[str, ...]:
    """Whom a case may be transferred to."""
    return tuple(each.name for each in pack.departments.outside)


def _was_sent(each: Field, form: Form) -> bool:
    return each.name in form.fields or any(f"{each.name}.{name}" in form.fields for name, _ in each.columns)


def _posted(each: Field, form: Form) -> Any:
    if each.kind == "departments":
        return form.all(each.name)
    if each.kind == "bool":
        return form.all(each.name)[-1] if form.all(each.name) else "no"
    if each.kind != "table":
        return form.text(each.name)
    columns = [form.fields.getlist(f"{each.name}.{name}") for name, _ in each.columns]
    rows = zip(*columns, strict=False)
    named = [{name: str(cell).strip() for (name, _), cell in zip(each.columns, row, strict=True)} for row in rows]
    return [row for row in named if any(row.values())]


def _start(each: Field, row: Any, beside: tuple[Any, ...]) -> Any:
    if each.name in YES_FROM_THE_START:
        return True
    values = [getattr(one, each.prefill, None) for one in (row, *beside)] if each.prefill else []
    value = next((one for one in values if one not in (None, "", [])), "")
    return f"{local(value):%Y-%m-%dT%H:%M}" if isinstance(value, datetime) else value


__all__ = ["Given", "Offer", "departments", "move_named", "offer_of", "offers_on", "outside", "send", "subject_of"]
