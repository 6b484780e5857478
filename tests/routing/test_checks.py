"""What a draft must stand up to before review, check by check; pure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from routing.checks import Paper, empty_phrases, faults
from routing.privacy import personal_data
from tests.routing.city import the_pack

GOOD = Paper(
    part="reply",
    text="已责令退还两千元。",
    question="律师事务所收费是否合规",
    done="约谈",
    disclosure="主动公开",
    disclosure_reason="",
    questions=[{"question": "合规吗", "answer": "不合规"}],
    facts=[{"fact": "已约谈", "source": "笔录"}],
    adopted="",
    needs_adoption=False,
)


def fields(paper: Paper) -> list[str]:
    return [each.field for each in faults(paper, the_pack().reviews, personal_data)]


def test_a_good_draft_has_no_faults() -> None:
    assert fields(GOOD) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"text": "  "}, "text"),
        ({"question": ""}, "question"),
        ({"disclosure": ""}, "disclosure"),
        ({"disclosure": "公开"}, "disclosure"),
        ({"disclosure": "不予公开"}, "disclosure_reason"),
        ({"disclosure": "依申请公开"}, "disclosure_reason"),
        ({"questions": []}, "questions"),
        ({"questions": [{"question": "合规吗", "answer": " "}]}, "questions"),
        ({"facts": []}, "facts"),
        ({"facts": [{"fact": "已约谈", "source": ""}]}, "facts"),
        ({"facts": [{"fact": "", "source": "笔录"}]}, "facts"),
        ({"needs_adoption": True}, "adopted"),
        ({"not_agreed": ["公证仲裁科"]}, "text"),
        ({"text": "请联系 13912345678"}, "text"),
        ({"done": "已联系 13912345678 和 13987654321"}, "done"),
        ({"question": "身份证 110101199003074514 的事"}, "question"),
    ],
)
def test_each_fault_names_its_field(changed: dict[str, object], field: str) -> None:
    assert fields(replace(GOOD, **changed)) == [field]  # type: ignore[arg-type]


def test_a_reason_makes_another_attribute_right() -> None:
    assert fields(replace(GOOD, disclosure="不予公开", disclosure_reason="涉及个人隐私")) == []


def test_an_interim_text_needs_no_questions_but_facts() -> None:
    assert fields(replace(GOOD, part="interim", questions=[], question="")) == []
    assert fields(replace(GOOD, part="interim", facts=[])) == ["facts"]


def test_empty_phrases_are_warnings() -> None:
    text = "我局高度重视，举一反三。"
    assert empty_phrases(text, the_pack().reviews) == ["高度重视", "举一反三"]
    assert fields(replace(GOOD, text=text)) == []
