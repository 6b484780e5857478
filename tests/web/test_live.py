"""Live updates: what an open desk is told, and that one look-up serves all desks."""

from __future__ import annotations

import asyncio
import json

import pytest
from starlette.datastructures import State

from packs.pack import Pack
from settings import Settings
from store.desk_live import Seen, newest
from store.session import Database
from tests.web import cast
from web.pages import desk_live as live
from web.sessions import Visitor
from web.site import Site

OFFICER = Visitor(cast.actor({"officer": 1}, "officer"), "officer", "secret", True)
OFFICE = Visitor(cast.actor({"office": 6}, "office"), "office", "secret", True)


@pytest.fixture
def site(database: Database, pack: Pack, clock, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setattr(live, "EVERY_S", 0.01)
    return Site(Settings(), database, pack, clock)


def _state(ending: bool = False) -> State:
    return State({"pulse": live.Pulse(), "ending": ending})


def _told(site: Site, who: Visitor, change, pieces: int = 2) -> list[str]:
    async def listen() -> list[str]:
        with site.database.read() as session:
            seen = newest(session)
        stream = live._stream(_state(), site, who, seen)
        got = [await anext(stream)]
        change()
        while len(got) < pieces:
            got.append(await asyncio.wait_for(anext(stream), 300))
        await stream.aclose()
        return got

    return asyncio.run(listen())


def test_an_open_desk_hears_of_a_new_alert(site: Site) -> None:
    def add() -> None:
        with site.database.write() as session:
            cast.add_event(session, "新来的", "红")

    opening, event = _told(site, OFFICER, add)
    assert opening.startswith("retry:")
    assert event.startswith("event: alerts\ndata: ")
    assert json.loads(event.split("data: ")[1]) == {"rows": [{"id": 5, "severity": "红"}]}


def test_a_desk_hears_nothing_of_what_accuses_its_own_department(site: Site) -> None:
    def add() -> None:
        with site.database.write() as session:
            cast.add_event(session, "反映办公室的", "橙", isolated=True, accused=("办公室",))

    _, event = _told(site, OFFICE, add)
    assert json.loads(event.split("data: ")[1]) == {"rows": []}


def test_one_question_serves_all_desks_of_a_moment(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def count(site: Site) -> Seen:
        asked.append(1)
        return Seen(1, 1)

    monkeypatch.setattr(live, "_newest", count)
    monkeypatch.setattr(live, "EVERY_S", 60.0)

    async def twenty() -> None:
        pulse = live.Pulse()
        await asyncio.gather(*(pulse.newest(site) for _ in range(20)))

    asyncio.run(twenty())
    assert len(asked) == 1


def test_a_stream_ends_by_itself_so_that_the_session_is_asked_again(site: Site, monkeypatch) -> None:
    monkeypatch.setattr(live, "LONGEST_S", 0.05)

    async def all_of_it() -> int:
        return len([piece async for piece in live._stream(_state(), site, OFFICER, Seen(4, 4))])

    assert asyncio.run(all_of_it()) == 1


def test_a_stream_ends_when_the_console_ends(site: Site) -> None:
    async def all_of_it() -> int:
        return len([piece async for piece in live._stream(_state(ending=True), site, OFFICER, Seen(4, 4))])

    assert asyncio.run(all_of_it()) == 1
