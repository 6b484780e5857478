"""The judge as a whole: our own texts, hard cases by name, bad input."""

from __future__ import annotations

from typing import Any

import pytest

from classifiers.judge import Judge
from classifiers.kind import KINDS
from classifiers.verdict import CHANNELS, SEVERITIES, Text
from routing.responsibility import decide
from tests.classifiers.judging import json_lines, judge, judged, own_texts, pack
from tests.realdata import REAL_DATA, needs_real_data


def outcome(row: dict[str, Any]) -> dict[str, Any]:
    verdict = judge().judge([Text(row["id"], row["t"], row["x"], row["c"])])[0]
    body = decide(verdict, row["c"], pack())
    return {
        "relevant": verdict.relevant,
        "kind": verdict.kind,
        "sev": verdict.severity,
        "rule": body.rule,
        "lead": body.lead,
        "three": [body.lead, *body.runners_up[:2]],
    }


def share(name: str, field: str) -> float:
    """Share of our own texts that are judged as expected in one field (kind and severity of all, the rest of ours)."""
    rows = [row for row in own_texts(name) if field in row or field == "relevant"]
    if field in ("rule", "lead"):
        rows = [row for row in rows if row.get("relevant", True)]
    right = [outcome(row)[field] == row.get(field, True) for row in rows]
    return sum(right) / len(right)


@pytest.mark.parametrize("name", ["justice_own", "justice_own_second", "justice_own_third"])
@pytest.mark.parametrize(
    ("field", "floor"), [("relevant", 0.97), ("lead", 0.95), ("rule", 0.92), ("kind", 0.87), ("sev", 0.97)]
)
def test_our_own_texts_are_judged_as_expected(name: str, field: str, floor: float) -> None:
    assert share(name, field) >= floor


def test_there_are_enough_texts_of_our_own_of_every_kind_and_rule() -> None:
    rows = [*own_texts("justice_own"), *own_texts("justice_own_second")]
    assert len(rows) >= 150
    assert {row["kind"] for row in rows} == set(KINDS)
    assert {row["rule"] for row in rows if "rule" in row} >= {"R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "none"}
    assert {row["sev"] for row in rows} == set(SEVERITIES)
    assert {row["c"] for row in rows} >= set(CHANNELS) - {"manual"}


@needs_real_data
def test_the_open_half_of_the_real_set_keeps_its_figures() -> None:
    texts = json_lines(REAL_DATA / "justice" / "texts.jsonl")
    labels = {each["id"]: each for each in json_lines(REAL_DATA / "justice" / "labels.jsonl")}
    lead = kind = severity = ours = 0
    for row in texts:
        label = labels[row["id"]]
        got = outcome({"id": row["id"], "t": row["title"] or "", "x": row["text"], "c": row["channel"]})
        alt = label.get("alt", {})
        kind += got["kind"] in (label["kind"], *alt.get("kind", []))
        severity += got["sev"] in (label["severity"], *alt.get("severity", []))
        if label["relevant"]:
            ours += 1
            lead += got["lead"] in (label["lead"], *alt.get("lead", []))
    assert lead / ours >= 0.94
    assert kind / len(texts) >= 0.90
    assert severity / len(texts) >= 0.97


def test_what_is_sent_to_us_is_relevant_even_when_it_is_not_ours() -> None:
    assert judged("小区物业不修电梯").relevant
    assert not judged("小区物业不修电梯", channel="forum").relevant


def test_advertising_sent_to_us_is_not_relevant() -> None:
    assert not judged("点击链接领取优惠券，加微信领取").relevant


@pytest.mark.parametrize(
    ("title", "relevant"),
    [
        ("女律师遇害案开庭", False),
        ("电视剧公证员大结局", False),
        ("遗嘱公证有没有必要", False),
        ("临江公证处乱收费", True),
        ("法考主观题成绩公布", True),
        ("司法部修订律师执业管理办法", True),
        ("云南一监狱发生脱逃", False),
    ],
)
def test_hot_lists_are_ours_only_by_place_or_national_policy(title: str, relevant: bool) -> None:
    assert judged(title, title=title, channel="hotlist").relevant is relevant


def test_satire_is_the_complaint_under_it() -> None:
    text = "律师说包赢，输了说法官没眼光。我看他包的是我的钱包，哈哈。"
    assert judged(text, channel="forum").kind == "问题"


def test_every_field_has_a_reason_and_every_head_a_confidence() -> None:
    verdict = judged("律师收了钱不办事，请司法局查处", title="投诉律师")
    assert {each.about for each in verdict.reasons} >= {"relevant", "topic", "kind", "severity", "emotion"}
    assert set(verdict.confidence) == {"relevant", "topic", "kind", "severity", "emotion"}
    assert all(0 <= value <= 1 for value in verdict.confidence.values())
    assert verdict.topic == "政法/律师"
    assert verdict.versions["words"] == pack().words.version


@pytest.mark.parametrize(
    "text",
    [
        "",
        "。",
        "a",
        "\x00\x01\x02",
        "\ud83d",
        "律" * 1_000_000,
        "💢💢💢",
        "<script>alert(1)</script>",
        "??????",
        "律師收費不合理",
    ],
)
@pytest.mark.parametrize("channel", ["mailbox", "hotlist"])
def test_no_text_is_too_odd_to_be_judged(text: str, channel: str) -> None:
    verdict = judged(text, channel=channel)
    assert verdict.severity in SEVERITIES
    assert verdict.kind in KINDS


def test_traditional_and_full_width_writing_is_read() -> None:
    assert judged("律師收費太貴，請問有沒有標準").topic == "政法/律师"


def test_a_batch_keeps_its_order_and_does_not_depend_on_its_size() -> None:
    texts = [Text(str(number), "", f"公证处第{number}次不给办", "mailbox") for number in range(300)]
    together = judge().judge(texts)
    assert [each.id for each in together] == [each.id for each in texts]
    assert together[7] == judge().judge([texts[7]])[0]


def test_nothing_to_judge_is_no_error() -> None:
    assert Judge(pack()).judge([]) == []
