"""Shifts: the roster, the duty log, and the handover that both sign."""

from datetime import UTC, datetime, timedelta

import pytest

from errors import BadInput, Refused
from routing import shifts as desk
from routing.shifts import Written
from store import log, shifts
from store.actors import Actor
from store.session import Database
from store.tables.casework import Case
from tests.people import add_person

START = datetime(2026, 10, 9, 0, 0, tzinfo=UTC)
SHIFT = timedelta(hours=8)
WRITTEN = Written("两件预警已确认", "一件待签收", "律所失联的后续", "无")


def cast(database: Database) -> tuple[Actor, Actor, Actor]:
    chief = add_person(database, "chief", "duty_chief")
    return chief, add_person(database, "early", "duty_officer"), add_person(database, "late", "duty_officer")


def two_shifts(database: Database, chief: Actor, first: Actor, second: Actor) -> tuple[int, int]:
    assert first.id is not None
    assert second.id is not None
    one = desk.plan(database, chief, START, START + SHIFT, first.id, chief.id, START)
    two = desk.plan(database, chief, START + SHIFT, START + 2 * SHIFT, second.id, None, START)
    return one, two


def test_the_next_shift_cannot_begin_before_the_handover_is_signed(database: Database) -> None:
    chief, early, late = cast(database)
    one, two = two_shifts(database, chief, early, late)
    desk.begin(database, early, one, START)
    with pytest.raises(Refused, match="交接班单") as caught:
        desk.begin(database, late, two, START + SHIFT)
    assert caught.value.code == "not_handed_over"
    desk.hand_over(database, early, one, WRITTEN, START + SHIFT)
    desk.begin(database, late, two, START + SHIFT)
    with database.read() as session:
        handover = shifts.handover_of(session, one)
        assert handover is not None
        assert (handover.signed_out_by, handover.signed_in_by) == (early.id, late.id)
        assert handover.next_shift_id == two


def test_one_person_cannot_sign_both_sides(database: Database) -> None:
    chief, early, _ = cast(database)
    one, two = two_shifts(database, chief, early, early)
    desk.begin(database, early, one, START)
    desk.hand_over(database, early, one, WRITTEN, START + SHIFT)
    with pytest.raises(Refused) as caught:
        desk.begin(database, early, two, START + SHIFT)
    assert caught.value.code == "same_person"


def test_open_cases_are_carried_over_by_themselves(database: Database) -> None:
    chief, early, late = cast(database)
    one, _ = two_shifts(database, chief, early, late)
    desk.begin(database, early, one, START)
    with database.write() as session:
        for number, state in (("A-1", "assigned"), ("A-2", "archived"), ("A-3", "drafting")):
            session.add(
                Case(number=number, title="x", state=state, channel="forum", severity="蓝", t0=START, t0_basis="found",
                     opened_at=START)
            )  # fmt: skip
    desk.hand_over(database, early, one, WRITTEN, START + SHIFT)
    with database.read() as session:
        handover = shifts.handover_of(session, one)
        assert handover is not None
        assert [each["number"] for each in handover.open_cases] == ["A-1", "A-3"]


def test_a_signed_handover_cannot_be_changed(database: Database) -> None:
    chief, early, late = cast(database)
    one, two = two_shifts(database, chief, early, late)
    desk.begin(database, early, one, START)
    desk.hand_over(database, early, one, WRITTEN, START + SHIFT)
    desk.begin(database, late, two, START + SHIFT)
    with pytest.raises(Refused) as caught:
        desk.hand_over(database, early, one, WRITTEN, START + SHIFT)
    assert caught.value.code == "signed"


@pytest.mark.parametrize("missing", ["handled", "open", "watch"])
def test_an_empty_line_of_the_handover_is_named(database: Database, missing: str) -> None:
    chief, early, late = cast(database)
    one, _ = two_shifts(database, chief, early, late)
    desk.begin(database, early, one, START)
    lines = {"handled": "一", "open": "二", "watch": "三"} | {missing: "  "}
    with pytest.raises(BadInput) as caught:
        desk.hand_over(database, early, one, Written(**lines), START)
    assert caught.value.field == missing


def test_only_planners_plan_and_only_the_planned_begin(database: Database) -> None:
    chief, early, late = cast(database)
    outsider = add_person(database, "head", "head", department="律师工作科")
    assert early.id is not None
    with pytest.raises(Refused):
        desk.plan(database, outsider, START, START + SHIFT, early.id, None, START)
    one, _ = two_shifts(database, chief, early, late)
    for other in (late, outsider):
        with pytest.raises(Refused):
            desk.begin(database, other, one, START)


def test_two_shifts_cannot_overlap_and_must_end_after_they_begin(database: Database) -> None:
    chief, early, late = cast(database)
    two_shifts(database, chief, early, late)
    assert early.id is not None
    with pytest.raises(BadInput, match="已有人值班"):
        desk.plan(database, chief, START + SHIFT / 2, START + SHIFT * 1.5, early.id, None, START)
    with pytest.raises(BadInput, match="晚于"):
        desk.plan(database, chief, START + 9 * SHIFT, START + 8 * SHIFT, early.id, None, START)


def test_the_duty_log_belongs_to_the_shift_and_is_chained(database: Database) -> None:
    chief, early, late = cast(database)
    one, _ = two_shifts(database, chief, early, late)
    desk.begin(database, early, one, START)
    desk.note(database, early, "23 点电话核实两名当事人", START + timedelta(hours=1))
    with pytest.raises(BadInput):
        desk.note(database, early, "   ", START)
    with pytest.raises(Refused):
        desk.note(database, add_person(database, "x", "head"), "不该写", START)
    with database.read() as session:
        assert [row.text for row in shifts.notes(session, one)] == ["23 点电话核实两名当事人"]
        assert log.verify(session).intact
