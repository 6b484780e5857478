"""The walk: one text from a feed on loopback to a public reply and a figure, by the parts that really run."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from commands import demo
from commands.demo import City, clock_from, fresh_folder
from commands.judge import build_judge
from errors import BadInput
from monitor.crawl import CrawlOptions, crawl_round
from monitor.judging import JudgingDesk
from notify.alerts import tell_alerts
from packs.pack import Pack, load_pack
from reports.figures import reckon
from routing.acting import perform
from routing.proposing import propose_owed
from settings import Settings
from store import cases, drafts, figures, log
from store.session import Database
from store.tables.casework import Case, Deadline
from store.tables.judging import Alert, Candidate, Event, Verdict
from store.tables.replying import Reply
from store.tables.telling import Notice
from store.tables.watching import Item
from tests.databases import fresh_database

START = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # a Friday, 10:00 in Shanghai


@dataclass
class MovedClock:
    """A clock that tests move."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **time: float) -> datetime:
        self.now += timedelta(**time)
        return self.now


@dataclass
class Town:
    """The demo's city with its parts at hand."""

    city: City
    database: Database
    pack: Pack
    clock: MovedClock
    desk: JudgingDesk

    def watch(self) -> None:
        """What the scheduler does by itself: crawl, judge, propose, tell."""
        options = CrawlOptions(contact="test", salt=b"x" * 32, spacing_s=0, allow_private=True, everything=True)
        asyncio.run(crawl_round(self.database, options, self.clock))
        self.desk.judge_all(self.database, self.clock.now)
        propose_owed(self.database, self.pack, self.clock.now)
        tell_alerts(self.database, self.clock.now)

    def act(self, move: str, subject_id: int, role: str, department: str = "", **form: object) -> int:
        """One move by whoever holds the role; gives the id of the case."""
        actor = self.city.cast.of(role, department)
        done = perform(self.database, self.pack, actor, move, subject_id, form, now=self.clock.now)
        assert done.case_id is not None
        return done.case_id


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("town")
    clock, pack = MovedClock(), load_pack("justice-bureau")
    with fresh_database("sqlite", folder) as database:
        city = City(Settings(data=folder), database, pack, clock, "walk-1234-walk")
        yield Town(city, database, pack, clock, JudgingDesk(build_judge(pack, folder), name="walk"))
        city.papers.stop()


def test_one_item_walks_from_a_feed_to_a_public_reply(town: Town) -> None:
    town.clock.forward(seconds=70)
    town.watch()

    # 1-2: read from the forum (GB18030), the evening paper and the daily; judged, grouped, brought to the desk
    with town.database.read() as session:
        item = session.scalars(select(Item).where(Item.title.contains("收了八万代理费"))).one()
        verdict = session.get_one(Verdict, item.id)
        event = session.get_one(Event, item.event_id)
        candidate = session.scalars(select(Candidate).where(Candidate.event_id == event.id)).one()
        alerts = session.scalars(select(Alert).where(Alert.event_id == event.id)).all()
        notices = session.scalars(select(Notice).where(Notice.subject == "event", Notice.subject_id == event.id)).all()
    assert verdict.relevant
    assert {reason["about"] for reason in verdict.reasons} >= {"relevant", "kind", "severity"}
    assert event.items == 3
    assert (candidate.lead, candidate.rule) == ("律师工作科", "R3")
    assert candidate.words
    assert alerts
    assert notices

    # 3: the duty officer confirms; the case has T0, clocks and a responsible department with its rule and duty line
    town.clock.forward(minutes=3)
    case_id = town.act("confirm", candidate.id, "duty_officer")
    town.act("confirm_severity", case_id, "duty_chief")
    with town.database.read() as session:
        case = session.get_one(Case, case_id)
        steps = {row.step: row for row in session.scalars(select(Deadline).where(Deadline.case_id == case_id))}
    assert case.t0 == event.found_at
    assert (case.lead, case.rule, case.state) == ("律师工作科", "R3", "assigned")
    assert steps["reply"].due_at == case.t0 + timedelta(hours=48)
    assert "国办发〔2016〕61号" in steps["reply"].source

    # 4: sign for, draft, review chain, publish
    town.clock.forward(minutes=20)
    with town.database.read() as session:
        assignment = cases.lead_assignment(session, case_id)
    assert assignment is not None
    town.act("accept", assignment.id, "head", "律师工作科")
    town.act("draft", case_id, "head", "律师工作科", **reply())
    with town.database.read() as session:
        (draft,) = drafts.unpublished(session, case_id, "reply")
    town.act("submit", draft.id, "head", "律师工作科")
    pass_the_chain(town, draft.id)
    town.act("publish", draft.id, "office", sign=True)

    # 4-6: it is public, in time, and the figure opens to it
    with town.database.read() as session:
        published = session.scalars(select(Reply).where(Reply.case_id == case_id)).one()
        clock = session.scalars(select(Deadline).where(Deadline.case_id == case_id, Deadline.step == "reply")).one()
        rates = reckon(session, "2026-11", town.clock.now)["rates"]
        period = figures.Period(START - timedelta(days=20), START + timedelta(days=9), town.clock.now)
        behind = [each.id for each in figures.cases_behind(session, "reply_48h", period)]
        assert log.verify(session).intact
    assert (published.public, published.disclosure) == (True, "主动公开")
    assert (clock.state, clock.on_time) == ("met", True)
    assert rates["reply_48h"]["part"] >= 1
    assert case_id in behind


def reply() -> dict[str, object]:
    return {
        "part": "reply",
        "question": "一家律师事务所的律师收取代理费后联系不上，当事人的钱和案子怎么办？",
        "text": "经查，该律师擅自收费后离所。我局已责令律师事务所退还代理费，并为当事人指派法律援助律师补办手续。",
        "done": "责令退费，立案调查，指派法律援助律师。",
        "disclosure": "主动公开",
        "questions": [{"question": "钱能不能退", "answer": "责令退还"}],
        "facts": [{"fact": "收取代理费八万元", "source": "委托合同和收据"}],
        "settles": True,
    }


def pass_the_chain(town: Town, draft_id: int) -> None:
    for _ in range(12):
        with town.database.read() as session:
            step = drafts.waiting_step(session, draft_id)
        if step is None:
            return
        town.clock.forward(minutes=10)
        role = "head" if step.department else step.role
        town.act("review_pass", draft_id, role, step.department, record=step.needed_record)
    raise AssertionError("the chain does not end")


def test_watching_again_adds_nothing(town: Town) -> None:
    town.clock.forward(minutes=1)
    town.watch()
    with town.database.read() as session:
        before = len(session.scalars(select(Item.id)).all()), len(session.scalars(select(Alert.id)).all())
    town.watch()
    with town.database.read() as session:
        after = len(session.scalars(select(Item.id)).all()), len(session.scalars(select(Alert.id)).all())
    assert after == before


def test_the_month_of_history_is_whole(town: Town) -> None:
    with town.database.read() as session:
        states = [case.state for case in session.scalars(select(Case))]
        late = session.scalars(select(Deadline).where(Deadline.step == "reply", Deadline.on_time.is_(False))).all()
        assert log.verify(session).intact
    assert len(states) >= 25
    assert states.count("closed") >= 18
    assert len(late) >= 3


def test_a_folder_with_other_things_is_never_emptied(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(BadInput, match="不会覆盖"):
        fresh_folder(tmp_path / "demo")
    assert (tmp_path / "demo" / "mine.txt").exists()
    made = fresh_folder(tmp_path / "new")
    (made / "left").write_text("x", "utf-8")
    assert not (fresh_folder(tmp_path / "new") / "left").exists()


def test_the_demo_begins_when_it_is_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    real = MovedClock()
    monkeypatch.setattr(demo, "utc_now", real)
    clock = clock_from("2026-10-08 09:00")
    assert clock() == datetime(2026, 10, 8, 1, 0, tzinfo=UTC)
    real.forward(seconds=90)
    assert clock() == datetime(2026, 10, 8, 1, 1, 30, tzinfo=UTC)
    with pytest.raises(BadInput):
        clock_from("yesterday")
