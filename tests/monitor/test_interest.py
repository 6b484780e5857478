"""Rules of interest bring what they catch to the desk, whatever was judged of it, and say so once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from classifiers.judge import Judge
from errors import BadInput, Refused
from monitor.interest import dry_run
from monitor.interest_rule import read_rule
from monitor.judging import JudgingDesk
from packs.pack import load_pack
from store import interest, log
from store.actors import Actor
from store.session import Database
from store.tables.judging import Candidate, Event, EventChange
from store.tables.watching import InterestHit, InterestRule
from tests.monitor.test_judging import NOW, add

OFFICER = Actor(None, "陈值班", frozenset({"duty_officer"}))
PLAIN = {"title": "城西公园海棠花盛开", "text": "周末城西公园海棠花盛开，游人如织，园方提醒错峰出行。"}


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(load_pack("justice-bureau"))


@pytest.fixture
def desk(judge: Judge) -> JudgingDesk:
    return JudgingDesk(judge, name="one")


def keep(
    database: Database, expression: str, name: str = "赏花", rule: int | None = None, version: int | None = None
) -> int:
    with database.write() as session:
        return interest.keep_rule(session, OFFICER, rule, name, expression, version, NOW)


def rows(database: Database, table: type) -> list:
    with database.read() as session:
        return list(session.scalars(select(table).order_by(table.id)))


def test_a_hit_comes_to_the_desk_whatever_was_judged(database: Database, desk: JudgingDesk) -> None:
    rule = keep(database, "海棠 近10 盛开 非 招聘")
    (item,) = add(database, PLAIN)
    done = desk.judge_all(database, NOW)
    assert (done.judged, done.relevant, done.candidates) == (1, 0, 1)
    (hit,) = rows(database, InterestHit)
    assert (hit.rule_id, hit.item_id, hit.words) == (rule, item, ["海棠", "盛开"])
    (candidate,) = rows(database, Candidate)
    assert (candidate.state, candidate.severity, candidate.rank) == ("open", "蓝", 0)
    (change,) = rows(database, EventChange)
    assert (change.event_id, change.what, change.reason) == (candidate.event_id, "interest", "“赏花”（海棠、盛开）")


def test_a_reprint_is_a_further_hit_but_tells_nothing_anew(sqlite: Database, desk: JudgingDesk) -> None:
    keep(sqlite, "海棠")
    add(sqlite, PLAIN)
    desk.judge_all(sqlite, NOW)
    with sqlite.write() as session:
        session.execute(update(Candidate).values(state="dismissed"))
    add(sqlite, {**PLAIN, "media": "转载站", "found_at": NOW + timedelta(hours=1)})
    desk.judge_all(sqlite, NOW + timedelta(hours=1))
    assert len(rows(sqlite, InterestHit)) == 2
    assert [each.state for each in rows(sqlite, Candidate)] == ["dismissed"]
    assert [each.what for each in rows(sqlite, EventChange)] == ["interest"]
    with sqlite.read() as session:
        (line,) = interest.list_rules(session, NOW - timedelta(days=30))
    assert (line.hits, line.useful, line.noise) == (2, 0, 2)


def test_what_is_out_of_force_or_cannot_be_read_catches_nothing(sqlite: Database, desk: JudgingDesk) -> None:
    off = keep(sqlite, "海棠", "停用的")
    with sqlite.write() as session:
        interest.switch_rule(session, OFFICER, off, enabled=False, now=NOW)
        session.add(InterestRule(name="坏的", expression="海棠 且", created_at=NOW))
    add(sqlite, PLAIN)
    assert desk.judge_all(sqlite, NOW).candidates == 0
    assert rows(sqlite, InterestHit) == []


def test_a_changed_rule_holds_from_the_next_batch_on(sqlite: Database, desk: JudgingDesk) -> None:
    rule = keep(sqlite, "牡丹")
    add(sqlite, PLAIN)
    assert desk.judge_all(sqlite, NOW).candidates == 0
    keep(sqlite, "海棠", rule=rule, version=1)
    add(sqlite, {"title": "北湖海棠也开了", "text": "北湖的海棠这几天也开了。"})
    assert desk.judge_all(sqlite, NOW).candidates == 1


def test_names_are_unique_and_nobody_overwrites_a_faster_one(database: Database) -> None:
    rule = keep(database, "海棠")
    keep(database, "海棠", "另一条")
    with pytest.raises(BadInput, match="已经有一条叫“赏花”的规则"):
        keep(database, "牡丹")
    keep(database, "牡丹", rule=rule, version=1)
    with pytest.raises(Refused, match="刚被别人改过"):
        keep(database, "杏花", rule=rule, version=1)
    with database.read() as session:
        entries = log.entries_of(session, "interest_rule", rule)
    assert [(each.action, each.after["expression"]) for each in entries] == [
        ("interest_added", "海棠"),
        ("interest_changed", "牡丹"),
    ]


def test_a_dry_run_shows_seven_days_of_what_the_person_may_see(sqlite: Database, desk: JudgingDesk) -> None:
    old = NOW - timedelta(days=8)
    add(sqlite, PLAIN, {"title": "旧的海棠新闻", "text": "往年的海棠。", "found_at": old})
    add(sqlite, {"title": "隔离：有人举报采购账目", "text": "一封举报信说，采购账目里有一笔钱去向不明。"})
    desk.judge_all(sqlite, NOW)
    with sqlite.write() as session:
        hidden = session.execute(select(Event.id).where(Event.title.like("隔离%"))).scalar_one()
        session.add(Candidate(event_id=hidden, raised_at=NOW, severity="蓝", state="dismissed", isolated=True))
    with sqlite.read() as session:
        found = dry_run(session, OFFICER, read_rule("海棠 或 钱"), NOW)
    assert found.looked == 1
    assert [(each.item.title, each.words) for each in found.hits] == [(PLAIN["title"], ("海棠",))]
    assert rows(sqlite, InterestHit) == []
