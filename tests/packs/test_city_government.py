"""A second body by data alone: letters to the city government reach the department in charge."""

from __future__ import annotations

from pathlib import Path

import pytest

from classifiers.judge import Judge
from classifiers.verdict import Text
from packs.pack import load_pack
from packs.schema.clocks import STEP_NAMES
from routing.responsibility import Responsibility, decide

PACK = load_pack("city-government")
JUDGE = Judge(PACK)


def answered(text: str, title: str = "") -> Responsibility:
    verdict = JUDGE.judge([Text("1", title, text, "mailbox")])[0]
    return decide(verdict, "mailbox", PACK)


# Sentences of our own, one for each body.
@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("我在滨江花园买的商品房延期交房一年了，开发商不给说法，请问谁管？", "住建局"),
        ("夜市烧烤摊每晚占道经营到凌晨，油烟很大，希望管管。", "城管局"),
        ("厂里拖欠工资三个月，劳动合同也没签，请帮我们讨薪。", "人社局"),
        ("河边的化工厂半夜偷排污水，臭味刺鼻。", "生态环境局"),
        ("建议 18 路公交线路延长到新城客运站。", "交通运输局"),
        ("孩子到了入学年龄，请问小学学区怎么划分？", "教育局"),
        ("在市医院做手术，怀疑是医疗事故，病历不给看。", "卫健委"),
        ("超市卖过期食品，找商家退货不理。", "市场监管局"),
        ("父亲是低保户，想申请临时救助和养老院床位。", "民政局"),
        ("村里征地补偿没有公示，土地确权也有错。", "自然资源局"),
        ("种粮补贴今年没到账，农机补贴怎么申请？", "农业农村局"),
        ("路口红绿灯坏了，违停也多，请交警来看看。", "公安局"),
        ("律师收了律师费就不接电话，要投诉律所。", "司法局"),
        ("法官拖着不立案，执行局也不执行判决书。", "法院"),
        ("检察院作出不起诉决定，我们要申请抗诉。", "检察院"),
        ("导游强制购物，旅行社不退团费。", "文旅局"),
        ("预付卡商家跑路，消费券也用不了，商务局管吗？", "商务局"),
        ("有人在网上人肉搜索，造成个人信息泄露，是网络暴力。", "网信办"),
    ],
)
def test_each_body_answers_for_its_own_duty(text: str, lead: str) -> None:
    found = answered(text)
    assert (found.lead, found.rule in ("R3", "R4")) == (lead, True)
    assert found.words
    assert found.duty_line


def test_a_matter_of_a_county_goes_to_its_government_with_the_department_beside() -> None:
    found = answered("云溪县工地夜里施工噪音扰民，环保部门没人管。")
    assert (found.rule, found.lead) == ("R2", "云溪县人民政府")
    assert found.assist == ("生态环境局",)
    assert answered("A7县的水库河道没人管，农村饮水有泥。").lead == "A7县人民政府"


def test_what_no_department_of_the_city_holds_is_transferred() -> None:
    assert (found := answered("商店不给开发票，涉嫌偷税漏税。")).rule == "R7"
    assert found.lead == "税务局"


def test_misconduct_of_an_official_is_isolated() -> None:
    found = answered("举报副局长收受好处费、公款吃喝。")
    assert (found.rule, found.lead, found.isolated) == ("R1", "市纪委监委", True)


def test_what_nobody_holds_is_for_the_office_to_decide() -> None:
    found = answered("您好，有个情况想当面反映一下。")
    assert (found.rule, found.lead) == ("R8", "市政府办公室")


def test_steps_and_states_stand_in_the_documentation() -> None:
    text = (Path(__file__).parents[2] / "docs" / "clocks.md").read_text("utf-8")
    states = ("waiting", "running", "late", "unknown", "met", "waived", "ended")
    assert [each for each in (*STEP_NAMES, *states) if f"`{each}`" not in text] == []
