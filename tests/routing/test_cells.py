"""Every cell of the table is tried: who may gets through, who may not is refused, and nothing has changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from errors import BadInput, Refused
from routing.acting import perform_in
from routing.life import MOVES, STATES
from routing.states import CASE_STATES
from store.actors import PROGRAM, ROLES, Actor
from store.session import Database
from tests.databases import fresh_database
from tests.routing.board import Board, new_board
from tests.routing.cells import NOT_ISOLATED, PEOPLE, Cell, cells, states_of
from tests.routing.city import MONDAY, case_in, found_city, the_pack
from tests.routing.forms_for import form_for

# Cells that are allowed by state and role, but for which the row's condition does not hold on the board's rows. The
# tests of each part of the life of a case meet these conditions.
NEVER_MET = {"lift_isolation", "isolate", "undo", "assign", "transfer_refused"}
MAY_FAIL = {
    *("confirm_severity", "raise", "watch", "review_pass", "review_back", "waive_press", "press_held", "take_effect"),
    *("lower_decide", "no_reply_decide", "redo", "reopen", "report", "major", "extend_ask", "draft", "t0_ask", "close"),
    *("remind", "supervise", "circular", "lower_ask", "t0_decide", "add_assist", "agree_wording", "transfer_case"),
    *("split", "reassign", "no_reply_ask", "send_back", "submit", "extend_decide", "merge_case", "confirm"),
}


class Undone(Exception):
    """Raised to take a move back once it has got through."""


@pytest.fixture(scope="module", params=[False, True], ids=["open", "isolated"])
def board(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    folder: Path = tmp_path_factory.mktemp("board")
    with fresh_database("sqlite", folder) as database:
        yield new_board(found_city(database), isolated=request.param)


def attempt(board: Board, who: str, cell: Cell) -> str:
    """Try the move and take it back: "done", or the code of the refusal."""
    subject, now = board.row(MOVES[cell.move].subject, cell.state, cell.move)
    form = form_for(board.city, cell.move, case_id=elder(board), now=now)
    actor: Actor = PROGRAM if who == "program" else board.city.people[who]
    try:
        with board.city.database.write() as session:
            perform_in(session, the_pack(), actor, cell.move, subject, form, now=now)
            session.flush()
            raise Undone
    except Undone:
        return "done"
    except Refused as refused:
        return refused.code
    except BadInput as wrong:
        return f"form: {wrong}"


def elder(board: Board) -> int:
    """A case older than all others, into which any may be merged."""
    if ("elder", "", "") not in board.rows:
        made = board.case("graded", found_at=MONDAY - timedelta(days=30))
        board.rows["elder", "", ""] = (made, MONDAY)
    return board.rows["elder", "", ""][0]


@pytest.mark.parametrize("name", MOVES)
def test_every_cell_of_a_move(board: Board, name: str) -> None:
    move = MOVES[name]
    if board.isolated and move.subject in NOT_ISOLATED:
        return
    elder(board)
    for state in states_of(move):
        board.row(move.subject, state, name)
    before = board.city.dump()
    wrong = [problem for cell in cells() if (problem := judged(board, cell, name))]
    assert wrong == []
    assert board.city.dump() == before


def judged(board: Board, cell: Cell, name: str) -> str:
    """What is wrong with the answer to one cell; empty if it is as the table says."""
    if cell.move != name or cell.isolated != board.isolated:
        return ""
    outside = name == "agree_wording" and cell.role in ("liaison", "head")
    found = attempt(board, f"assist_{cell.role}" if outside else cell.role, cell)
    if not cell.allowed:
        return f"{cell}: {found}" if found == "done" or found.startswith("form") else ""
    if cell.own and not cell.isolated and attempt(board, f"other_{cell.role}", cell) == "done":
        return f"{cell}: another department got through"
    fine = found == "done" or (name in MAY_FAIL | NEVER_MET and (found == "condition" or found.startswith("form")))
    return "" if fine else f"{cell}: {found}"


def test_what_may_fail_by_condition_also_gets_through_somewhere(board: Board) -> None:
    for name in sorted(MAY_FAIL):
        if board.isolated or name in ("take_effect", "watch"):
            continue
        allowed = [each for each in cells() if each.move == name and each.allowed and not each.isolated]
        who = {"agree_wording": "assist_"}.get(name, "")
        assert any(attempt(board, f"{who}{each.role}", each) == "done" for each in allowed), name


def test_the_count_of_cells(capsys: pytest.CaptureFixture[str]) -> None:
    every = list(cells())
    with capsys.disabled():
        print(f"\n{len(every)} cells tried, {sum(each.allowed for each in every)} of them allowed")
    assert len({(each.move, each.state, each.role, each.isolated) for each in every}) == len(every)
    plain = [each for each in every if not each.isolated]
    assert len(plain) == sum(len(states_of(move)) * len(PEOPLE) for move in MOVES.values())


def test_every_state_of_a_case_is_left_or_final() -> None:
    left = {state for move in MOVES.values() if move.subject == "case" for state in move.from_states}
    assert set(CASE_STATES) - left == {"merged", "withdrawn", "transferred"}  # the last is left by its assignment


def test_the_table_names_only_known_states_and_roles() -> None:
    for move in MOVES.values():
        assert set(move.from_states) <= set(STATES[move.subject])
        assert not move.to_state or move.to_state in STATES[move.subject]
        assert set(move.case_states) <= set(CASE_STATES)
        assert set(move.roles) <= set(ROLES)
        assert move.roles or move.program


def test_an_unknown_move_is_bad_input(sqlite: Database) -> None:
    city = found_city(sqlite)
    with pytest.raises(BadInput, match="move"):
        city.do("office", "delete", case_in(city, "graded"))
