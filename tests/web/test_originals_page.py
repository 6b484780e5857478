"""Unmasking: a right of its own, a reason, a trace before anything is opened; never where the matter is hidden."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from store import log
from store.originals import sealed
from store.session import Database
from store.tables.people import AccessTrace
from store.tables.watching import Item
from tests.web import cast

SECRET = "手机 13800138000"


@pytest.fixture
def letter(database: Database) -> int:
    """A letter without an event, answered by case 2 (by its reference)."""
    return _letter(database, "R1")


def _letter(database: Database, ref: str) -> int:
    with database.write() as session:
        case = session.get_one(cast.Case, 2)
        case.channel, case.ref = "mailbox", "R1"
        hidden = session.get_one(cast.Case, 3)
        hidden.channel, hidden.ref = "mailbox", "R3"
        item = Item(
            identity=f"ref:mailbox:{ref}",
            channel="mailbox",
            ref=ref,
            title="来信",
            text="手机 ***",
            found_at=cast.NOW,
            content_hash="0",
            original=sealed("来信", SECRET + cast.NASTY, b"s" * 32),
        )
        session.add(item)
        session.flush()
        return item.id


def traces(database: Database) -> list[tuple[str, str]]:
    with database.read() as session:
        return [(each.what, each.reason) for each in session.scalars(select(AccessTrace))]


def test_the_original_is_opened_for_a_reason_and_leaves_two_traces(as_, database: Database, letter: int) -> None:
    browser = as_("reader")
    page = browser.get(f"/originals/{letter}").text
    assert "手机 ***" in page
    assert SECRET not in page
    opened = browser.post(f"/originals/{letter}", reason="联系来信人核实地址")
    assert SECRET in opened.text
    assert "<script>alert" not in opened.text
    assert opened.headers["cache-control"] == "no-store"
    assert traces(database) == [("unmask", "联系来信人核实地址")]
    with database.read() as session:
        (entry,) = log.entries_of(session, "item", letter)
        assert log.verify(session).intact
    assert (entry.action, entry.reason) == ("unmask", "联系来信人核实地址")


@pytest.mark.parametrize(
    "who", ["officer", "office", "owner", "bureau_chief", "discipline", "system", "security", "audit"]
)
def test_nobody_without_the_right_sees_it(as_, database: Database, letter: int, who: str) -> None:
    browser = as_(who)
    assert browser.get(f"/originals/{letter}").status_code == 403
    answer = browser.post(f"/originals/{letter}", reason="我就想看看")
    assert answer.status_code == 403
    assert SECRET not in answer.text
    assert traces(database) == []


@pytest.mark.parametrize("reason", ["", "  ", "看看"])
def test_without_a_reason_nothing_is_opened(as_, database: Database, letter: int, reason: str) -> None:
    answer = as_("reader").post(f"/originals/{letter}", reason=reason)
    assert answer.status_code == 422
    assert SECRET not in answer.text
    assert traces(database) == []


def test_a_letter_of_an_isolated_case_stays_hidden(as_, database: Database) -> None:
    hidden = _letter(database, "R3")
    browser = as_("reader")
    assert browser.get(f"/originals/{hidden}").status_code == 404
    answer = browser.post(f"/originals/{hidden}", reason="联系来信人核实地址")
    assert answer.status_code == 404
    assert SECRET not in answer.text
    assert browser.get("/originals/99999").status_code == 404


def test_what_was_crawled_has_no_original(as_, database: Database) -> None:
    browser = as_("reader")
    assert "没有留存原文" in browser.get("/originals/1").text
    assert browser.post("/originals/1", reason="联系来信人核实地址").status_code == 404
    assert traces(database) == []
