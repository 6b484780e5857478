"""Every cell of the table: move × state of its subject × role, with what the table says of it.

`cells()` is what tests over HTTP use too: first the ordinary cases, then isolated ones. A cell is `allowed` if a person
of that role (in the department in charge, where the role belongs to one) may make the move from that state, conditions
aside.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from routing.life import MOVES, STATES, Move
from store.actors import ROLES

PEOPLE = (*ROLES, "program")
DEPARTMENT = ("liaison", "head")
LEADERS = {"deputy_chief", "bureau_chief", "spokesperson"}
OUT_OF_SIGHT = ("registered", "graded", "transferred", "merged", "withdrawn")
"""States in which no department has the case."""
NEVER_ISOLATED = ("transfer_signed", "transfer_refused")
"""An isolated case is not transferred, so nobody signs for it."""
NOT_ISOLATED = ("candidate", "new")
"""Subjects that are looked at only once: they are before the case."""


@dataclass(frozen=True)
class Cell:
    """One cell. `own`: the role acts only for its department, so the same role of another one is refused too."""

    move: str
    state: str
    role: str
    isolated: bool
    allowed: bool
    own: bool


def cells() -> Iterator[Cell]:
    """All cells of the table, moves in the order of the table."""
    for isolated in (False, True):
        for move in MOVES.values():
            if not (isolated and move.subject in NOT_ISOLATED):
                for state in states_of(move):
                    yield from (_cell(move, state, role, isolated) for role in PEOPLE)


def _cell(move: Move, state: str, role: str, isolated: bool) -> Cell:
    may = _right(move, role, isolated) and (move.subject == "new" or state in move.from_states)
    if role in DEPARTMENT and move.subject == "case" and state in OUT_OF_SIGHT:
        may = False
    return Cell(move.name, state, role, isolated, may, role in DEPARTMENT)


def _right(move: Move, role: str, isolated: bool) -> bool:
    if role == "program":
        return move.program
    if not isolated:
        return role in move.roles and role != "discipline"  # 机关纪委 has no task in these cases
    if move.name in NEVER_ISOLATED:
        return False
    leading = bool(LEADERS & set(move.roles))
    working = bool(set(move.roles) - LEADERS)
    return (role == "bureau_chief" and leading) or (role == "discipline" and working)


def states_of(move: Move) -> tuple[str, ...]:
    """The states that the subject of a move can be in."""
    return tuple(STATES[move.subject]) or ("",)
