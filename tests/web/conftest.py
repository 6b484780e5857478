"""A console over a small database with the fixed cast; each test has its own copy."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from httpx import Response
from starlette.testclient import TestClient

from packs.pack import Pack, load_pack
from settings import Settings
from store.session import Database
from tests.web import cast
from web.app import create_app
from web.passwords import Passwords

CHEAP = Passwords(passes=1, kib=8)
TOKEN = re.compile(r'name="form_token" value="([^"]+)"')


@pytest.fixture(scope="session")
def pack() -> Pack:
    return load_pack("justice-bureau")


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the cast, one candidate of each severity and one case with everything."""
    file = tmp_path_factory.mktemp("web") / "cast.sqlite"
    database = Database(f"sqlite:///{file}")
    database.create_all()
    with database.write() as session:
        ids = cast.add_people(session, CHEAP.hash(cast.PASSWORD))
        cast.add_shift(session, ids)
        cast.add_sources(session)
        for severity in "蓝黄橙红":
            cast.add_event(session, f"{severity}：律师费不退 {cast.NASTY}", severity)
        case = cast.add_case(session, f"律师收费不办事 {cast.NASTY}", ids, state="review")
        cast.add_draft(session, case, ids, number=1, state="replaced")
        cast.add_extras(session, case, cast.add_draft(session, case, ids, number=2), ids)
        cast.add_case(session, "等签收的事项", ids, number="LJSF-2026-00002", state="assigned", hours_ago=2)
        cast.add_case(
            session,
            "被反映的科室看不到",
            ids,
            number="LJSF-2026-00003",
            isolated=True,
            accused=("律师工作科",),
            lead="机关纪委",
        )
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return file


@pytest.fixture
def database(filled: Path, tmp_path: Path) -> Iterator[Database]:
    shutil.copy(filled, tmp_path / "web.sqlite")
    opened = Database(f"sqlite:///{tmp_path / 'web.sqlite'}")
    yield opened
    opened.close()


@dataclass
class Clock:
    """The time that pages see."""

    now: datetime = field(default=cast.NOW)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **length: float) -> None:
        self.now += timedelta(**length)


@pytest.fixture
def clock() -> Clock:
    return Clock()


class Browser:
    """One person's browser: keeps cookies, and puts the form token of the last page into what it posts."""

    def __init__(self, client: TestClient) -> None:
        self.client, self.page = client, ""

    def get(self, address: str) -> Response:
        """Open a page."""
        answer = self.client.get(address)
        self.page = answer.text
        return answer

    def post(self, address: str, *, token: str | None = None, **fields: object) -> Response:
        """Send a form; `token` replaces the one of the last page. A trailing `_` of a name is dropped."""
        found = TOKEN.search(self.page)
        sent = {name.rstrip("_") if name != "return_" else name: value for name, value in fields.items()}
        sent["form_token"] = token if token is not None else found[1] if found else ""
        answer = self.client.post(address, data=sent)
        if answer.headers.get("content-type", "").startswith("text/html"):
            self.page = answer.text
        return answer


@pytest.fixture
def visit(database: Database, pack: Pack, clock: Clock) -> Callable[[], Browser]:
    """Browsers that nobody has signed in with."""
    app = create_app(Settings(), database, pack, clock=clock, passwords=CHEAP, secret=b"s" * 32)

    def new() -> Browser:
        client = TestClient(app, base_url="http://testserver", follow_redirects=False, raise_server_exceptions=True)
        return Browser(client)

    return new


@pytest.fixture
def as_(visit: Callable[[], Browser]) -> Callable[[str], Browser]:
    """`as_("owner")`: the browser of that person of the cast, signed in."""

    def signed_in(name: str) -> Browser:
        browser = visit()
        browser.get("/sign-in")
        answer = browser.post("/sign-in", name=name, password=cast.PASSWORD)
        assert answer.status_code == 303, answer.text
        browser.get("/password")
        return browser

    return signed_in
