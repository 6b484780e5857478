"""Figures: parts and wholes, and the cases that each opens to, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest

from reports import figures as sheets
from store import figures
from store.figures import Count, Period
from store.session import Database, Session
from store.tables.casework import Assignment, Case, Deadline, Return
from store.tables.replying import Promise

NOW = datetime(2026, 10, 20, 4, 0, tzinfo=UTC)
OCTOBER = Period(datetime(2026, 9, 30, 16, tzinfo=UTC), datetime(2026, 10, 31, 16, tzinfo=UTC), NOW)


def add_case(session: Session, number: str, lead: str, days_ago: float, **more: object) -> Case:
    t0 = NOW - timedelta(days=days_ago)
    columns = {"state": "in_hand", "channel": "forum", "severity": "黄", "t0_basis": "found"} | more
    case = Case(number=number, title=number, lead=lead, t0=t0, opened_at=t0, **columns)
    session.add(case)
    session.flush()
    return case


def add_deadline(session: Session, case: Case, step: str = "reply", hours: float = 48, **more: object) -> Deadline:
    columns = {"kind": "natural", "department": case.lead, "started_at": case.t0} | more
    row = Deadline(case_id=case.id, step=step, key=step, due_at=case.t0 + timedelta(hours=hours), **columns)
    session.add(row)
    return row


def some_cases(database: Database) -> None:
    """Lawyers: one on time, one late, one overdue. Notaries: one still running. And what must not count."""
    with database.write() as session:
        on_time = add_case(session, "A-1", "律师工作科", 9, replied_at=NOW)
        add_deadline(session, on_time, state="met", on_time=True, ended_at=on_time.t0 + timedelta(hours=10))
        late = add_case(session, "A-2", "律师工作科", 8, replied_at=NOW)
        add_deadline(session, late, state="met", on_time=False, ended_at=late.t0 + timedelta(hours=60))
        add_deadline(session, add_case(session, "A-3", "律师工作科", 5), state="late", on_time=False)
        add_deadline(session, add_case(session, "A-4", "公证仲裁科", 1), state="running")
        add_deadline(session, add_case(session, "B-1", "律师工作科", 5, state="merged"), state="running")
        add_deadline(session, add_case(session, "B-2", "律师工作科", 5, isolated=True), state="running")
        add_deadline(session, add_case(session, "B-3", "律师工作科", 40), state="running")
        waived = add_case(session, "B-4", "律师工作科", 5)
        add_deadline(session, waived, state="waived", ended_at=NOW)
        letter = add_case(session, "B-5", "律师工作科", 9, channel="mailbox")
        add_deadline(session, letter, state="late", kind="working")


def test_the_rate_counts_overdue_as_due_and_leaves_out_what_does_not_belong(database: Database) -> None:
    some_cases(database)
    with database.read() as session:
        assert figures.counts(session, "reply_48h", OCTOBER) == [Count("律师工作科", 1, 3)]


def test_a_rate_opens_to_exactly_its_cases(database: Database) -> None:
    some_cases(database)
    with database.read() as session:
        for name in figures.RATES:
            whole = sum(each.whole for each in figures.counts(session, name, OCTOBER))
            behind = figures.cases_behind(session, name, OCTOBER)
            assert len(behind) <= whole
            assert bool(behind) == bool(whole)
        numbers = [case.number for case in figures.cases_behind(session, "reply_48h", OCTOBER)]
        missed = [case.number for case in figures.cases_behind(session, "reply_48h", OCTOBER, missed=True)]
    assert numbers == ["A-1", "A-2", "A-3"]
    assert missed == ["A-2", "A-3"]


def test_returns_and_routing_accuracy(database: Database) -> None:
    with database.write() as session:
        case = add_case(session, "A-1", "律师工作科", 3)
        for department, ruling in (
            ("律师工作科", "agree"),
            ("公证仲裁科", "refuse"),
            ("司法鉴定科", None),
            ("立法科", None),
        ):
            row = Assignment(case_id=case.id, department=department, part="lead", assigned_at=NOW)
            session.add(row)
            session.flush()
            if ruling:
                session.add(
                    Return(
                        case_id=case.id, assignment_id=row.id, returned_at=NOW, reason_code="not_ours", ruling=ruling
                    )
                )
    with database.read() as session:
        rates = {
            name: sheets.rate_of(name, figures.counts(session, name, OCTOBER))
            for name in ("returned", "return_refused", "routing_accuracy")
        }
    # 2 of 4 returned, 1 of these 2 refused, 3 of 4 stayed where they were sent
    assert [(rate.part, rate.whole) for rate in rates.values()] == [(2, 4), (1, 2), (3, 4)]


def test_a_promise_kept_late_is_not_kept(database: Database) -> None:
    with database.write() as session:
        case = add_case(session, "A-1", "律师工作科", 3)
        for due, kept in ((-1, -2), (-1, 0), (-1, None), (5, None)):
            session.add(
                Promise(case_id=case.id, what="x", department="律师工作科", due_at=NOW + timedelta(days=due),
                        kept_at=None if kept is None else NOW + timedelta(days=kept))
            )  # fmt: skip
    with database.read() as session:
        assert figures.counts(session, "promises_kept", OCTOBER) == [Count("律师工作科", 1, 3)]


def test_overdue_and_due_today_open_to_their_cases(database: Database) -> None:
    some_cases(database)
    with database.read() as session:
        assert figures.overdue_by_department(session, NOW) == [("律师工作科", 3)]
        assert [case.number for case in figures.overdue_cases(session, NOW)] == ["B-3", "B-5", "A-3"]
        due = figures.due_between(session, NOW, NOW + timedelta(hours=24))
        assert [case.number for case, _ in due] == ["A-4"]


def test_few_cases_are_not_ranked() -> None:
    rate = sheets.rate_of("sign", [Count("少", 0, 4), Count("好", 9, 10), Count("差", 5, 10)])
    assert [each.department for each in rate.departments] == ["差", "好", "少"]
    assert (rate.part, rate.whole) == (14, 24)


def test_no_case_is_neither_good_nor_bad() -> None:
    assert sheets.rate_of("sign", []).value is None


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    # nearest rank: ceil(.5 * 4) = 2nd, ceil(.9 * 4) = 4th, ceil(.9 * 10) = 9th
    [([4, 1, 3, 2], 0.5, 2), ([4, 1, 3, 2], 0.9, 4), (list(range(1, 11)), 0.9, 9), ([7], 0.9, 7)],
)
def test_percentiles(values: list[float], share: float, expected: float) -> None:
    assert sheets.percentile(values, share) == expected


def test_stages_by_department_and_in_all(database: Database) -> None:
    some_cases(database)
    with database.read() as session:
        (whole, own) = sheets.stages_of(figures.stage_lengths(session, OCTOBER))
    assert (whole.department, own.department) == ("", "律师工作科")
    assert (whole.cases, whole.median, whole.p90) == (2, 10 * 3600, 60 * 3600)


def test_kept_sheets_are_read_and_stale_ones_reckoned_anew(database: Database) -> None:
    some_cases(database)
    assert "2026-10" in sheets.refresh(database, NOW)
    content, reckoned = sheets.sheet(database, "2026-10", NOW + timedelta(minutes=9))
    assert reckoned == NOW
    assert content["rates"]["reply_48h"]["whole"] == 3
    _, reckoned = sheets.sheet(database, "2026-10", NOW + timedelta(days=2))
    assert reckoned == NOW + timedelta(days=2)
    content, _ = sheets.sheet(database, "2026-09", NOW)
    assert content["rates"]["reply_48h"]["whole"] == 1
