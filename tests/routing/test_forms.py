"""Forms: what a person typed is read by the fields of the move; every error names its field."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from errors import BadInput
from routing.forms import fields_of, is_county_body, read
from routing.life import MOVES
from tests.routing.city import LEAD, the_pack


def values(move: str, **form: Any) -> dict[str, Any]:
    return read(MOVES[move], form, the_pack())


@pytest.mark.parametrize(
    ("move", "form", "field"),
    [
        ("raise", {"severity": "红"}, "reason"),
        ("raise", {"severity": "红", "reason": "   "}, "reason"),
        ("raise", {"severity": "紫", "reason": "x"}, "severity"),
        ("raise", {"severity": ["红"], "reason": "x"}, "severity"),
        ("raise", {"severity": "红", "reason": "x", "colour": "y"}, "colour"),
        ("assign", {"lead": "不存在科"}, "lead"),
        ("assign", {"lead": "住建局"}, "lead"),
        ("assign", {"lead": LEAD, "assist": ["不存在科"]}, "assist"),
        ("transfer_case", {"body": LEAD, "reason": "x"}, "body"),
        ("silence", {"until": "明天", "reason": "x"}, "until"),
        ("silence", {"until": "2026-13-40", "reason": "x"}, "until"),
        ("extend_ask", {"step": "finish", "working_days": "三", "reason": "x"}, "working_days"),
        ("extend_ask", {"step": "finish", "working_days": -1, "reason": "x"}, "working_days"),
        ("draft", {"part": "reply", "text": "x", "facts": "[{"}, "facts"),
        ("draft", {"part": "reply", "text": "x", "facts": [{"fact": "a", "origin": "b"}]}, "facts"),
        ("draft", {"part": "reply", "text": "x", "facts": 7}, "facts"),
        ("draft", {"part": "reply", "text": "x" * 50_001}, "text"),
        ("follow_up", {"via": "phone", "reached": "也许"}, "reached"),
        ("follow_up", {"via": "phone"}, "reached"),
        ("publish", {}, "sign"),
        ("dismiss", {"code": "不知道"}, "code"),
        ("return_", {"reason_code": "nope", "duty": "x"}, "reason_code"),
    ],
)
def test_a_wrong_value_names_its_field(move: str, form: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as wrong:
        values(move, **form)
    assert wrong.value.field == field


def test_times_may_be_text_of_a_browser_or_moments() -> None:
    wanted = datetime(2026, 10, 12, 1, 30, tzinfo=UTC)
    for given in ("2026-10-12T09:30", "2026-10-12 09:30", "2026年10月12日 9:30", wanted):
        assert values("silence", until=given, reason="x")["until"] == wanted


def test_a_time_without_zone_among_values_is_refused() -> None:
    with pytest.raises(ValueError, match="without zone"):
        values("silence", until=datetime(2026, 10, 12, 9), reason="x")  # noqa: DTZ001 - that is the point


def test_tables_may_be_rows_lines_or_json() -> None:
    rows = [{"fact": "已约谈", "source": "笔录"}, {"fact": "已退费", "source": "凭证"}]
    for given in (
        rows,
        "已约谈|笔录\n\n已退费｜凭证",
        '[{"fact":"已约谈","source":"笔录"},{"fact":"已退费","source":"凭证"}]',
    ):
        assert values("draft", part="reply", text="x", facts=given)["facts"] == rows


def test_departments_may_be_a_list_or_one_line_and_aliases_are_known() -> None:
    for given in (["律师科", "公证仲裁科"], "律师科、公证仲裁科", "律师工作科, 公证科,律师科"):
        assert values("assign", lead=LEAD, assist=given)["assist"] == ["律师工作科", "公证仲裁科"]


def test_what_was_not_given_is_none_or_empty() -> None:
    read_values = values("confirm")
    assert read_values["severity"] is None
    assert read_values["assist"] == []
    assert set(read_values) == {each.name for each in MOVES["confirm"].fields}


def test_choices_take_the_label_too() -> None:
    assert values("review_back", reason="x")["reason"] == "x"
    assert values("rule", ruling="不同意，锁定")["ruling"] == "refuse"


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("云溪县司法局", True),
        ("A7县司法局", True),
        ("M5市司法局", True),
        ("司法局", False),
        ("月球区司法局", False),
        ("住建局", False),
    ],
)
def test_the_body_of_a_county_is_known_by_list_and_pattern(name: str, answer: bool) -> None:
    assert is_county_body(the_pack(), name) is answer


def test_lists_of_the_pack_stand_in_the_fields() -> None:
    field = next(each for each in fields_of(MOVES["return_"], the_pack()) if each.name == "reason_code")
    assert ("not_duty", "不属本科室职责") in field.choices
