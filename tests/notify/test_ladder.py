"""The ladder: who hears next of an alert that nobody acknowledged."""

from datetime import UTC, datetime, timedelta

import pytest

from notify.ladder import rung_due
from packs.schema.clocks import Rung

TOLD = datetime(2026, 10, 3, 19, 0, tzinfo=UTC)
LADDER = [Rung(after_minutes=5, to=["duty_chief"]), Rung(after_minutes=10, to=["office"])]


@pytest.mark.parametrize(
    ("minutes", "rung", "expected"),
    [(4, 0, None), (5, 0, "duty_chief"), (9, 1, None), (10, 1, "office"), (600, 2, None)],
)
def test_rungs_come_at_their_minute(minutes: int, rung: int, expected: str | None) -> None:
    due = rung_due(LADDER, TOLD, rung, TOLD + timedelta(minutes=minutes))
    assert (due.to[0] if due else None) == expected


def test_after_an_outage_no_rung_is_jumped_over() -> None:
    due = rung_due(LADDER, TOLD, 0, TOLD + timedelta(hours=6))
    assert due is not None
    assert due.to == ["duty_chief"]


def test_a_severity_without_ladder_never_climbs() -> None:
    assert rung_due([], TOLD, 0, TOLD + timedelta(days=9)) is None
