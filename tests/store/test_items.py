"""Items are kept once by their identity; edits become revisions; evidence notices them. On both databases."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import func, select

from store.found import FoundItem, Kept
from store.items import keep_found
from store.session import Database
from store.sources import add_sources
from store.tables.watching import Item, RankPoint, Revision

NOW = datetime(2026, 10, 3, 8, 30, tzinfo=UTC)
ITEM = FoundItem("url:x/a", "news", "http://x/a", "甲", "正文", "h1", published_at=NOW, media="江城日报")


def sources(database: Database) -> tuple[int, int]:
    rows = [
        {"kind": "feed", "url": url, "host": "x", "name": url, "settings": {}, "created_at": NOW, "next_at": NOW}
        for url in ("http://x/1", "http://x/2")
    ]
    with database.write() as session:
        first, second = add_sources(session, rows)
    return first, second


def keep(database: Database, found: dict[int, list[FoundItem]]) -> dict[int, Kept]:
    with database.write() as session:
        return keep_found(session, found, NOW)


def count(database: Database, table: type) -> int:
    with database.read() as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


def test_kept_once_within_and_across_visits_and_sources(database: Database) -> None:
    first, second = sources(database)
    other = ITEM._replace(identity="url:x/b")
    assert keep(database, {first: [ITEM, ITEM, other]}) == {first: Kept(2, 1, 0)}
    assert keep(database, {first: [ITEM], second: [ITEM]}) == {first: Kept(0, 1, 0), second: Kept(0, 1, 0)}
    assert count(database, Item) == 2


def test_two_sources_in_one_batch(database: Database) -> None:
    first, second = sources(database)
    assert keep(database, {first: [ITEM], second: [ITEM]}) == {first: Kept(1, 0, 0), second: Kept(0, 1, 0)}


def test_what_is_written_is_what_was_found(database: Database) -> None:
    first, _ = sources(database)
    keep(database, {first: [ITEM._replace(attachments=({"url": "http://x/a.pdf"},), published_is_date=True)]})
    with database.read() as session:
        item = session.execute(select(Item)).scalar_one()
    assert (item.identity, item.title, item.text, item.published_at) == ("url:x/a", "甲", "正文", NOW)
    assert (item.attachments, item.published_is_date, item.found_at) == ([{"url": "http://x/a.pdf"}], True, NOW)
    assert (item.judged_at, item.source_id, item.media) == (None, first, "江城日报")


def test_an_edit_by_its_own_source_is_a_revision(database: Database) -> None:
    first, second = sources(database)
    keep(database, {first: [ITEM]})
    edited = ITEM._replace(title="乙", content_hash="h2")
    assert keep(database, {second: [edited]}) == {second: Kept(0, 1, 0)}
    assert keep(database, {first: [edited]}) == {first: Kept(0, 1, 1)}
    with database.read() as session:
        revision = session.execute(select(Revision)).scalar_one()
        item = session.execute(select(Item)).scalar_one()
    assert (revision.title, revision.content_hash, item.title, item.content_hash) == ("甲", "h1", "乙", "h2")


def test_ranks_are_a_series(database: Database) -> None:
    first, _ = sources(database)
    for rank in (1, 5):
        keep(database, {first: [ITEM._replace(rank=rank, heat=100.0 / rank)]})
    with database.read() as session:
        points = session.execute(select(RankPoint.rank, RankPoint.heat).order_by(RankPoint.id))
        assert [tuple(point) for point in points] == [(1, 100.0), (5, 20.0)]
    assert count(database, Item) == 1


def test_many_at_once(database: Database) -> None:
    first, _ = sources(database)
    many = [ITEM._replace(identity=f"url:x/{n}") for n in range(1200)]  # more than one question can name
    assert keep(database, {first: many}) == {first: Kept(1200, 0, 0)}
    assert keep(database, {first: many}) == {first: Kept(0, 1200, 0)}
