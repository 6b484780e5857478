"""My notices: only mine, acknowledged once, and what nobody could be told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from store import notice_page
from store.session import Database
from store.tables.casework import Case
from store.tables.people import User
from store.tables.telling import Notice
from tests.web import cast


@pytest.fixture
def told(database: Database) -> Database:
    """Two notices of the owner, one of the officer, one that a robot refused."""
    with database.write() as session:
        people = {each.name: each.id for each in session.query(User)}
        for number, (name, case_id) in enumerate((("owner", 1), ("owner", 2), ("officer", 1))):
            session.add(_notice(f"k{number}", f"{name} {number} {cast.NASTY}", people[name], case_id))
        robot = _notice("robot", "机密的标题", None, 3, channel="值班群")
        robot.sent_at, robot.given_up_at, robot.attempts, robot.last_error = None, cast.NOW, 5, "机器人地址不存在"
        session.add(robot)
    return database


def _notice(key: str, title: str, user_id: int | None, case_id: int, channel: str = "console") -> Notice:
    return Notice(
        key=key, subject="case", subject_id=case_id, about="warn_25", severity="橙", recipient="x",
        recipient_id=user_id, channel=channel, title=title, link=f"/cases/{case_id}", owed_at=cast.NOW,
        sent_at=cast.NOW - timedelta(minutes=1),
    )  # fmt: skip


def test_each_person_sees_their_own_with_the_count_in_the_bar(as_, told: Database) -> None:
    page = as_("owner").get("/notices").text
    assert "owner 0" in page
    assert "owner 1" in page
    assert "officer" not in page
    assert 'class="count">2<' in page
    assert "<script>alert" not in page


def test_one_is_acknowledged_and_then_the_rest(as_, told: Database) -> None:
    owner = as_("owner")
    owner.get("/notices")
    assert owner.post("/notices/acknowledge", notice=1).status_code == 303
    assert 'class="count">1<' in owner.get("/notices").text
    assert "owner 0" not in owner.get("/notices?only=unread").text
    owner.get("/notices")
    owner.post("/notices/acknowledge", up_to=2)
    assert 'class="count"' not in owner.get("/notices").text


def test_nobody_acknowledges_for_another(as_, told: Database) -> None:
    outsider = as_("outsider")
    outsider.get("/notices")
    outsider.post("/notices/acknowledge", notice=1)
    outsider.post("/notices/acknowledge", up_to=99)
    with told.read() as session:
        assert session.query(Notice).filter(Notice.acknowledged_at.is_not(None)).count() == 0


def test_what_came_after_the_page_was_opened_is_not_marked_as_seen(as_, told: Database) -> None:
    owner = as_("owner")
    owner.get("/notices")
    with told.write() as session:
        owner_id = session.query(User).filter_by(name="owner").one().id
        session.add(_notice("late", "后来的一条", owner_id, 1))
    owner.post("/notices/acknowledge", up_to=2)
    assert "后来的一条" in owner.get("/notices?only=unread").text


def test_a_notice_goes_out_of_sight_with_a_case_that_is_isolated_later(as_, told: Database) -> None:
    with told.write() as session:
        session.query(Case).filter_by(id=1).one().isolated = True
    page = as_("owner").get("/notices").text
    assert "owner 0" not in page
    assert "owner 1" in page
    assert 'class="count">1<' in page


@pytest.mark.parametrize(("name", "sees"), [("system", True), ("office", True), ("owner", False), ("assessor", False)])
def test_what_was_not_told_is_shown_to_those_who_can_mend_it_without_what_it_said(
    as_, told: Database, name: str, sees: bool
) -> None:
    page = as_(name).get("/notices").text
    assert ("机器人地址不存在" in page) is sees
    assert "机密的标题" not in page


def test_a_link_of_a_notice_never_leaves_the_site(as_, told: Database) -> None:
    with told.write() as session:
        session.query(Notice).filter_by(key="k0").one().link = "https://elsewhere.invalid/"
    assert "elsewhere" not in as_("owner").get("/notices").text


def test_the_count_ends_at_a_hundred(told: Database) -> None:
    with told.write() as session:
        owner = session.query(User).filter_by(name="owner").one().id
        session.add_all(_notice(f"m{number}", "多", owner, 1) for number in range(150))
    with told.read() as session:
        ids = {each.name: each.id for each in session.query(User)}
        assert notice_page.unread(session, cast.actor(ids, "owner")) == 100
