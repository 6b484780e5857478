"""Rebound: the volume rises after the reply, and the program grades the case anew, once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from packs.pack import load_pack
from packs.schema.casework import Rebound
from routing.rebounding import is_rebound, rebound_owed
from store import log
from store.rebounds import Volume
from store.session import Database
from store.tables.casework import Case, Grading
from store.tables.judging import Event
from store.tables.watching import Item

NOW = datetime(2026, 10, 20, 4, 0, tzinfo=UTC)
REPLIED = NOW - timedelta(hours=10)
PACK = load_pack("justice-bureau")
RULE = Rebound(hours=24, texts=5, times_before=1.0)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    # at least five, and at least as many as in the 24 hours before the reply
    [(0, 4, False), (0, 5, True), (6, 5, False), (5, 5, True), (50, 49, False)],
)
def test_when_it_is_a_rebound(before: int, after: int, expected: bool) -> None:
    assert is_rebound(Volume(1, "蓝", "蓝", before, after), RULE) is expected


def answered_case(database: Database, before: int, after: int, state: str = "replied") -> int:
    with database.write() as session:
        event = Event(title="x", channel="forum", first_at=REPLIED, last_at=NOW, found_at=REPLIED, severity="黄")
        session.add(event)
        session.flush()
        moments = [REPLIED - timedelta(hours=1)] * before + [NOW - timedelta(minutes=5)] * after
        for number, moment in enumerate(moments):
            item = Item(
                identity=f"url:{number}", channel="forum", title="x", text="y", found_at=moment, published_at=moment,
                content_hash="-", event_id=event.id,
            )  # fmt: skip
            session.add(item)
        case = Case(
            number="A-1", title="x", state=state, channel="forum", severity="蓝", t0=REPLIED - timedelta(days=1),
            t0_basis="found", opened_at=REPLIED, event_id=event.id, replied_at=REPLIED, lead="律师工作科",
        )  # fmt: skip
        session.add(case)
        session.flush()
        session.add(Grading(case_id=case.id, at=case.t0, severity="蓝"))
        return case.id


def test_the_case_is_graded_anew_once_and_says_why(database: Database) -> None:
    case_id = answered_case(database, before=2, after=6)
    assert rebound_owed(database, PACK, NOW) == 1
    assert rebound_owed(database, PACK, NOW + timedelta(minutes=1)) == 0
    with database.read() as session:
        case = session.get_one(Case, case_id)
        assert (case.state, case.severity, case.rebounds) == ("graded", "黄", 1)
        grading = session.scalars(select(Grading).where(Grading.rebound.is_(True))).one()
        assert "新增 6 条" in grading.reason
        assert log.verify(session).intact


@pytest.mark.parametrize(("before", "after", "state"), [(2, 3, "replied"), (9, 6, "replied"), (0, 9, "in_hand")])
def test_what_is_no_rebound_is_left_alone(database: Database, before: int, after: int, state: str) -> None:
    case_id = answered_case(database, before, after, state)
    assert rebound_owed(database, PACK, NOW) == 0
    with database.read() as session:
        assert session.get_one(Case, case_id).state == state
