"""The register of policies: kept by who drafted, in step or not, shown beside what names a policy."""

from __future__ import annotations

from datetime import timedelta

import pytest

from packs.pack import Pack
from routing import policies
from store.session import Database
from store.tables.consulting import Policy
from store.tables.judging import Candidate
from tests.web import cast

GIVEN = {
    "title": "律师服务收费指引", "number": "临司发〔2026〕15号", "aliases": "律师费指引", "department": "律师工作科",
    "disclosure": "主动公开", "disclosure_reason": "", "text": "第一条 收费应当公示。",
    "interpretation": "收费没有提高。", "published_at": "2026-11-18",
}  # fmt: skip


@pytest.fixture
def listed(database: Database, pack: Pack) -> Database:
    """One policy of the lawyers' department."""
    office = cast.actor({"office": 6}, "office")
    policies.keep(database, pack, office, None, GIVEN | {"published_at": cast.NOW - timedelta(days=2)}, cast.NOW)
    return database


def test_the_drafting_department_enters_its_policy(as_, database: Database) -> None:
    owner = as_("owner")
    owner.get("/policies/new")
    answer = owner.post("/policies/new", **GIVEN)
    assert answer.status_code == 303
    page = owner.get(answer.headers["location"]).text
    assert "收费没有提高。" in page
    assert "已同步解读" in page
    assert "律师服务收费指引" in owner.get("/policies?q=15号").text
    assert "没有找到" in owner.get("/policies?q=公证").text


def test_what_is_missing_is_said_and_what_was_typed_stays(as_, database: Database) -> None:
    office = as_("office")
    office.get("/policies/new")
    answer = office.post("/policies/new", **(GIVEN | {"disclosure": "不予公开"}))
    assert answer.status_code == 422
    assert "不予公开须写明理由" in answer.text
    assert "收费没有提高。" in answer.text
    with database.read() as session:
        assert session.query(Policy).count() == 0


def test_nobody_enters_or_changes_what_another_department_drafted(as_, listed: Database) -> None:
    outsider = as_("outsider")
    page = outsider.get("/policies/1").text
    assert "收费没有提高。" in page
    assert '<form method="post" action="/policies/1"' not in page
    assert outsider.post("/policies/1", **(GIVEN | {"title": "改了"})).status_code == 409
    assert outsider.post("/policies/new", **GIVEN).status_code == 409
    with listed.read() as session:
        assert session.query(Policy).one().title == GIVEN["title"]


def test_two_people_at_once_never_overwrite_each_other(as_, listed: Database) -> None:
    first, second = as_("owner"), as_("office")
    first.get("/policies/1")
    second.get("/policies/1")
    assert first.post("/policies/1", version=1, **(GIVEN | {"title": "先改的"})).status_code == 303
    late = second.post("/policies/1", version=1, **(GIVEN | {"title": "后改的"}))
    assert late.status_code == 409
    assert "后改的" in late.text
    with listed.read() as session:
        assert session.query(Policy).one().title == "先改的"


def test_an_event_that_names_a_policy_is_shown_beside_what_it_says(as_, listed: Database) -> None:
    with listed.write() as session:
        candidate = cast.add_event(session, "听说新的律师费指引要涨价", "黄", text="网传律师费指引规定一律涨价。")
        number = candidate.id
        assert session.get_one(Candidate, number)
    page = as_("officer").get(f"/desk?open={number}").text
    assert "文中提到的政策" in page
    assert "收费没有提高。" in page
    assert "文中提到的政策" not in as_("officer").get("/desk?open=1").text


def test_a_case_that_names_a_policy_shows_it_too(as_, listed: Database) -> None:
    with listed.write() as session:
        ids = {name: number for number, name in enumerate(cast.PEOPLE, 1)}
        case = cast.add_case(session, "对律师服务收费指引的误解", ids, number="LJSF-2026-00009")
        number = case.id
    assert "收费没有提高。" in as_("owner").get(f"/cases/{number}").text


def test_nasty_entries_are_escaped(as_, database: Database) -> None:
    office = as_("office")
    office.get("/policies/new")
    office.post("/policies/new", **(GIVEN | dict.fromkeys(("title", "number", "text", "interpretation"), cast.NASTY)))
    for address in ("/policies", "/policies/1"):
        page = office.get(address).text
        assert "<script>alert" not in page
        assert "<img" not in page


@pytest.mark.parametrize("name", ["assessor", "system", "security"])
def test_others_do_not_read_the_register(as_, name: str) -> None:
    assert as_(name).get("/policies").status_code == 403
    assert as_(name).get("/consultations").status_code == 403


def test_a_policy_that_is_none_is_not_found(as_, database: Database) -> None:
    office = as_("office")
    assert office.get("/policies/7").status_code == 404
    assert office.post("/policies/7", **GIVEN).status_code == 404
