"""The questions of the pages answer the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.indexing import index_owed
from store import (
    case_list,
    case_page,
    department_desk,
    desk,
    desk_event,
    desk_live,
    liveness,
    people,
    review_queue,
    search,
    search_page,
    sign_ins,
    tokens,
    watch_line,
    why,
)
from store.actors import Actor
from store.session import Database
from store.tables.people import User
from tests.databases import fresh_database
from tests.web import cast

LATER = cast.NOW + timedelta(hours=3)


@pytest.fixture(params=["sqlite", "postgresql"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Database, dict[str, int]]]:
    with fresh_database(request.param, tmp_path) as database:
        with database.write() as session:
            ids = cast.add_people(session, "x")
            cast.add_shift(session, ids)
            cast.add_sources(session)
            for severity in "蓝黄橙红":
                cast.add_event(session, f"{severity}色事件", severity)
            case = cast.add_case(session, "律师收费", ids, state="review")
            cast.add_extras(session, case, cast.add_draft(session, case, ids), ids)
            cast.add_case(session, "等签收", ids, number="LJSF-2026-00002", state="assigned", hours_ago=2)
            cast.add_case(
                session, "隔离", ids, number="LJSF-2026-00003", isolated=True, accused=("律师工作科",), lead="机关纪委"
            )
        yield database, ids


def _titles(rows: list[case_list.CaseRow]) -> list[str]:
    return [row.title for row in rows]


def test_the_desk(both: tuple[Database, dict[str, int]]) -> None:
    database, ids = both
    officer = cast.actor(ids, "officer")
    with database.read() as session:
        rows = desk.queue(session, officer, desk.Wanted(), cast.NOW, limit=3)
        rest = desk.queue(session, officer, desk.Wanted(), cast.NOW, after=rows[-1].key, limit=3)
        assert [row.severity for row in rows + rest] == list("红橙黄蓝")
        assert sum(rows[0].spread) > 0
        narrow = desk.Wanted(severity="红", lead="律师工作科", channel="news", place="江北区", query="红色 事件")
        assert len(desk.queue(session, officer, narrow, cast.NOW)) == 1
        assert desk.queue(session, officer, desk.Wanted(unsure_below=0.5), cast.NOW) == []
        assert desk.queue(session, officer, desk.Wanted(state="decided"), cast.NOW) == []
        search.index(session, "item", [search.Entry(1, ["退费"]), search.Entry(9, ["退费", "律师"])])
        found = desk.queue(session, officer, desk.Wanted(query="退费", words=("退费",)), cast.NOW)
        assert [row.title for row in found] == ["橙色事件", "蓝色事件"]
        assert [row.title for row in desk.queue(session, officer, desk.Wanted(query="红"), cast.NOW)] == ["红色事件"]
        assert desk.overview(session, officer) == desk.Overview(dict.fromkeys("红橙黄蓝", 1), ("律师工作科",))
        found = desk_event.opened(session, rows[0].id)
        assert found is not None
        assert (len(found.texts), len(found.texts[0].reprints), found.texts_left) == (1, 3, 0)
        assert desk_event.opened(session, 999) is None
        assert len(desk_live.come_since(session, officer, desk_live.Seen())) == 4
        line = watch_line.watch_line(session, cast.NOW, ("watched", "new"))
        assert (line.officer, line.unwatched) == ("陈值班", {"silent": (1, "市民论坛")})


def test_lists_of_cases(both: tuple[Database, dict[str, int]]) -> None:
    database, ids = both
    officer, owner = cast.actor(ids, "officer"), cast.actor(ids, "owner")
    with database.read() as session:

        def listed(who: Actor, **fields: object) -> list[str]:
            wanted = case_list.CaseFilter(**fields)  # type: ignore[arg-type]
            return _titles(case_list.list_rows(session, who, wanted, LATER))

        assert listed(officer) == ["等签收", "律师收费"]
        assert listed(owner) == ["等签收", "律师收费"]
        assert listed(cast.actor(ids, "outsider")) == []
        assert listed(cast.actor(ids, "discipline")) == ["隔离"]
        assert listed(officer, overdue=True) == ["等签收"]
        assert listed(officer, states=("assigned",), severity="黄", lead="律师工作科") == ["等签收"]
        assert listed(officer, query="签收", words=("签收",)) == []
        search.index(session, "case", [search.Entry(1, ["律师", "签收"]), search.Entry(2, ["签收"])])
        assert listed(officer, query="签收", words=("签收",)) == ["等签收", "律师收费"]
        assert listed(officer, query="签收", words=("签收",), states=("assigned",)) == ["等签收"]
        assert listed(officer, query="LJSF-2026-00001", words=("ljsf", "2026", "00001")) == ["律师收费"]
        assert listed(officer, query="%") == []
        assert case_list.pressing(session, [1, 2])[2].step == "sign"


def test_desks_of_a_department_and_of_reviewers(both: tuple[Database, dict[str, int]]) -> None:
    database, ids = both
    owner = cast.actor(ids, "owner")
    with database.read() as session:
        work = department_desk.work_of(session, owner, "律师工作科", LATER)
        assert [each.case.title for each in work.tasks] == ["等签收", "律师收费"]
        assert (work.count, work.late) == (2, 1)
        assert len(department_desk.promises_due(session, "律师工作科", cast.NOW + timedelta(days=9))) == 1
        assert [each.number for each in review_queue.waiting(session, owner)] == ["LJSF-2026-00001"]
        assert review_queue.waiting(session, cast.actor(ids, "office")) == []


def test_a_case_and_its_grounds(both: tuple[Database, dict[str, int]]) -> None:
    database, ids = both
    owner = cast.actor(ids, "owner")
    with database.read() as session:
        view = case_page.case_view(session, owner, 1)
        assert view is not None
        assert view.draft is not None
        assert view.names[ids["colleague"]] == "赵联络"
        assert [each.action for each in view.entries] == ["assign", "register"]
        assert case_page.case_view(session, owner, 3) is None
        found = why.of_case(session, owner, 1)
        assert found is not None
        assert found.rule == "R3"
        assert why.of_candidate(session, cast.actor(ids, "officer"), 1) is not None


def test_search_and_liveness(both: tuple[Database, dict[str, int]]) -> None:
    database, ids = both
    index_owed(database, cast.NOW)
    officer = cast.actor(ids, "officer")
    with database.read() as session:
        hits = search_page.item_hits(session, officer, ["律师费"], None, 5)
        assert len(hits.items) == 5
        more = search_page.item_hits(session, officer, ["律师费"], hits.below, 50)
        assert len({each.id for each in hits.items + more.items}) == 16
        assert _titles(search_page.case_hits(session, officer, ["收费"], 5)) == ["律师收费"]
        state = liveness.health(session, ("watched", "new"))
        assert state.sources == {"silent": ["市民论坛"]}
        assert liveness.amounts(session).candidates == 4


def test_people_sessions_and_keys(both: tuple[Database, dict[str, int]]) -> None:
    database, ids = both
    with database.write() as session:
        sign_ins.open_sign_in(session, ids["owner"], "secret", cast.NOW)
        key = tokens.add_token(session, "x", ["cases:read"], cast.NOW, user_id=ids["owner"])
        people.set_roles(session, ids["owner"], ["liaison", "head"], "律师工作科")
    with database.read() as session:
        found = sign_ins.signed_in(session, "secret", cast.NOW)
        assert found is not None
        assert found[0].actor.roles == {"head", "liaison"}
        assert sign_ins.signed_in(session, "secret", cast.NOW + sign_ins.IDLE) is None
        holder = tokens.bearer_of(session, key, cast.NOW)
        assert holder is not None
        assert holder[0].actor == found[0].actor
    with database.write() as session:
        sign_ins.note_failure(session, ids["owner"], cast.NOW)
        sign_ins.close_sign_in(session, "secret")
        assert sign_ins.signed_in(session, "secret", cast.NOW) is None
        assert session.get_one(User, ids["owner"]).failures == 1
