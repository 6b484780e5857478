"""Learning once a week from what officers taught."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from classifiers.versions import Versions
from commands import learning
from packs.pack import load_pack
from store import corrections, heartbeats
from store.session import Database, Session
from store.tables.casework import Case
from store.tables.judging import Correction, Event
from store.tables.judging import Verdict as VerdictRow
from store.tables.watching import Item

NOW = datetime(2026, 10, 20, 4, 0, tzinfo=UTC)
PACK = load_pack("justice-bureau")
TEXTS = {
    "政法/公证": "公证处排队太久，继承公证的副本收了两次钱，公证员说材料不齐让我再来",
    "政法/律师": "律师收了代理费不出庭，律师事务所不退钱，委托合同也不给",
    "交通运输": "公交车半小时不来一班，出租车拒载，快递丢了也没人管",
}


def add_text(session: Session, number: int, topic: str) -> Item:
    item = Item(
        identity=f"url:{number}", channel="mailbox", title=f"第{number}件", text=f"{TEXTS[topic]}，第{number}次反映",
        found_at=NOW - timedelta(days=number % 50), content_hash=str(number),
    )  # fmt: skip
    session.add(item)
    session.flush()
    return item


def correct(session: Session, item: Item, now: str, was: str = "政法/其他", at: datetime = NOW) -> None:
    session.add(Correction(item_id=item.id, head="topic", was=was, now=now, at=at))


def teach(database: Database, count: int) -> None:
    with database.write() as session:
        for number in range(count):
            topic = list(TEXTS)[number % len(TEXTS)]
            correct(session, add_text(session, number, topic), topic)


def test_corrections_and_answered_cases_teach_and_the_newest_decision_counts(database: Database) -> None:
    with database.write() as session:
        first, second = add_text(session, 1, "政法/公证"), add_text(session, 2, "政法/律师")
        correct(session, first, "政法/律师")
        correct(session, first, "政法/公证")
        event = Event(title="x", channel="mailbox", first_at=NOW, last_at=NOW, found_at=NOW, first_item_id=second.id)
        session.add(event)
        session.flush()
        session.add(
            Case(number="A-1", title="x", state="closed", channel="mailbox", severity="蓝", t0=NOW, t0_basis="found",
                 opened_at=NOW, topic="政法/律师", event_id=event.id, replied_at=NOW)
        )  # fmt: skip
        gone = add_text(session, 3, "交通运输")
        gone.text = ""
        correct(session, gone, "交通运输")
    with database.read() as session:
        taught = {each.title: each.topic for each in corrections.taught_topics(session)}
    assert taught == {"第1件": "政法/公证", "第2件": "政法/律师"}


def test_what_concerns_the_body_and_was_not_corrected_is_read_along_the_newest_first(database: Database) -> None:
    with database.write() as session:
        items = [add_text(session, number, "政法/公证") for number in range(1, 6)]
        correct(session, items[0], "政法/律师")
        said = {"topic": "政法/公证", "kind": "问题", "severity": "蓝", "emotion": "neutral"}
        for item, relevant in zip(items, (True, True, False, True, True), strict=True):
            session.add(VerdictRow(item_id=item.id, judged_at=NOW, relevant=relevant, **said))
        items[3].text = ""
    with database.read() as session:
        assert [title for title, _ in corrections.untaught_texts(session)] == ["第5件", "第2件"]
        assert [title for title, _ in corrections.untaught_texts(session, 1)] == ["第5件"]


def test_a_correction_whose_item_is_gone_does_not_hide_the_untaught(database: Database) -> None:
    with database.write() as session:
        item = add_text(session, 1, "交通运输")
        said = {"topic": "交通运输", "kind": "问题", "severity": "蓝", "emotion": "neutral"}
        session.add(VerdictRow(item_id=item.id, judged_at=NOW, relevant=True, **said))
        session.add(Correction(item_id=None, head="topic", was="政法/其他", now="政法/律师", at=NOW))
    with database.read() as session:
        assert [title for title, _ in corrections.untaught_texts(session)] == ["第1件"]


def test_a_handful_is_not_learnt_from_and_nothing_is_promoted(sqlite: Database, tmp_path: Path) -> None:
    teach(sqlite, 5)
    assert "少于" in learning.learn_weekly(sqlite, PACK, tmp_path, NOW)
    assert Versions(tmp_path / "models").index().versions == []


def test_enough_make_a_version_that_is_kept_with_its_report(sqlite: Database, tmp_path: Path) -> None:
    teach(sqlite, 90)
    said = learning.learn_weekly(sqlite, PACK, tmp_path, NOW)
    (version,) = Versions(tmp_path / "models").index().versions
    assert said == version.because
    assert version.report["rows"] == 90


def test_it_learns_once_a_week_and_only_when_something_was_taught(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    learnt: list[datetime] = []
    monkeypatch.setattr(learning, "learn", lambda pack, rows, more, versions, now: (learnt.append(now), False, "x"))
    assert learning.learn_weekly(sqlite, PACK, tmp_path, NOW) == ""
    teach(sqlite, 70)
    for days in (0, 1, 6.9, 8):
        learning.learn_weekly(sqlite, PACK, tmp_path, NOW + timedelta(days=days))
    assert learnt == [NOW]
    with sqlite.write() as session:
        item = session.scalars(select(Item)).first()
        assert item is not None
        correct(session, item, "交通运输", at=NOW + timedelta(days=8))
    learning.learn_weekly(sqlite, PACK, tmp_path, NOW + timedelta(days=9))
    assert learnt == [NOW, NOW + timedelta(days=9)]
    with sqlite.read() as session:
        assert heartbeats.last_seen(session)["learning"] == NOW + timedelta(days=9)


def test_topics_that_the_pack_no_longer_knows_are_left_out() -> None:
    taught = [corrections.Taught(1, "a", "b", "没有的主题", NOW), corrections.Taught(2, "a", "b", "政法/律师", NOW)]
    assert [row.id for row in learning.labelled(taught, {"政法/律师"})] == ["2"]
