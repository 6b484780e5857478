"""Severity of many natural wordings of every trigger and of its near misses.

All sets were written before the code had scored them, then what it missed was mended: the floors keep what was learnt,
they do not tell how a stranger's texts fare (docs/measured.md has the first scores).
"""

from __future__ import annotations

from functools import cache

import pytest

from classifiers.verdict import SEVERITIES
from tests.classifiers.judging import judged, own_texts

SETS = {"severity_own": 200, "severity_own_second": 200, "severity_own_third": 273}  # the least number of texts of each
Row = dict[str, str]


@cache
def graded(name: str) -> tuple[tuple[Row, str], ...]:
    """Each row of a set with the severity proposed for it."""
    return tuple(
        (row, judged(row["text"], title=row.get("title", ""), channel=row.get("channel", "mailbox")).severity)
        for row in own_texts(name)
    )


def of_level(name: str, *levels: str) -> list[tuple[Row, str]]:
    return [(row, got) for row, got in graded(name) if row["severity"] in levels]


@pytest.mark.parametrize("name", SETS)
def test_natural_wordings_of_every_trigger_are_graded(name: str) -> None:
    right = sum(got in (row["severity"], row.get("alt")) for row, got in graded(name))
    assert len(graded(name)) >= SETS[name]
    assert right / len(graded(name)) >= 0.96


@pytest.mark.parametrize("name", SETS)
def test_what_is_red_or_orange_is_seen_as_such(name: str) -> None:
    grave = of_level(name, "红", "橙")
    seen = [got for row, got in grave if SEVERITIES.index(got) >= SEVERITIES.index(row["severity"])]
    assert len(seen) / len(grave) >= 0.95


@pytest.mark.parametrize("name", SETS)
def test_near_misses_make_nearly_a_third_and_stay_low(name: str) -> None:
    quiet = of_level(name, "蓝")
    assert len(quiet) >= 0.3 * len(graded(name))
    assert sum(got in ("蓝", row.get("alt")) for row, got in quiet) / len(quiet) >= 0.97


def test_half_width_punctuation_changes_hardly_a_grade() -> None:
    narrow = str.maketrans("，！？：；", ",!?:;")
    rows = [(row, got) for row, got in graded("severity_own_third") if row.get("channel") != "superior"]
    again = [judged(row["text"].translate(narrow), channel=row.get("channel", "mailbox")) for row, _ in rows]
    same = sum(verdict.severity == got for verdict, (_, got) in zip(again, rows, strict=True))
    assert same / len(rows) >= 0.97


# a structure each, in words of no list: who, when, how many and where are free
@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("我们九家铺子说定了，下周三一起到你们局里当面问。", "黄"),
        ("我和两个妹妹约好下周三一起去公证处签字。", "蓝"),
        ("去年拖到今年，我们十几户商量好月底一道去信访局反映。", "黄"),
        ("后天上午十点司法局正门，谁不来谁后悔，转发！", "橙"),
        ("后天上午十点图书馆门口有普法活动，大家都来。", "蓝"),
        ("临江的账上一个多亿不见了，管账的律师失联。", "红"),
        ("临江司法局明年预算一个多亿，比去年少了。", "蓝"),
        ("“司法局要拆”的谣言传开后，两百多名商户赶到门口堵路。", "橙"),
        ("所谓“两百多名商户堵门”是谣言，秩序正常。", "蓝"),
        ("去年判的缓刑，昨天把人砍成重伤。", "橙"),
        ("他把我打成重伤，法院只判了缓刑。", "黄"),
    ],
)
def test_structures_hold_for_other_words(text: str, wanted: str) -> None:
    assert judged(text, channel="mailbox").severity == wanted
