"""Numbers as people write them."""

from __future__ import annotations

import re

import pytest

from classifiers.numbers import NUMBER, find_number, value_of


# The lower bound of what is written: 三十多 → 30; 数十 = at least 2 × 10; 近千 = 0.9 × 1000; 七八十 → 70
@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("3", 3), ("3,000", 3000), ("1.2亿", 120_000_000), ("8200多万", 82_000_000), ("500万", 5_000_000),
        ("十", 10), ("十二", 12), ("二十", 20), ("一百二十余", 120), ("一百多", 100), ("两千", 2000),
        ("三十来", 30), ("数十", 20), ("几十", 20), ("好几百", 300), ("上千", 1000), ("近千", 900),
        ("七八十", 70), ("两三百", 200), ("俩", 2), ("仨", 3), ("五千余万", 50_000_000), ("2000余", 2000), ("", 0),
    ],
)  # fmt: skip
def test_the_lower_bound_is_read(written: str, value: float) -> None:
    assert value_of(written) == value


@pytest.mark.parametrize("written", ["三十多", "1.2亿", "近千", "上百", "好几百", "2000余", "一千二百万"])
def test_the_pattern_takes_the_whole_number(written: str) -> None:
    assert re.fullmatch(NUMBER, written)


def test_the_first_number_of_a_span_is_found() -> None:
    assert find_number("来了五十多人", 0, 6) == (2, 5, 50.0)
    assert find_number("没有数字", 0, 4) is None
