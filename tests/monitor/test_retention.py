"""Raw texts go after 180 days unless a case rests on them; originals of letters after two years."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from monitor.retention import forget
from packs.schema.casework import Retention
from store.session import Database, Session
from store.tables.casework import Case
from store.tables.judging import Event
from store.tables.watching import Evidence, Fetch, Item, Source

NOW = datetime(2026, 10, 20, 4, 0, tzinfo=UTC)
RULE = Retention(raw_text=180, letters=730, logs=180, source="test")


def add_item(session: Session, name: str, days: int, **more: object) -> Item:
    item = Item(
        identity=f"url:{name}", channel="forum", title=name, text="正文", found_at=NOW - timedelta(days=days),
        content_hash="-", **more,
    )  # fmt: skip
    session.add(item)
    session.flush()
    return item


def add_case(session: Session, number: str, **more: object) -> Case:
    case = Case(
        number=number, title="x", state="in_hand", channel="forum", severity="蓝", t0=NOW, t0_basis="found",
        opened_at=NOW, **more,
    )  # fmt: skip
    session.add(case)
    session.flush()
    return case


def texts(database: Database) -> dict[str, str]:
    with database.read() as session:
        return {item.title: item.text for item in session.scalars(select(Item))}


def test_old_texts_go_and_what_a_case_rests_on_stays(database: Database) -> None:
    with database.write() as session:
        event = Event(title="x", channel="forum", first_at=NOW, last_at=NOW, found_at=NOW)
        session.add(event)
        session.flush()
        add_item(session, "old", 181)
        add_item(session, "young", 179)
        add_item(session, "of an open case", 400, event_id=event.id)
        copied = add_item(session, "copied for a case", 400)
        case = add_case(session, "A-1", event_id=event.id)
        session.add(
            Evidence(case_id=case.id, item_id=copied.id, title="x", text="正文", content_hash="-", fetched_at=NOW)
        )
    assert forget(database, RULE, NOW).texts == 1
    assert {name for name, text in texts(database).items() if not text} == {"old"}
    assert forget(database, RULE, NOW).texts == 0


def test_the_text_of_an_archived_case_goes_the_copy_stays(database: Database) -> None:
    with database.write() as session:
        event = Event(title="x", channel="forum", first_at=NOW, last_at=NOW, found_at=NOW)
        session.add(event)
        session.flush()
        add_item(session, "old", 400, event_id=event.id)
        add_case(session, "A-1", event_id=event.id, archived_at=NOW)
    assert forget(database, RULE, NOW).texts == 1


def test_originals_of_letters_go_after_two_years(database: Database) -> None:
    with database.write() as session:
        for name, days in (("old", 731), ("young", 729)):
            add_item(session, name, 1, original=b"sealed", published_at=NOW - timedelta(days=days))
    assert forget(database, RULE, NOW).originals == 1
    with database.read() as session:
        kept = {item.title: item.original for item in session.scalars(select(Item))}
    assert kept == {"old": None, "young": b"sealed"}


def test_visits_are_kept_for_six_months(database: Database) -> None:
    with database.write() as session:
        source = Source(kind="feed", url="https://a.example/", name="a", created_at=NOW, next_at=NOW)
        session.add(source)
        session.flush()
        for days in (181, 179):
            session.add(Fetch(source_id=source.id, at=NOW - timedelta(days=days), outcome="read"))
    assert forget(database, RULE, NOW).visits == 1
