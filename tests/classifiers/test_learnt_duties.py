"""What the trained duty head adds to the words of duties: a say, a body that no word names, a hint of misconduct."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from classifiers.duties import DutyReader
from classifiers.judge import Judge
from classifiers.verdict import DutyMatch, Text, Verdict
from classifiers.words import Lexicon
from commands.judge import build_judge
from packs.pack import load_pack
from routing.responsibility import decide
from tests.classifiers.judging import pack

Likely = tuple[tuple[str, float], ...]


@cache
def reader() -> tuple[DutyReader, Lexicon]:
    duties = DutyReader(pack().departments)
    return duties, Lexicon(duties.groups)


def read(text: str, *learnt: tuple[str, float]) -> tuple[tuple[DutyMatch, ...], tuple[DutyMatch, ...]]:
    duties, lexicon = reader()
    return duties.read(lexicon.scan("", text), learnt)


@cache
def shipped() -> Judge:
    return build_judge(pack(), Path("no-models-here"))


def judged(text: str, channel: str = "mailbox") -> Verdict:
    return shipped().judge([Text("t", "", text, channel)])[0]


def test_a_body_that_no_word_names_stands_with_its_first_duty_and_no_words() -> None:
    # 6 for each point of probability above .15: 6 * (.65 - .15) = 3
    (own, outside) = read("那人天天喝酒闹事", ("社区矫正管理局", 0.65), ("公安局", 0.4))
    assert [(each.department, each.duty, each.weight, each.words) for each in own] == [
        ("社区矫正管理局", "D17-1", 3.0, ())
    ]
    assert [(each.department, each.weight) for each in outside] == [("公安局", 1.5)]


def test_a_body_that_words_name_gains_what_was_learnt() -> None:
    (alone,), _ = read("公证处排队")
    (lifted,), _ = read("公证处排队", ("公证仲裁科", 0.65))
    assert lifted.weight == pytest.approx(alone.weight + 3.0)
    assert (lifted.words, lifted.duty, lifted.position) == (alone.words, alone.duty, alone.position)


def test_doubt_is_worth_a_runner_up_and_no_more() -> None:
    (own, _) = read("那人天天喝酒闹事", ("社区矫正管理局", 0.14))
    assert 0 < own[0].weight < pack().routing.clear


def test_bodies_that_a_pack_does_not_have_are_passed_over() -> None:
    duties = DutyReader(load_pack("city-government").departments)
    hits = Lexicon(duties.groups).scan("", "那人天天喝酒闹事")
    assert duties.read(hits, (("社区矫正管理局", 0.9), ("none", 0.9))) == ((), ())


def test_what_the_head_alone_thought_of_shows_the_words_that_weighed() -> None:
    body = decide(judged("废机油攒了三大桶，没人敢收，往河沟里倒又造孽，交给哪个？"), "mailbox", pack())
    assert (body.rule, body.lead) == ("R7", "生态环境局")
    assert body.words


def test_a_kind_that_no_phrase_tells_shows_the_words_that_weighed_for_it() -> None:
    text = "科长他老婆开的茶庄，律所年检前都要去坐一坐，不坐材料就卡着"
    words = next(each.words for each in judged(text).reasons if each.about == "kind")
    assert words
    assert all(word in text for word in words)


def test_a_hint_of_misconduct_without_a_word_for_it_goes_to_discipline() -> None:
    text = "你们管律师那个科的科长，他老婆开的茶庄，律所年检前都要去坐一坐，不坐材料就卡着，圈里都晓得"
    verdict = judged(text)
    assert verdict.signals.misconduct
    assert decide(verdict, "mailbox", pack()).rule == "R1"


def test_a_text_that_says_nothing_is_nobodys() -> None:
    assert decide(judged("嗯嗯，好的，知道了"), "mailbox", pack()).rule == "R8"


@pytest.mark.parametrize("text", ["新专辑的封面好好看，循环一整天", "为看球请假的理由大全", "这款蜂蜜蛋糕的配方求分享"])
def test_gossip_is_nobodys_duty_whatever_the_head_thinks_of(text: str) -> None:
    for channel in ("weibo", "forum", "news", "hotlist"):
        verdict = judged(text, channel)
        assert not verdict.relevant
        assert not [each for each in verdict.signals.duties if not each.words]
