"""Rules of interest are read as they are written, and what cannot be read is explained where it stands."""

from __future__ import annotations

import pytest

from monitor.interest_match import Facts, hit, prepared, said
from monitor.interest_rule import DEEPEST, LONGEST, Mistake, read_rule

TEXT = "某律师事务所收了律师费之后，既不办事，也不肯退还费用。"


def held(rule: str, text: str = TEXT, **facts: object) -> tuple[str, ...] | None:
    return hit(read_rule(rule), Facts(prepared("", text), **facts))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("律师费", ("律师费",)),
        ("律师费 且 退还", ("律师费", "退还")),
        ("律师费 退还", ("律师费", "退还")),  # side by side is 且
        ("公证 或 律师费", ("律师费",)),
        ("律师费 非 招聘", ("律师费",)),
        ("律师费 且 非 退还", None),
        ("公证 且 律师费 或 退还", ("退还",)),  # 且 binds closer than 或
        ("公证 且 （律师费 或 退还）", None),
        ("(律师费 或 公证) and (退还 OR 退费)", ("律师费", "退还")),
        ("“不办事”", ("不办事",)),
        ("ＬＰＲ", None),
        ("公证", None),
        ("非法", None),  # a word that begins with 非 is a word
        ("非 公证 且 律师", ("律师",)),
    ],
)
def test_words_are_joined_as_written(rule: str, words: tuple[str, ...] | None) -> None:
    assert held(rule) == words


# 律师费 ends at letter 10, 退还 begins at 22: "之后，既不办事，也不肯" lies between, 11 letters with punctuation.
@pytest.mark.parametrize(("within", "holds"), [(11, True), (10, False), (200, True)])
def test_near_counts_the_letters_between_in_either_order(within: int, holds: bool) -> None:
    assert (held(f"律师费 近{within} 退还") is not None) is holds
    assert (held(f"退还 近{within} 律师费") is not None) is holds


def test_near_takes_groups_of_words_and_overlapping_words_are_not_two() -> None:
    assert held("（公证 或 律师费） 近20 （退费 或 退还）") == ("律师费", "退还")
    assert held("律师 近5 律师事务所", "某律师事务所") is None
    assert held("律师 近5 律师", "律师和律师") == ("律师",)


def test_texts_are_seen_in_half_width_simplified_and_lower_case() -> None:
    assert held("12348", "拨打１２３４８無人接聽") == ("12348",)
    assert held("无人接听", "拨打１２３４８無人接聽") == ("无人接听",)
    assert held("无人接聽", "拨打无人接听") == ("无人接听",)
    assert held("App", "新版APP打不开") == ("app",)


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        ("地点：江北区 律师", True),
        ("地点:云溪 律师", False),
        ("主题：政法", True),
        ("主题：律师", True),
        ("主题：政法/律师", True),
        ("主题：师", False),  # a part of the tree, not of a word
        ("信源：日报 律师费", True),
        ("信源：“临江 日报”", False),
        ("非 信源：日报 律师费", False),
    ],
)
def test_place_topic_and_source_are_asked_of_what_is_known(rule: str, holds: bool) -> None:
    facts = {"places": ("江北区",), "topic": "政法/律师", "standing": ("临江日报", "微博")}
    assert (held(rule, **facts) is not None) is holds


@pytest.mark.parametrize(
    ("rule", "why", "marked"),
    [
        ("", "还没有写要找的词", ""),
        ("   ", "还没有写要找的词", "   "),
        ("律师 且", "“且”后面还缺一个词", "且"),
        ("或 律师", "“或”前面缺一个词", "或"),
        ("律师 且 或 退费", "“且”和“或”连在一起，中间缺一个词", "且 或"),
        ("（律师 或 公证", "这个左括号没有对应的右括号", "（"),
        ("律师）", "这个右括号前面没有对应的左括号", "）"),
        ("律师 （）", "括号里是空的", "（）"),
        ("律师 近 退费", "“近”后面要写最多隔几个字，例如 近10", "近"),
        ("律师 近0 退费", "“近”后面的字数应在 1 到 200 之间", "近0"),
        ("律师 近99999 退费", "“近”后面的字数应在 1 到 200 之间", "近99999"),
        ("律师 近5", "“近5”后面还缺一个词", "近5"),
        ("（律师 且 费） 近5 退", "“近”的两边只能是一个词，或括号里用“或”连起来的几个词", "（律师 且 费） "),
        ("非 非 律师", "两个“非”连在一起", "非 非"),
        ("非 律师", "只写了不要什么，没有写要什么：至少要有一个应当出现的词", "非 律师"),
        ("律师 或 非 公证", "只写了不要什么，没有写要什么：至少要有一个应当出现的词", "律师 或 非 公证"),
        ("作者：张三", "没有“作者”这一项", "作者：张三"),
        ("地点： 江北区", "“地点”后面要写明是什么，中间不要空格", "地点："),
        ("律师 “退费", "引号没有成对", "“"),
        ("律师 ！！", "这里只有标点，没有可以找的词", "！！"),
    ],
)
def test_a_mistake_is_explained_in_plain_words_at_its_place(rule: str, why: str, marked: str) -> None:
    with pytest.raises(Mistake) as found:
        read_rule(rule)
    assert found.value.why.startswith(why)
    assert rule[found.value.start : found.value.end] == marked


def test_long_and_deep_rules_are_refused_and_large_ones_are_quick() -> None:
    with pytest.raises(Mistake, match="太长"):
        read_rule("律" * (LONGEST + 1))
    with pytest.raises(Mistake, match="太深"):
        read_rule("（" * (DEEPEST + 2) + "律师" + "）" * (DEEPEST + 2))
    assert held("（" * (DEEPEST - 1) + "律师" + "）" * (DEEPEST - 1)) == ("律师",)
    assert held("律师 近5 费", "律师" * 20_000) is None


def test_a_rule_is_told_back_in_words() -> None:
    rule = read_rule("（律师 或 公证） 且 收费 近5 退 非 招聘 地点：江北区")
    assert said(rule) == (
        "（有“律师”，或者有“公证”），并且“收费”和“退”相隔不超过 5 个字，并且没有“招聘”，并且地点是“江北区”"
    )
