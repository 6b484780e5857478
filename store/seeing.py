"""Who may see which case: one rule, as a filter for lists, counts, search, exports and single objects.

- 机关纪委 sees isolated cases and the bureau chief all; nobody else sees an isolated one.
- Whoever belongs to an accused department never sees the case, whatever else they are.
- Liaisons and heads see the cases in which their department has a task; the roles of the centre see all.
- The assessor and the three administrators see figures and settings, but no case.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import Boolean, ColumnElement, and_, exists, false, literal, not_, or_, select, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from store.actors import Actor
from store.tables.casework import Assignment, Case
from store.tables.judging import Candidate, Event
from store.tables.watching import Item

SEES_ALL = (
    "duty_officer",
    "duty_chief",
    "office",
    "political",
    "legality",
    "secrecy",
    "deputy_chief",
    "bureau_chief",
    "spokesperson",
)
SEES_ISOLATED = ("discipline", "bureau_chief")
SEES_OWN = ("liaison", "head", "discipline")
SEES_CANDIDATES = ("duty_officer", "duty_chief", "office", "political", "deputy_chief", "bureau_chief")
DESK = ("duty_officer", "duty_chief")
KEPT = 512
"""Filters that are kept, by person: a filter is asked with every page, and building it costs more than asking."""
GONE = ("withdrawn", "reassigned", "signed")
"""States of an assignment that no longer let its department see the case."""
UNDECIDED = ("open", "silenced")
"""States of a candidate in which the desk still has to decide on it."""


class holds(FunctionElement[bool]):
    """`holds(column, literal(value))`: true where a JSON list has the value; each database asks in its own way."""

    name = "holds"
    type = Boolean()
    inherit_cache = True


@compiles(holds, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    column, value = (compiler.process(each, **options) for each in element.clauses)
    return f"EXISTS (SELECT 1 FROM json_each({column}) AS held WHERE held.value = {value})"


@compiles(holds, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    column, value = (compiler.process(each, **options) for each in element.clauses)
    return f"jsonb_exists({column}, CAST({value} AS TEXT))"


@lru_cache(KEPT)
def visible(actor: Actor) -> ColumnElement[bool]:
    """The filter on `Case` for this person: lists, counts, search, exports and single cases all use it."""
    if actor.has("program"):
        return true()
    plain = Case.isolated.is_(False)
    if actor.has(*SEES_ALL):
        seen: ColumnElement[bool] = plain
    elif actor.has(*SEES_OWN) and actor.department:
        seen = and_(plain, _has_task(actor.department))
    else:
        seen = false()
    if actor.has(*SEES_ISOLATED):
        seen = or_(seen, and_(Case.isolated.is_(True), _unaccused(Case.accused, actor)))
    return seen


def _has_task(department: str) -> ColumnElement[bool]:
    # Correlated to the case alone, so that a list of assignments may use the filter too.
    of_case = select(1).where(
        Assignment.case_id == Case.id, Assignment.department == department, Assignment.state.not_in(GONE)
    )
    return exists(of_case.correlate(Case))


def _unaccused(column: Any, actor: Actor) -> ColumnElement[bool]:
    return not_(holds(column, literal(actor.department))) if actor.department else true()


@lru_cache(KEPT)
def visible_candidates(actor: Actor) -> ColumnElement[bool]:
    """The filter on `Candidate`: the desk sees an isolated one only until it is decided, an accused person never."""
    if actor.has("program"):
        return true()
    seen: ColumnElement[bool] = Candidate.isolated.is_(False) if actor.has(*SEES_CANDIDATES) else false()
    isolated = Candidate.isolated.is_(True)
    if actor.has(*SEES_ISOLATED):
        seen = or_(seen, and_(isolated, _unaccused(Candidate.accused, actor)))
    elif actor.has(*DESK):
        open_one = and_(isolated, Candidate.state.in_(UNDECIDED))
        seen = or_(seen, and_(open_one, _unaccused(Candidate.accused, actor)))
    return seen


@lru_cache(KEPT)
def visible_events(actor: Actor) -> ColumnElement[bool]:
    """The filter on `Event` (and, by its event, on an item): whatever candidate or case an isolated matter is in,
    it shows only to those who may see that one; people of a department see the events of their cases."""
    if actor.has("program"):
        return true()
    # Correlated to the event alone, so that a question that joins candidates or cases may use the filter too.
    hidden = select(1).where(
        Candidate.event_id == Event.id, Candidate.isolated.is_(True), not_(visible_candidates(actor))
    )
    hidden_candidate = exists(hidden.correlate(Event))
    of_case = Case.event_id == Event.id
    hidden_case = exists(select(1).where(of_case, Case.isolated.is_(True), not_(visible(actor))).correlate(Event))
    seen_case = exists(select(1).where(of_case, visible(actor)).correlate(Event))
    reach = true() if actor.has(*SEES_CANDIDATES) or actor.has(*SEES_ALL) else seen_case
    return and_(reach, not_(hidden_candidate), not_(hidden_case))


@lru_cache(KEPT)
def visible_items(actor: Actor) -> ColumnElement[bool]:
    """The filter on `Item` beside its joined `Event`: by the event where it has one; a letter without one (answered in
    the past, or not judged yet) by the case of its reference."""
    if actor.has("program"):
        return true()
    of_letter = and_(Case.ref == Item.ref, Case.channel == Item.channel)
    hidden = exists(select(1).where(of_letter, Case.isolated.is_(True), not_(visible(actor))).correlate(Item))
    seen = exists(select(1).where(of_letter, visible(actor)).correlate(Item))
    reach = true() if actor.has(*SEES_CANDIDATES) or actor.has(*SEES_ALL) else seen
    loose = and_(Item.event_id.is_(None), reach, or_(Item.ref.is_(None), not_(hidden)))
    return or_(loose, and_(Item.event_id.is_not(None), visible_events(actor)))
