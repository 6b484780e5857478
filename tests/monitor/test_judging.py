"""Owed items are judged, grouped, graded and brought to the desk; nothing alerts twice, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from classifiers.judge import Judge
from classifiers.severity import TextSeverity
from classifiers.verdict import Text, Verdict
from monitor.judging import JudgingDesk
from packs.pack import load_pack
from store import event_merging, owed_items
from store.found import FoundItem
from store.items import keep_found
from store.session import Database
from store.tables.judging import Alert, Candidate, Event, EventChange, EventHour
from store.tables.judging import Verdict as VerdictRow
from store.tables.watching import Item, Revision, Source

NOW = datetime(2026, 10, 3, 8, 0, tzinfo=UTC)
DEATH = "临江市社区矫正管理局监管的一名矫正对象在集中教育期间死亡"
DEATH_TEXT = "十月二日下午，临江市社区矫正管理局组织集中教育时，一名社区矫正对象突然倒地死亡，家属质疑现场无人施救。"


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(load_pack("justice-bureau"))


@pytest.fixture
def desk(judge: Judge) -> JudgingDesk:
    return JudgingDesk(judge, name="one")


def add(database: Database, *rows: dict[str, object]) -> list[int]:
    with database.write() as session:
        items = [
            Item(
                **{
                    "identity": f"url:{row['title']}{number}{row.get('media', '')}{row.get('found_at', NOW)}",
                    "channel": "news",
                    "text": "",
                    "found_at": NOW,
                    "content_hash": "x",
                    "platform": "网站",
                    "media": f"媒体{number}",
                    **row,
                }
            )
            for number, row in enumerate(rows)
        ]
        session.add_all(items)
        session.flush()
        return [item.id for item in items]


def count(database: Database, table: type) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def events(database: Database) -> list[Event]:
    with database.read() as session:
        return list(session.scalars(select(Event).where(Event.merged_into.is_(None)).order_by(Event.id)))


def alerts(database: Database) -> list[tuple[int, str]]:
    with database.read() as session:
        return [tuple(row) for row in session.execute(select(Alert.event_id, Alert.severity).order_by(Alert.id))]


def test_a_death_under_supervision_becomes_event_alert_and_candidate(database: Database, desk: JudgingDesk) -> None:
    add(database, {"title": DEATH, "text": DEATH_TEXT})
    done = desk.judge_all(database, NOW)
    assert (done.judged, done.relevant, done.alerts, done.candidates) == (1, 1, 1, 1)
    (event,) = events(database)
    assert (event.title, event.severity, event.relevant, event.items) == (DEATH, "橙", True, 1)
    assert event.keywords
    assert event.severity_reasons
    with database.read() as session:
        candidate = session.scalars(select(Candidate)).one()
        verdict = session.scalars(select(VerdictRow)).one()
        hour = session.scalars(select(EventHour)).one()
    assert (candidate.event_id, candidate.severity, candidate.rank, candidate.state) == (event.id, "橙", 2, "open")
    assert candidate.proposed_at is None
    assert verdict.reasons
    assert (hour.hour, hour.platform, hour.items) == (NOW, "网站", 1)


def test_what_is_not_ours_becomes_an_event_but_comes_to_no_desk(sqlite: Database, desk: JudgingDesk) -> None:
    add(sqlite, {"title": "某歌手新专辑今日发布"}, {"title": "周末电影票房出炉"})
    done = desk.judge_all(sqlite, NOW)
    assert (done.judged, done.relevant, done.alerts, done.candidates) == (2, 0, 0, 0)
    assert count(sqlite, Event) == 2


def test_reprints_are_folded_and_several_sources_are_counted(database: Database, desk: JudgingDesk) -> None:
    first, copy, other = add(
        database,
        {"title": DEATH, "text": DEATH_TEXT},
        {"title": "转载：" + DEATH, "text": "来源：某网 " + DEATH_TEXT},
        {"title": "社区矫正对象在集中教育期间死亡，家属要求公布经过", "text": "死者家属来到临江市社区矫正管理局。"},
    )
    desk.judge_all(database, NOW)
    (event,) = events(database)
    assert (event.items, event.reprints, event.sources) == (3, 1, 2)
    with database.read() as session:
        rows = {item.id: item for item in session.scalars(select(Item))}
    assert rows[copy].reprint_of == first
    assert rows[other].reprint_of is None
    assert {item.event_id for item in rows.values()} == {event.id}


def test_an_edited_article_does_not_alert_again(database: Database, desk: JudgingDesk) -> None:
    (item,) = add(database, {"title": DEATH, "text": DEATH_TEXT})
    desk.judge_all(database, NOW)
    with database.write() as session:
        session.execute(update(Item).where(Item.id == item).values(text=DEATH_TEXT + "（更新）", judged_at=None))
    done = desk.judge_all(database, NOW + timedelta(hours=1))
    assert (done.judged, done.alerts, done.candidates) == (1, 0, 0)
    (event,) = events(database)
    assert event.items == 1
    assert len(alerts(database)) == 1
    assert count(database, VerdictRow) == 1


def found(text: str, mark: str) -> dict[int, list[FoundItem]]:
    page = FoundItem("url:a/1", "news", "http://a/1", DEATH, text, mark)
    return {1: [page]}


def watched(database: Database, text: str) -> None:
    with database.write() as session:
        session.add(Source(id=1, kind="feed", url="http://a/", name="甲", created_at=NOW, next_at=NOW))
        session.flush()
        keep_found(session, found(text, "first"), NOW)


def test_an_article_edited_at_its_source_is_judged_again_in_its_event(database: Database, desk: JudgingDesk) -> None:
    watched(database, "某地举办花展。")
    desk.judge_all(database, NOW)
    before = len(alerts(database))
    with database.write() as session:
        keep_found(session, found(DEATH_TEXT, "edited"), NOW + timedelta(hours=1))
    again = desk.judge_all(database, NOW + timedelta(hours=1))
    (event,) = events(database)
    assert (again.judged, event.items, event.relevant, event.severity) == (1, 1, True, "橙")
    assert len(alerts(database)) <= max(before, 1)
    with database.write() as session:
        keep_found(session, found(DEATH_TEXT + "（三稿）", "third"), NOW + timedelta(hours=2))
    told = alerts(database)
    assert desk.judge_all(database, NOW + timedelta(hours=2)).judged == 1
    assert alerts(database) == told
    assert count(database, VerdictRow) == 1
    assert count(database, Revision) == 2


def test_an_edit_while_the_older_text_is_being_judged_is_not_lost(sqlite: Database, desk: JudgingDesk) -> None:
    watched(sqlite, "某地举办花展。")
    judged = desk._judged

    def slow(owed: list[owed_items.OwedItem]) -> object:
        with sqlite.write() as session:
            keep_found(session, found(DEATH_TEXT, "edited"), NOW)
        return judged(owed)

    desk._judged = slow  # type: ignore[method-assign]
    assert desk.judge_batch(sqlite, NOW).judged == 0
    desk._judged = judged  # type: ignore[method-assign]
    assert desk.judge_all(sqlite, NOW).judged == 1
    assert events(sqlite)[0].severity == "橙"


def test_an_event_that_was_not_ours_comes_to_the_desk_when_an_edit_makes_it_so(
    sqlite: Database, desk: JudgingDesk
) -> None:
    (item,) = add(sqlite, {"title": "周末电影票房出炉"})
    desk.judge_all(sqlite, NOW)
    assert count(sqlite, Candidate) == 0
    with sqlite.write() as session:
        session.execute(update(Item).where(Item.id == item).values(title=DEATH, text=DEATH_TEXT, judged_at=None))
    done = desk.judge_all(sqlite, NOW + timedelta(hours=1))
    assert (done.alerts, done.candidates) == (1, 1)
    assert [(event.title, event.relevant, event.items) for event in events(sqlite)] == [(DEATH, True, 1)]


def test_a_later_item_joins_the_event_and_alerts_only_for_a_worse_severity(
    database: Database, desk: JudgingDesk
) -> None:
    add(database, {"title": DEATH, "text": DEATH_TEXT})
    desk.judge_all(database, NOW)
    add(
        database,
        {"title": DEATH + "后续", "text": DEATH_TEXT[:40], "media": "另一家", "found_at": NOW + timedelta(hours=2)},
    )
    desk.judge_all(database, NOW + timedelta(hours=2))
    (event,) = events(database)
    assert event.items == 2
    assert alerts(database) == [(event.id, "橙")]
    assert count(database, Candidate) == 1


def test_a_second_worker_sees_what_the_first_has_placed(database: Database, judge: Judge) -> None:
    one, two = JudgingDesk(judge, name="one"), JudgingDesk(judge, name="two")
    add(database, {"title": "临江市公证处收费引质疑"})
    one.judge_all(database, NOW)
    two.judge_all(database, NOW)
    add(database, {"title": "临江市公证处收费引质疑后致歉", "media": "乙"})
    two.judge_all(database, NOW + timedelta(minutes=1))
    add(database, {"title": "临江市公证处收费标准公布", "media": "丙"})
    one.judge_all(database, NOW + timedelta(minutes=2))
    assert len(events(database)) == 1
    assert events(database)[0].items == 3


def test_after_a_restart_new_items_find_their_old_event(database: Database, judge: Judge) -> None:
    add(database, {"title": DEATH, "text": DEATH_TEXT})
    JudgingDesk(judge, name="before").judge_all(database, NOW)
    add(database, {"title": DEATH, "text": "本报讯 " + DEATH_TEXT, "media": "另一家"})
    JudgingDesk(judge, name="after").judge_all(database, NOW + timedelta(hours=1))
    (event,) = events(database)
    assert (event.items, event.reprints) == (2, 1)


def test_a_claimed_item_is_nobody_elses_until_the_lease_ends(database: Database) -> None:
    add(database, {"title": "甲"}, {"title": "乙"})
    lease = timedelta(minutes=5)
    with database.write() as session:
        assert len(owed_items.claim(session, NOW, by="one", limit=1, lease=lease)) == 1
    with database.write() as session:
        assert [each.title for each in owed_items.claim(session, NOW, by="two", limit=9, lease=lease)] == ["乙"]
    with database.write() as session:
        assert len(owed_items.claim(session, NOW + timedelta(minutes=6), by="two", limit=9, lease=lease)) == 2


def test_a_worker_that_lost_its_lease_writes_nothing(sqlite: Database, desk: JudgingDesk, monkeypatch) -> None:
    add(sqlite, {"title": DEATH, "text": DEATH_TEXT})
    judged = desk._judged

    def slow(owed: list[owed_items.OwedItem]) -> object:
        with sqlite.write() as session:
            session.execute(update(Item).values(judge_leased_by="another"))
        return judged(owed)

    monkeypatch.setattr(desk, "_judged", slow)
    assert desk.judge_batch(sqlite, NOW).judged == 0
    assert count(sqlite, Event) == 0


def test_if_writing_fails_nothing_is_written_and_the_items_are_owed_again(
    sqlite: Database, desk: JudgingDesk, monkeypatch
) -> None:
    add(sqlite, {"title": DEATH, "text": DEATH_TEXT})
    monkeypatch.setattr("monitor.judging.grade_events", _broken)
    with pytest.raises(RuntimeError):
        desk.judge_batch(sqlite, NOW)
    assert (count(sqlite, Event), count(sqlite, VerdictRow)) == (0, 0)
    monkeypatch.undo()
    assert desk.judge_all(sqlite, NOW + timedelta(minutes=6)).judged == 1
    assert events(sqlite)[0].items == 1


def _broken(*_: object) -> None:
    raise RuntimeError("the database went away")


def test_one_text_that_breaks_judging_does_not_stop_the_line(sqlite: Database, judge: Judge) -> None:
    class Fragile(Judge):
        def judge_with_severity(self, texts: Iterable[Text]) -> list[tuple[Verdict, TextSeverity]]:
            texts = list(texts)
            if any("坏" in each.title for each in texts):
                raise ZeroDivisionError
            return super().judge_with_severity(texts)

    add(sqlite, {"title": "坏的一条"}, {"title": DEATH, "text": DEATH_TEXT})
    done = JudgingDesk(Fragile(judge.pack), name="one").judge_all(sqlite, NOW)
    assert done.judged == 2
    with sqlite.read() as session:
        broken = session.scalars(
            select(VerdictRow).join(Item, Item.id == VerdictRow.item_id).where(Item.title == "坏的一条")
        )
        assert broken.one().needs_person


def test_severity_rises_with_spread_when_it_is_looked_at_again(sqlite: Database, desk: JudgingDesk) -> None:
    add(sqlite, {"title": "临江市公证处窗口办理公证要跑三趟，市民投诉"})
    desk.judge_all(sqlite, NOW)
    (event,) = events(sqlite)
    assert event.severity == "蓝"
    with sqlite.write() as session:
        session.execute(update(Event).values(spread={"text": {"triggers": [["黄", "signed", "具名举报", []]]}}))
    assert desk.judge_all(sqlite, NOW + timedelta(minutes=30)).alerts == 0  # not due yet
    assert desk.judge_all(sqlite, NOW + timedelta(minutes=61)).alerts == 1
    assert events(sqlite)[0].severity == "黄"
    with sqlite.read() as session:
        assert [row.reason for row in session.scalars(select(EventChange))] == ["蓝 → 黄"]


def test_a_dismissed_event_that_becomes_worse_comes_back_to_the_desk(sqlite: Database, desk: JudgingDesk) -> None:
    add(sqlite, {"title": "临江市公证处窗口办理公证要跑三趟，市民投诉"})
    desk.judge_all(sqlite, NOW)
    with sqlite.write() as session:
        session.execute(update(Candidate).values(state="dismissed", decision_reason="不属实"))
        session.execute(update(Event).values(spread={"text": {"triggers": [["橙", "order", "上级交办件", []]]}}))
    desk.judge_all(sqlite, NOW + timedelta(hours=2))
    with sqlite.read() as session:
        candidate = session.scalars(select(Candidate)).one()
    assert (candidate.state, candidate.severity) == ("open", "橙")
    assert "不属实" in candidate.decision_reason


FEES = {
    "title": "临江市云溪县律师事务所乱收费，当事人实名投诉",
    "text": "我叫王某，律师事务所收费没有票据，多次投诉没有结果。",
}


def two_events(database: Database, desk: JudgingDesk) -> tuple[int, int]:
    add(database, {"title": DEATH, "text": DEATH_TEXT}, FEES)
    desk.judge_all(database, NOW)
    one, other = (event.id for event in events(database))
    return one, other


@pytest.mark.parametrize(
    ("kept", "gone", "left"),
    # state of the surviving event's candidate, of the merged one's, and what the survivor's is afterwards
    [
        ("open", "open", "open"),
        ("dismissed", "open", "open"),
        ("confirmed", "open", "confirmed"),
        ("open", "dismissed", "open"),
    ],
)
def test_merging_loses_no_candidate_and_repeats_no_alert(
    database: Database, desk: JudgingDesk, kept: str, gone: str, left: str
) -> None:
    one, other = two_events(database, desk)
    before = set(alerts(database))
    with database.write() as session:
        for event, state in ((one, kept), (other, gone)):
            session.execute(update(Candidate).where(Candidate.event_id == event).values(state=state))
    with database.write() as session:
        event_merging.merge(session, other, one, NOW, "同一件事")
    with database.read() as session:
        states = dict(map(tuple, session.execute(select(Candidate.event_id, Candidate.state))))
        whole, part = session.get_one(Event, one), session.get_one(Event, other)
        changes = sorted(map(tuple, session.execute(select(EventChange.event_id, EventChange.what))))
    assert states[one] == left
    assert states[other] == ("merged" if gone == "open" else gone)
    assert (whole.items, part.items, part.merged_into) == (2, 0, one)
    assert changes == sorted([(one, "absorbed"), (other, "merged")])
    assert len(alerts(database)) == len(before)
    assert len({severity for event, severity in alerts(database) if event == one}) == len(
        [severity for event, severity in alerts(database) if event == one]
    )


def test_the_event_that_a_case_hangs_on_lives_on(sqlite: Database, desk: JudgingDesk) -> None:
    one, other = two_events(sqlite, desk)
    with sqlite.write() as session:
        assert event_merging.survivor(session, one, other) == (one, other)
        session.execute(update(Candidate).where(Candidate.event_id == other).values(state="confirmed"))
        session.flush()
        assert event_merging.survivor(session, one, other) == (other, one)


def test_after_somebody_merged_events_new_items_go_where_they_live_on(sqlite: Database, desk: JudgingDesk) -> None:
    one, other = two_events(sqlite, desk)
    with sqlite.write() as session:
        event_merging.merge(session, other, one, NOW, "同一件事")
    add(sqlite, FEES | {"media": "丙"})
    desk.judge_all(sqlite, NOW + timedelta(minutes=5))
    assert [(event.id, event.items) for event in events(sqlite)] == [(one, 3)]


def test_a_split_event_counts_as_told_for_what_its_whole_was_told_for(database: Database, desk: JudgingDesk) -> None:
    first, other = add(
        database,
        {"title": DEATH, "text": DEATH_TEXT},
        {"title": "社区矫正对象在集中教育期间死亡，家属要求公布经过", "text": "死者家属来到临江市社区矫正管理局。"},
    )
    desk.judge_all(database, NOW)
    (event,) = events(database)
    with database.write() as session:
        part = event_merging.split(session, event.id, [other], NOW, "两件事")
    with database.read() as session:
        rows = {item.id: item.event_id for item in session.scalars(select(Item))}
        told = session.scalars(select(Alert).where(Alert.event_id == part)).all()
        hours = session.scalars(select(func.sum(EventHour.items))).one()
    assert rows == {first: event.id, other: part}
    assert [each.told_at for each in told] == [NOW] * len(told)
    assert {each.severity for each in told} == {"橙"}
    assert hours == 2
    assert [each.items for each in events(database)] == [1, 1]
