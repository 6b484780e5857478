"""Every cell of the table (state × move × role) over HTTP: who may gets through, who may not changes nothing.

A run of all tests tries one cell in eight, `make soak` all of them. After each cell that got through the database is
put back; after each that did not, its log and its versions are as they were, and at the end every row is.
"""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from routing.life import MOVES
from settings import Settings
from store import sign_ins
from store.cases import SUBJECTS
from store.session import Database
from tests.routing.board import Board, new_board
from tests.routing.cells import Cell, cells, states_of
from tests.routing.city import MONDAY, City, found_city, the_pack
from tests.routing.forms_for import form_for
from tests.routing.test_cells import MAY_FAIL, NEVER_MET, elder
from tests.web.conftest import CHEAP
from times import SHANGHAI
from web.app import create_app
from web.sessions import COOKIE, form_token

pytestmark = pytest.mark.soak
STEP = 1 if os.environ.get("HUIYING_SOAK") else 8
REFUSED = {400, 403, 404, 409, 422}
"""What a refusal may answer: nothing else, and never a redirect."""


@dataclass
class Console:
    """The console over a board of rows; `clock` holds the moment that pages see."""

    board: Board
    file: Path
    secrets: dict[str, str]
    client: TestClient
    clock: list[datetime]
    counts: Counter[str] = field(default_factory=Counter)

    def post(self, role: str, address: str, fields: Mapping[str, Any]) -> int:
        """Post a form as somebody; gives the status."""
        secret = self.secrets[role]
        self.client.cookies.set(COOKIE, secret)
        return self.client.post(address, data={**fields, "form_token": form_token(secret)}).status_code

    def keep(self) -> None:
        """Remember the database as it is."""
        with sqlite3.connect(self.file) as kept:
            self._raw().backup(kept)

    def _raw(self) -> sqlite3.Connection:
        raw = self.board.city.database.engine.raw_connection().driver_connection
        assert isinstance(raw, sqlite3.Connection)
        return raw

    def put_back(self) -> None:
        """Make the database again as it was kept."""
        with sqlite3.connect(self.file) as kept:
            kept.backup(self._raw())


@pytest.fixture(scope="module", params=[False, True], ids=["open", "isolated"])
def console(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    folder = tmp_path_factory.mktemp("matrix")
    database = Database(f"sqlite:///{folder / 'matrix.sqlite'}")
    database.create_all()
    city = found_city(database)
    board = new_board(city, isolated=request.param)
    elder(board)
    for move in MOVES.values():
        for state in states_of(move):
            if not (board.isolated and move.subject in ("candidate", "new")):
                board.row(move.subject, state, move.name)
    secrets = signed_in(city)
    clock = [MONDAY]
    app = create_app(Settings(), database, the_pack(), clock=lambda: clock[0], passwords=CHEAP, secret=b"s" * 32)
    client = TestClient(app, base_url="http://testserver", follow_redirects=False)
    made = Console(board, folder / "kept.sqlite", secrets, client, clock)
    made.keep()
    yield made
    database.close()


def signed_in(city: City) -> dict[str, str]:
    """A session for everybody, open for as long as the board's moments need; name → secret."""
    secrets = {name: f"secret-of-{name}" for name in city.people}
    with city.database.write() as session:
        for name, actor in city.people.items():
            assert actor.id is not None
            sign_ins.open_sign_in(session, actor.id, secrets[name], MONDAY)
        session.execute(text("UPDATE sign_in SET expires_at = '2099-01-01', seen_at = '2098-12-31'"))
        session.execute(text('UPDATE "user" SET must_change = false'))
    return secrets


def fields_of(form: Mapping[str, Any]) -> dict[str, Any]:
    """The form as a browser sends it."""
    sent: dict[str, Any] = {}
    for name, value in form.items():
        if isinstance(value, bool):
            sent[name] = "yes" if value else "no"
        elif isinstance(value, datetime):
            sent[name] = f"{value.astimezone(SHANGHAI):%Y-%m-%dT%H:%M}"
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for column in value[0]:
                sent[f"{name}.{column}"] = [row[column] for row in value]
        else:
            sent[name] = value
    return sent


def marks(database: Database) -> tuple[Any, ...]:
    """What any change moves: the log's last entry and the sum of versions."""
    tables = ('"case"', "candidate", "assignment", "draft", "reply", "promise")
    with database.read() as session:
        sums = [session.execute(text(f"SELECT count(*), sum(version) FROM {each}")).one() for each in tables]
        return (*map(tuple, sums), session.execute(text("SELECT max(id) FROM log_entry")).scalar())


def address_of(console: Console, cell: Cell, subject_id: int) -> str:
    move = MOVES[cell.move]
    if move.subject == "new":
        return "/desk/entry"
    if move.subject == "candidate":
        return f"/desk/{subject_id}/moves/{cell.move}"
    row = console.board.city.row(SUBJECTS[move.subject], subject_id)
    return f"/cases/{getattr(row, 'case_id', subject_id)}/moves/{cell.move}"


def attempt(console: Console, cell: Cell) -> str:
    """Try one cell; what is wrong with the answer, empty if it is as the table says."""
    board, database = console.board, console.board.city.database
    subject_id, console.clock[0] = board.row(MOVES[cell.move].subject, cell.state, cell.move)
    assisting = cell.move == "agree_wording" and cell.role in ("liaison", "head")
    role = f"assist_{cell.role}" if assisting else cell.role
    form = fields_of(form_for(board.city, cell.move, case_id=elder(board), now=console.clock[0])) | {"on": subject_id}
    before = marks(database)
    status = console.post(role, address_of(console, cell, subject_id), form)
    changed = marks(database) != before
    console.counts["done" if changed else "refused"] += 1
    if changed:
        console.put_back()
    if not cell.allowed and changed:
        return f"{cell}: got through with {status}"
    if not changed and status not in REFUSED:
        return f"{cell}: refused with {status}"
    if cell.allowed and not changed and cell.move not in MAY_FAIL | NEVER_MET:
        return f"{cell}: should get through, {status}"
    return ""


def test_every_cell_over_http(console: Console, capsys: pytest.CaptureFixture[str]) -> None:
    board = console.board
    before = board.city.dump()
    tried = [cell for cell in cells() if cell.isolated == board.isolated and cell.role != "program"]
    wrong = [fault for cell in tried[::STEP] if (fault := attempt(console, cell))]
    with capsys.disabled():
        print(f"\n{len(tried[::STEP])} of {len(tried)} cells over HTTP: {dict(console.counts)}", end=" ")
    assert wrong == []
    after = board.city.dump()
    assert {name: after[name] == rows for name, rows in before.items() if name != "sign_in"} == dict.fromkeys(
        (name for name in before if name != "sign_in"), True
    )
