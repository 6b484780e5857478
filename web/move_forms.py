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

CONFLICT = frozenset({"conflict", "stale", "state"})


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

    @property
    def at_once(self) -> bool:
        """True if one click does it: nothing must be filled in."""
        return not self.fields or (self.move.key == "Enter" and not any(each.required for each in self.fields))


@dataclass(frozen=True, slots=True)
class Given:
    """What came of a sent form: the outcome, or why not, at which field, and what was typed."""

    move: str
    given: Mapping[str, Any]
    outcome: Outcome | None = None
    why: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


def offer_of(move: Move, row: Any, pack: Pack) -> Offer:
    """The move on this row with its lists filled in and the values that its form starts from."""
    fields = fields_of(move, pack)
    start = {each.name: _start(each, row) for each in fields if each.prefill}
    version = row.version if row is not None else 0
    return Offer(move, row.id if row is not None else 0, version, fields, start, departments(pack), outside(pack))


def offers_on(session: Any, site: Site, who: Visitor, row: Any) -> list[Offer]:
    """Every move that this person may make now on this row, in the order of the table of moves."""
    return [offer_of(move, row, site.pack) for move in permitted(session, site.pack, who.actor, row, site.clock())]


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
    """The posted values by field name: text, lists of names, rows of tables; a box that is not ticked is "no"."""
    return {each.name: _posted(each, form) for each in move.fields if each.kind == "bool" or _was_sent(each, form)}


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
        return form.text(each.name) or "no"
    if each.kind != "table":
        return form.text(each.name)
    columns = [form.fields.getlist(f"{each.name}.{name}") for name, _ in each.columns]
    rows = zip(*columns, strict=False)
    named = [{name: str(cell).strip() for (name, _), cell in zip(each.columns, row, strict=True)} for row in rows]
    return [row for row in named if any(row.values())]


def _start(each: Field, row: Any) -> Any:
    value = getattr(row, each.prefill, "")
    if isinstance(value, datetime):
        return f"{local(value):%Y-%m-%dT%H:%M}"
    return "" if value is None else value


__all__ = ["Given", "Offer", "departments", "move_named", "offer_of", "offers_on", "outside", "send", "subject_of"]
