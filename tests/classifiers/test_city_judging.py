"""Judging by the pack of a whole city government: 20 texts of our own, and the lists of signals that a pack needs."""

from __future__ import annotations

from functools import cache

import pytest

from classifiers.judge import Judge
from classifiers.verdict import Text
from packs.pack import load_pack
from routing.responsibility import decide

# channel, text, relevant, kind, rule, lead; written from general knowledge before the pack had judged them
TEXTS = [
    ("mailbox", "小区物业乱收停车费，业委会也不公开账目，请住建部门查处", True, "问题", "R3", "住建局"),
    ("mailbox", "工地老板拖欠我们十几个农民工三个月工资，恳请帮忙讨薪", True, "困难", "R3", "人社局"),
    ("mailbox", "请问新生儿上户口需要带哪些材料？", True, "疑问", "R3", "公安局"),
    ("mailbox", "建议在滨江路增设公交站，方便老人出行", True, "建议", "R3", "交通运输局"),
    ("hotline", "来电人反映楼下烧烤摊油烟呛人，占道经营到凌晨", True, "问题", "R3", "城管局"),
    ("mailbox", "化工厂半夜偷排废水，河里的鱼都死了，臭味刺鼻", True, "问题", "R3", "生态环境局"),
    ("mailbox", "云溪县农村自来水经常停水，几个村的人畜饮水没有保障，请解决", True, "困难", "R2", "云溪县人民政府"),
    ("mailbox", "举报镇长收受包工头好处费，违规把工程给了亲戚", True, "问题", "R1", "市纪委监委"),
    ("mailbox", "银行催收电话天天打到单位，贷款利息也算错了", True, "问题", "R7", "金融监管分局"),
    ("hotline", "来电人称家里停电两天，供电所电话没人接", True, "问题", "R7", "供电公司"),
    ("mailbox", "感谢医院的护士和医生，把我母亲照顾得很好，特此表扬", True, "资讯", "R3", "卫健委"),
    ("mailbox", "请问异地就医的医保报销怎么办理？", True, "疑问", "R3", "医保局"),
    ("mailbox", "请问幼儿园什么时候开始招生，入学要哪些证件", True, "疑问", "R3", "教育局"),
    ("mailbox", "超市卖过期食品，店家态度恶劣不肯退货，要求查处", True, "问题", "R3", "市场监管局"),
    ("mailbox", "我是退伍军人，家庭困难，请问优抚补助如何申请", True, "疑问", "R3", "退役军人事务局"),
    ("forum", "临江市的公交线路调整后要绕路半小时，交通局能不能改回来？", True, "问题", "R3", "交通运输局"),
    ("weibo", "周末和室友逛街喝奶茶，减肥明天再说", False, "资讯", "none", "none"),
    ("news", "邻省某地举行旅游节，游客破百万", False, "资讯", "none", "none"),
    ("hotlist", "某明星新剧今晚开播", False, "资讯", "none", "none"),
    ("weibo", "网传临江市水库要决堤，群里都在传，超市被抢购一空，是真的吗", True, "误解", "R6", "水务局"),
]


@cache
def _judge() -> Judge:
    return Judge(load_pack("city-government"))


def _outcome(channel: str, text: str) -> tuple[bool, str, str, str]:
    verdict = _judge().judge([Text("t", "", text, channel)])[0]
    body = decide(verdict, channel, _judge().pack)
    return verdict.relevant, verdict.kind, body.rule, body.lead


def test_texts_of_a_city_are_judged_as_expected() -> None:
    outcomes = [(_outcome(channel, text), expected) for channel, text, *expected in TEXTS]
    for field, floor in (0, 0.95), (1, 0.85), (2, 0.9), (3, 0.9):
        wrong = [(got, wanted) for got, wanted in outcomes if got[field] != wanted[field]]
        assert 1 - len(wrong) / len(TEXTS) >= floor, wrong


@pytest.mark.parametrize("name", ["justice-bureau", "city-government"])
def test_a_shipped_pack_has_every_list_of_signals_that_judging_asks_for(name: str) -> None:
    asked = {
        "asks", "body", "city_run", "county_body", "disorder", "doubt", "elsewhere", "fiction", "field", "hearsay",
        "misconduct", "misreading", "misreading_weak", "musing", "national", "not_official", "official",
        "official_title", "ours", "policy", "refute", "rumour", "several", "spam", "thanks",
    }  # fmt: skip
    assert set(load_pack(name).words.signals) == asked


def test_hearsay_counts_as_a_rumour_only_where_its_writer_doubts_it() -> None:
    def rumour(text: str) -> bool:
        return bool(_judge().judge([Text("t", "", text, "forum")])[0].signals.rumour)

    assert rumour("听说临江市要停水一个月，真的假的？")
    assert not rumour("听说临江市要停水一个月")


def test_two_weak_words_are_a_misreading_and_one_is_none() -> None:
    def misread(text: str) -> bool:
        return bool(_judge().judge([Text("t", "", text, "mailbox")])[0].signals.misread)

    assert misread("停车新规出来了，等于全都要交钱")
    assert not misread("停车新规出来了，等于没说")


def test_a_city_body_named_with_the_letter_of_its_city_is_no_county_matter() -> None:
    assert _outcome("mailbox", "我住A3区，去A市交警支队办事，驾驶证换了一个月还没好，请查处")[2] == "R3"
    assert _outcome("mailbox", "我们A3区交警罚款乱开单，请查处")[2] == "R2"
