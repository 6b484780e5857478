"""Reprints: what a copy may change, and what makes another matter of the same words."""

from __future__ import annotations

import json

import numpy as np
import pytest

from classifiers.near import Comparer, Match, NearSettings, hashes, letters, sample
from classifiers.near_names import names_differ
from tests.realdata import REAL_DATA, needs_real_data

ARTICLE = (
    "临江市司法局昨日通报，近期有群众反映个别法律服务所在承接案件时收费不透明，合同条款含糊，出现纠纷后又互相推诿。"
    "市局随即派出工作组到现场查阅台账，逐一核对票据，并约谈了涉及的负责人。经查，部分人员确有未开具正式票据、"
    "口头承诺办案结果的行为，已责令限期退还多收费用，暂停受理新的委托。市局表示将公布投诉电话，接受社会监督，"
    "同时要求全市同类机构在一个月内完成自查，自查情况向社会公开，逾期不报的列入重点检查名单。"
)
NOTICE = (
    "关于江北区建设路停水检修的通知：因供水管道检修，定于十月三日上午九时至下午五时停水，"
    "请各用户提前储水，由此带来的不便敬请谅解。"
)


def match(one: str, other: str, settings: NearSettings | None = None) -> Match | None:
    return Comparer(settings).match(letters(one), letters(other))


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(ARTICLE, id="the same"),
        pytest.param(ARTICLE.replace("，", ",").replace("。", " . ").replace("、", ""), id="punctuation"),
        pytest.param("\u3000\u3000" + ARTICLE.replace("。", "。\n\n"), id="blanks"),
        pytest.param("本报讯（记者 王某）" + ARTICLE + "（责任编辑：李某）", id="head and tail"),
        pytest.param("【转载】点击上方关注我们！" + ARTICLE + "来源：临江发布 版权归原作者所有", id="advertising"),
        pytest.param(ARTICLE[:90] + "……（全文）", id="cut to an abstract"),
        pytest.param("法律服务所收费乱象被查。" + ARTICLE[:120] + "[详细]", id="other title and cut"),
        pytest.param(
            ARTICLE.replace("派出", "派岀").replace("约谈", "约淡").replace("名单", "名単"), id="typing errors"
        ),
        pytest.param(ARTICLE.replace("昨日", "").replace("随即", "立即"), id="small edits"),
    ],
)
def test_a_copy_is_found_whatever_a_reprint_may_change(copy: str) -> None:
    assert match(ARTICLE, copy)
    assert match(copy, ARTICLE)


def test_traditional_characters_are_the_same_text() -> None:
    simplified = "临江市司法局通报法律服务所收费问题，责令限期退还，接受社会监督。"
    traditional = "臨江市司法局通報法律服務所收費問題，責令限期退還，接受社會監督。"
    assert match(simplified, traditional) == Match(1.0, 1.0)


def test_full_width_letters_and_figures_are_the_same_text() -> None:
    assert match("拨打１２３４８热线ＡＢＣ咨询", "拨打12348热线abc咨询") == Match(1.0, 1.0)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(NOTICE.replace("江北区", "江南区"), id="place"),
        pytest.param(NOTICE.replace("三日", "五日"), id="day"),
        pytest.param(NOTICE.replace("建设路", "解放路"), id="road"),
        pytest.param(NOTICE.replace("江北区建设路", "云溪县人民路").replace("三日", "九日"), id="all of it"),
    ],
)
def test_the_same_notice_for_another_place_or_day_is_another_matter(other: str) -> None:
    assert match(NOTICE, other) is None


def test_the_same_notice_with_a_synonym_is_the_same_matter() -> None:
    assert match(NOTICE, NOTICE.replace("储水", "存水"))


def test_two_complaints_that_end_in_the_same_words_but_begin_in_their_own_are_two() -> None:
    end = "投诉给物业公司一直没有处理，存在严重的消防和治安隐患，恳请相关部门尽快查处，给居民一个良好的生活环境。"
    one = "滨江花园三栋二单元被改成群租房，住了二十多人。"
    other = "学府小区七栋顶楼被人搭建违章阁楼对外出租。"
    assert match(one + end, other + end) is None


def test_texts_on_one_matter_in_different_words_are_no_reprint() -> None:
    own = "我是法律服务所的委托人，交了三千元没有收据，案子拖了半年没有消息，打电话也不接，希望司法局查一查。"
    assert match(ARTICLE, own) is None


def test_short_titles_are_reprints_only_when_equal() -> None:
    assert match("司法局回应收费质疑", "司法局回应收费质疑！")
    assert match("司法局回应收费质疑", "司法局再回应收费质疑") is None
    assert match("临江市司法局通报典型案例甲", "临江市司法局通报典型案例乙") is None


def test_a_time_mark_behind_a_headline_makes_no_other_matter() -> None:
    assert match("临江市司法局通报法律服务所收费问题 3小时前", "临江市司法局通报法律服务所收费问题 10-02")


@pytest.mark.parametrize("text", ["", "   ", "！？……", "😀😀", "\x00\x01\x02", "\ud800"])
def test_a_text_without_letters_is_like_nothing(text: str) -> None:
    assert match(text, text) is None
    assert match(text, ARTICLE) is None


def test_a_text_of_a_megabyte_is_read_as_far_as_it_says_something() -> None:
    assert len(letters(ARTICLE * 6_000)) == 1_000


def test_samples_of_copies_have_most_in_common_and_of_others_nothing() -> None:
    own, cut = sample(letters(ARTICLE)), sample(letters(ARTICLE[:90]))
    assert len(set(own) & set(cut)) >= 6
    assert not set(own) & set(sample(letters(NOTICE)))


def test_hashes_tell_every_run_of_letters_in_order() -> None:
    assert len(hashes(letters("停水检修"), 3)) == 2
    assert len(hashes(letters("停水"), 3)) == 0
    assert hashes(letters("停水检修"), 2)[0] == hashes(letters("停水通知"), 2)[0]


def test_a_stricter_setting_is_kept_to() -> None:
    edited = ARTICLE.replace("昨日通报", "今日发布").replace("票据", "单据").replace("费用", "款项")
    assert match(ARTICLE, edited)
    assert match(ARTICLE, edited, NearSettings(coverage=0.99)) is None


def test_a_name_on_one_side_only_is_no_other_name() -> None:
    mask = np.array([False, False, True, True, False, False])
    assert names_differ("在云溪县停水", mask, "在石门县停水", mask)
    assert not names_differ("在云溪县停水", mask, "在这里是停水", mask)


@needs_real_data
@pytest.mark.data
def test_pairs_of_the_real_set_are_told_apart() -> None:
    rows = [json.loads(line) for line in (REAL_DATA / "events" / "neardup.jsonl").read_text("utf-8").splitlines()]
    comparer = Comparer()
    right = wrong = missed = 0
    for row in rows:
        found = comparer.match(letters(row["a"]), letters(row["b"])) is not None
        right += found and row["label"] == "dup"
        wrong += found and row["label"] != "dup"
        missed += not found and row["label"] == "dup"
    assert 2 * right / (2 * right + wrong + missed) >= 0.97
