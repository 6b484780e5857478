"""The cases behind figures and the published replies, asked on both databases as each person may see them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reports import periods
from reports.figures import NOW as OF_NOW
from reports.figures import overdue_now, reckon, refresh, sheet, trend, trend_key
from store import figure_page, figures, public_page
from store.actors import Actor
from store.figure_page import Asked
from store.public_page import Wanted
from store.session import Database, Session
from store.tables.casework import Assignment
from store.tables.replying import Draft, Reply
from tests.reports.test_figures import NOW, OCTOBER, add_case, add_deadline, some_cases

CHIEF = Actor(1, "局长", frozenset({"bureau_chief"}))
OFFICE = Actor(2, "办公室", frozenset({"office"}))
HEAD = Actor(3, "科长", frozenset({"head"}), "律师工作科")
ASSESSOR = Actor(4, "考核", frozenset({"assessor"}))


def numbers(session: Session, actor: Actor, asked: Asked) -> list[str]:
    rows = figure_page.behind(session, actor, asked, OCTOBER, limit=50)
    assert rows is not None
    return [row.number for row in rows]


def test_each_figure_opens_to_what_it_counts(database: Database) -> None:
    some_cases(database)
    with database.read() as session:
        content = reckon(session, "2026-10", NOW)
        for name in figures.RATES:
            counted = {case.number for case in figures.cases_behind(session, name, OCTOBER)}
            assert set(numbers(session, OFFICE, Asked("rate", name))) == counted
        assert numbers(session, OFFICE, Asked("rate", "reply_48h", missed=True)) == ["A-3", "A-2"]
        assert numbers(session, OFFICE, Asked("stage", "reply")) == ["A-2", "A-1"]
        assert len(numbers(session, OFFICE, Asked("total", "cases"))) == content["totals"]["cases"]
        assert len(numbers(session, OFFICE, Asked("total", "replied"))) == content["totals"]["replied"]
        assert figure_page.behind(session, OFFICE, Asked("rate", "nothing"), OCTOBER, limit=5) is None


def test_isolated_cases_stand_behind_no_figure_not_even_for_who_may_see_them(database: Database) -> None:
    some_cases(database)
    with database.read() as session:
        for asked in (Asked("total", "cases"), Asked("rate", "reply_48h"), Asked("stage", "reply")):
            assert "B-2" not in numbers(session, CHIEF, asked)
        rows, _ = figure_page.overdue(session, CHIEF, "", NOW, limit=50)
        assert "B-2" not in {row.number for row in rows}


def test_a_department_opens_its_own_and_the_assessor_none(database: Database) -> None:
    some_cases(database)
    with database.write() as session:
        case = figures.cases_behind(session, "reply_48h", OCTOBER)[0]
        session.add(Assignment(case_id=case.id, department="律师工作科", part="lead", assigned_at=NOW))
    with database.read() as session:
        assert numbers(session, HEAD, Asked("rate", "reply_48h")) == ["A-1"]
        assert numbers(session, ASSESSOR, Asked("rate", "reply_48h")) == []


def test_overdue_goes_page_by_page_each_case_once(database: Database) -> None:
    with database.write() as session:
        for number in range(5):
            case = add_case(session, f"C-{number}", "律师工作科", 9 - number)
            add_deadline(session, case, state="late")
            add_deadline(session, case, step="finish", hours=60, state="late")
    seen: list[str] = []
    with database.read() as session:
        rows, place = figure_page.overdue(session, OFFICE, "律师工作科", NOW, limit=4)
        seen += [row.number for row in rows]
        while place is not None:
            rows, place = figure_page.overdue(session, OFFICE, "律师工作科", NOW, limit=4, after=place)
            seen += [row.number for row in rows]
    assert set(seen) == {f"C-{number}" for number in range(5)}
    assert seen[0] == "C-0", "longest overdue first"


def test_what_falls_due_today_is_counted_for_all_and_named_to_who_may_see_it(database: Database) -> None:
    with database.write() as session:
        add_deadline(session, add_case(session, "D-1", "律师工作科", 2 - 3 / 24), state="running")
    with database.read() as session:
        evening = NOW + timedelta(hours=12)
        assert [each.number for each in figure_page.due_today(session, OFFICE, NOW, evening)] == ["D-1"]
        assert figure_page.due_today(session, ASSESSOR, NOW, evening) == []
        assert figure_page.count_due(session, NOW, evening) == 1


def test_refresh_keeps_what_a_page_of_today_shows_and_fills_the_past_one_at_a_time(database: Database) -> None:
    some_cases(database)
    first = refresh(database, NOW)
    assert {"2026-10", "2026-W43", "2026-10-20", OF_NOW, trend_key("2026-W43"), "2026-09"} <= set(first)
    again = refresh(database, NOW + timedelta(minutes=1))
    assert "2026-08" in again, "the next of the past"
    assert trend_key("2026-W40") not in again, "a week that is over is reckoned by the hour"
    with database.read() as session:
        assert len(trend(session, NOW)) == 12
        assert dict(overdue_now(session)) == {"律师工作科": 3}, "A-3, B-3 of another month, B-5 of a letter"


def test_a_sheet_that_is_over_is_not_reckoned_again_for_a_day(database: Database) -> None:
    kept, at = sheet(database, "2026-09", NOW)
    some_cases(database)
    assert sheet(database, "2026-09", NOW + timedelta(hours=23)) == (kept, at)
    assert sheet(database, "2026-09", NOW + timedelta(hours=25))[1] > at


@pytest.mark.parametrize(
    ("period", "kind", "before", "after", "words"),
    [
        ("2026-10-01", "day", "2026-09-30", "2026-10-02", "2026年10月1日"),
        ("2026-W01", "week", "2025-W52", "2026-W02", "2026年第1周（12月29日至1月4日）"),
        ("2026-W47", "week", "2026-W46", "2026-W48", "2026年第47周（11月16日至22日）"),
        ("2026-01", "month", "2025-12", "2026-02", "2026年1月"),
        ("2026", "year", "2025", "2027", "2026年"),
    ],
)
def test_periods_have_neighbours_and_words(period: str, kind: str, before: str, after: str, words: str) -> None:
    assert periods.kind_of(period) == kind
    assert periods.beside(period) == (before, after)
    assert periods.in_words(period) == words


def test_public_replies_are_asked_alike_on_both(database: Database) -> None:
    with database.write() as session:
        for number, (part, topic) in enumerate(
            (("interim", "政法/律师"), ("reply", "政法/律师"), ("reply", "党务政务"))
        ):
            case = add_case(session, f"E-{number}", "律师工作科", 3) if number != 1 else case  # noqa: F821
            draft = Draft(case_id=case.id, part=part, number=number, department="科", text="稿", written_at=NOW)
            session.add(draft)
            session.flush()
            session.add(
                Reply(
                    case_id=case.id, draft_id=draft.id, slug=f"s{number}", part=part, topic=topic, question="",
                    title=f"100% 回应 {number}", text="已经退还", department="科", disclosure="主动公开",
                    published_at=NOW + timedelta(minutes=number),
                )
            )  # fmt: skip
    with database.read() as session:

        def slugs(wanted: Wanted) -> list[str]:
            return [each.slug for each in public_page.replies(session, wanted)]

        assert slugs(Wanted()) == ["s2", "s1"], "the interim text has its answer"
        assert slugs(Wanted(topic="政法")) == ["s1"]
        assert slugs(Wanted(words=("退还", "回应 2"))) == ["s2"]
        assert slugs(Wanted(words=("100%",))) == ["s2", "s1"]
        assert slugs(Wanted(words=("10%",))) == []
        assert public_page.count_by_topic(session) == [("党务政务", 1), ("政法/律师", 1)]
        assert public_page.count_between(session, [(NOW, NOW + timedelta(hours=1))]) == [2]
        assert [each.slug for each in public_page.newest_texts(session, 9)] == ["s2", "s1", "s0"]
        found = public_page.opened(session, "s1")
        assert found is not None
        assert [each.slug for each in found.others] == ["s0"]
        page = public_page.replies(session, Wanted(), after=(0, NOW + timedelta(minutes=2), 3))
        assert [each.slug for each in page] == ["s1"]
