"""Texts are evened out before judging, and cut into words."""

from __future__ import annotations

from pathlib import Path

import pytest

from classifiers.text import LONGEST, cut, cutter_with, normalise, read_words, same_text_key, title_and_text
from errors import BadInput


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("５０３路Ａ线", "503路A线"),
        ("小區電梯壞了", "小区电梯坏了"),
        ("请看 https://example.cn/a?b=1 这里", "请看 这里"),
        ("转发//@小明: 气人", "转发 气人"),
        ("#司法局# 发文", "司法局 发文"),
        ("太气人了😡", "太气人了[怒]"),
        ("火箭🚀发射", "火箭 发射"),
        ("零宽\u200b字符\ufeff", "零宽 字符"),
        ("邮箱a@b.com不动", "邮箱a@b.com不动"),
        ("中文，标点：保留！", "中文，标点：保留！"),
        ("", ""),
        ("字", "字"),
    ],
)
def test_a_text_is_evened_out(written: str, read: str) -> None:
    assert normalise(written) == read


def test_normalising_twice_changes_nothing_more() -> None:
    once = normalise("＠張三：小區😡 www.a.cn #話題#")
    assert normalise(once) == once


def test_a_megabyte_is_read_up_to_a_limit() -> None:
    assert len(normalise("信" * 1_000_000)) == LONGEST


def test_control_characters_do_not_survive() -> None:
    assert normalise("a\x00b\x01c") == "a b c"


def test_words_joined_give_the_text_again() -> None:
    text = "公证处要我证明爷爷奶奶已经去世。"
    assert "".join(cut(text)) == text
    assert "公证处" in cut(text)


def test_the_packs_words_are_cut_whole(tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_text("# own\n依法治市办秘书科 2000 n\n\n法援在线\n", "utf-8")
    assert "依法治市办秘书科" in cut("请依法治市办秘书科回复", cutter_with(file))
    assert list(read_words(file)) == [("依法治市办秘书科", 2000, "n"), ("法援在线", None, None)]


def test_a_frequency_that_is_no_number_is_named(tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_text("好\n法援 很多 n\n", "utf-8")
    with pytest.raises(BadInput, match=r"words.txt:2: frequency"):
        list(read_words(file))


def test_a_title_repeated_in_the_text_counts_once() -> None:
    assert title_and_text("电梯坏了", "电梯坏了没人修") == ("电梯坏了", "没人修")


def test_the_same_text_has_the_same_key_in_any_width_and_script() -> None:
    assert same_text_key("甲", "電梯 壞了，ＡＢ！") == same_text_key("乙", "电梯坏了ab")
    assert same_text_key("甲", "电梯坏了") != same_text_key("甲", "电梯好了")
    assert same_text_key("只有标题", "") == "只有标题"
