"""Pages that cases rest on: a deletion is noticed once a day, an edit by the crawl; the copy stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from monitor.evidence import check_evidence
from store.found import FoundItem
from store.items import fill_in, keep_found
from store.session import Database
from store.sources import add_sources
from store.tables.casework import Case
from store.tables.watching import Evidence, Item
from tests.replay.replies import Reply, in_turn
from tests.replay.server import ReplayServer

NOW = datetime(2026, 10, 3, 8, 30, tzinfo=UTC)
DAY = timedelta(days=1)
ITEM = FoundItem("url:x/a", "news", "http://x/a", "甲", "正文", "h1")


def evidence_of(database: Database, url: str | None, *, closed: bool = False, item_id: int | None = None) -> int:
    with database.write() as session:
        case = Case(
            number=str(url), title="甲", state="in_hand", channel="news", severity="黄", t0=NOW, t0_basis="found",
            opened_at=NOW, closed_at=NOW if closed else None,
        )  # fmt: skip
        session.add(case)
        session.flush()
        copy = Evidence(case_id=case.id, item_id=item_id, url=url, title="甲", text="正文", content_hash="h")
        copy.fetched_at = NOW
        session.add(copy)
        session.flush()
        return copy.id


def kept_with_evidence(database: Database) -> int:
    """A source whose one item a case rests on."""
    row = {"kind": "feed", "url": "http://x/f", "host": "x", "name": "x", "settings": {}, "created_at": NOW}
    with database.write() as session:
        (source,) = add_sources(session, [row | {"next_at": NOW}])
        keep_found(session, {source: [ITEM]}, NOW)
        item_id = session.execute(select(Item.id)).scalar_one()
    evidence_of(database, "http://x/a", item_id=item_id)
    return source


def changes(database: Database) -> list[tuple[str, str]]:
    with database.read() as session:
        return [(each.change, each.text) for each in session.execute(select(Evidence).order_by(Evidence.id)).scalars()]


def check(database: Database, at: datetime) -> int:
    return check_evidence(database, "a@example.com", lambda: at, allow_private=True)


def test_a_deletion_is_noticed_and_the_copy_stays(database: Database, server: ReplayServer) -> None:
    evidence_of(database, server.put("/a", in_turn(Reply(200, b"x"), Reply(404))))
    assert check(database, NOW) == 0  # copied today
    assert check(database, NOW + DAY) == 0
    assert check(database, NOW + 1.5 * DAY) == 0
    assert len(server.requests("/a")) == 1  # once a day
    assert check(database, NOW + 2 * DAY) == 1
    assert changes(database) == [("deleted", "正文")]
    assert check(database, NOW + 9 * DAY) == 0


def test_a_fault_is_no_deletion(sqlite: Database, server: ReplayServer) -> None:
    evidence_of(sqlite, server.put("/a", Reply(500)))
    evidence_of(sqlite, None)
    evidence_of(sqlite, server.put("/closed", Reply(404)), closed=True)
    assert check(sqlite, NOW + DAY) == 0
    assert server.requests("/closed") == []
    assert [change for change, _ in changes(sqlite)] == ["", "", ""]


def test_an_edit_is_noticed_by_the_crawl(database: Database) -> None:
    source = kept_with_evidence(database)
    with database.write() as session:
        keep_found(session, {source: [ITEM._replace(text="改过", content_hash="h2")]}, NOW + DAY)
    assert changes(database) == [("edited", "正文")]


def test_full_text_that_comes_later_is_no_edit(database: Database) -> None:
    source = kept_with_evidence(database)
    late = ITEM._replace(text="全文")
    with database.write() as session:
        fill_in(session, [(source + 1, late), (source, late._replace(content_hash="h2"))], NOW)
        assert session.execute(select(Item.text)).scalar_one() == "正文"  # another source's, or edited meanwhile
        fill_in(session, [(source, late), (source, late._replace(identity="url:x/unknown"))], NOW)
        assert session.execute(select(Item.text)).scalar_one() == "全文"
    assert changes(database) == [("", "正文")]
