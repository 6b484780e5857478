"""Growing waits with an end."""

from datetime import timedelta

import pytest

from notify.waiting import LONGEST, wait_after


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    # 15 s doubled each time: 15, 30, 60, … 15 * 2^7 = 1920, 15 * 2^8 = 3840 > 3600
    [(0, 15), (1, 15), (2, 30), (3, 60), (8, 1920), (9, 3600), (10_000, 3600)],
)
def test_waits_double_up_to_an_hour(attempts: int, seconds: int) -> None:
    assert wait_after(attempts) == timedelta(seconds=seconds)


def test_what_the_other_side_asks_is_a_floor() -> None:
    assert wait_after(1, timedelta(minutes=10)) == timedelta(minutes=10)
    assert wait_after(30, timedelta(seconds=1)) == LONGEST
