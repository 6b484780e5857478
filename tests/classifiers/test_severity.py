"""Severity: numbers in context, and what does not trigger."""

from __future__ import annotations

import pytest

from tests.classifiers.judging import judged, severity_words


def level(text: str, *, title: str = "", channel: str = "news") -> str:
    return judged(text, title=title, channel=channel).severity


# deaths ≥ 10 红, 3-9 橙, 1-2 黄; "以上" includes the number
@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("江南区化工厂爆炸，造成10人死亡", "红"),
        ("江南区化工厂爆炸，造成9人死亡", "橙"),
        ("江南区化工厂爆炸，造成三人遇难", "橙"),
        ("江南区化工厂爆炸，已致2人死亡", "黄"),
        ("江南区化工厂爆炸，死亡人数升至12人", "红"),
        ("江南区化工厂爆炸 3死12伤", "橙"),
        ("江南区化工厂爆炸，十几人遇难", "红"),
        ("江南区化工厂爆炸，52人重伤", "红"),
        ("江南区化工厂爆炸，10名工人重伤", "橙"),
        ("江南区化工厂爆炸，3人病危", "黄"),
        ("江南区化工厂爆炸，多人死伤", "黄"),
        ("江南区化工厂爆炸，12人受伤", "蓝"),
    ],
)
def test_the_dead_and_the_badly_injured_are_counted(text: str, wanted: str) -> None:
    assert level(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "临江市司法局演练：模拟大巴侧翻造成12人死亡",
        "临江去年的事故造成12人死亡，今年没有",
        "1997年临江矿难死亡30人",
        "临江火灾扑灭，未造成人员死亡",
        "临江火灾无人死亡",
        "深圳一工厂爆炸，造成12人死亡",
        "印度一法院遇袭，11人死亡",
        "临江没有事，隔壁市戒毒所死了三个人",
        "辟谣：临江戒毒所死亡11人的说法是谣言",
        "网传临江戒毒所死亡11人",
        "万一临江的桥塌了死亡10人谁负责",
        "办公证要我爷爷的死亡证明，临江公证处",
        "临江12348系统瘫痪",
        "临江河里鱼都死了几百条",
    ],
)
def test_denied_drilled_past_rumoured_and_far_away_numbers_do_not_trigger(text: str) -> None:
    assert level(text) == "蓝"


def test_what_really_happened_counts_in_a_text_that_refutes() -> None:
    text = "辟谣：网传临江车祸死亡20人不实。经核实，实际死亡3人。"
    assert level(text) == "橙"


# loss ≥ 50 million 红, ≥ 10 million 橙
@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("律师卷走5000万元跑路", "红"),
        ("律师把1.3亿元转走，人失联了", "红"),
        ("律师把一千二百万货款转走", "橙"),
        ("律师把九百多万转走", "蓝"),
        ("法律援助为群众挽回损失1.2亿元", "蓝"),
    ],
)
def test_losses_are_read_in_wan_and_yi(text: str, wanted: str) -> None:
    assert level(f"临江{text}", channel="mailbox") == wanted


@pytest.mark.parametrize("text", ["万万没想到，血汗钱被骗光了", "千万不要再让人卷款跑路", "千万注意，又有人被骗"])
def test_an_adverb_is_no_sum(text: str) -> None:
    assert level(f"临江公证处门口贴着：{text}", channel="mailbox") not in "红橙"


# a gathering of ≥ 1000 红, ≥ 50 橙; a planned visit 黄; a call to gather 橙
@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("司法局门口聚集了一千多人", "红"),
        ("司法局门口聚集了近千人", "橙"),
        ("司法局门口围了五十多个家属", "橙"),
        ("公证处排队的有三十来个老人", "蓝"),
        ("我们商量好一起去市里讨说法", "黄"),
        ("明天上午都到司法局门口集合，带上横幅", "橙"),
        ("收了五百块就让人先办，我们排了一早上", "蓝"),
    ],
)
def test_crowds_are_counted(text: str, wanted: str) -> None:
    assert level(f"临江{text}", channel="mailbox") == wanted


def test_a_death_in_custody_is_orange_a_relatives_death_is_not() -> None:
    assert level("临江市强制隔离戒毒所一名戒毒人员突发疾病死亡") == "橙"
    assert level("我在社区矫正，父亲昨天病故，想请假奔丧", channel="mailbox") == "蓝"
    assert level("父亲去世后在公证处办继承", channel="mailbox") == "蓝"


def test_reoffending_with_serious_injury_is_orange() -> None:
    assert level("临江一名社区矫正对象持刀捅伤路人致重伤") == "橙"
    assert level("临江一名社区矫正对象没有按时报到") == "蓝"


def test_violent_escape_of_ten_is_red_a_quiet_one_is_not() -> None:
    assert level("临江市强制隔离戒毒所十一名戒毒人员打伤民警后逃跑") == "红"
    assert level("临江市强制隔离戒毒所两名戒毒人员翻墙逃跑，未造成伤亡") == "蓝"


# hot list: rank ≤ 50 and ≥ 2 hours; a local list is not the national one; the channel alone says nothing
@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("临江公证处的事上了微博热搜第17位，在榜3小时，态度恶劣", "红"),
        ("临江公证处的事上了微博热搜第17位，在榜1小时，态度恶劣", "蓝"),
        ("临江公证处的事上了微博热搜第60位，在榜9小时，态度恶劣", "蓝"),
        ("临江公证处的事上了同城热搜第2位，在榜9小时，态度恶劣", "蓝"),
        ("临江公证处态度恶劣", "蓝"),
    ],
)
def test_the_hot_list_counts_by_rank_and_hours(text: str, wanted: str) -> None:
    assert level(text, channel="weibo") == wanted
    assert level("临江公证处态度恶劣", channel="hotlist") == "蓝"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("央视昨晚曝光了临江公证处的黄牛", "橙"),
        ("新华社连续三天追问临江公证处的错证，批评其不作为", "红"),
        ("省电视台点名批评临江公证处", "橙"),
        ("临江晚报登了公证处的乱收费", "黄"),
        ("省电视台报道临江公证处的经验做法，点赞", "蓝"),
        ("省长批示要求彻查临江公证处的假证", "红"),
        ("省司法厅交办临江公证处违规收费的投诉", "橙"),
        ("临江公证处乱收费，抖音、快手、小红书上都是截图", "黄"),
        ("临江公证处乱收费，微信、公众号、朋友圈都在转", "蓝"),
    ],
)
def test_media_orders_and_platforms(text: str, wanted: str) -> None:
    assert level(text, channel="forum") == wanted


def test_an_order_from_above_by_its_channel() -> None:
    assert level("请核实群众反映的律师收费问题", channel="superior") == "橙"


def test_a_signed_report_counts_only_in_our_field() -> None:
    assert level("实名举报：鉴定人出具虚假鉴定，请查处", channel="mailbox") == "黄"
    assert level("实名举报：小区物业乱收费，请查处", channel="mailbox") == "蓝"


def test_misreading_a_law_is_yellow() -> None:
    assert level("新的法律援助法说白了就是不让农民工打官司", channel="forum") == "黄"


def test_severity_is_judged_also_of_what_is_not_relevant() -> None:
    verdict = judged("石门县一隧道塌方，12人死亡", channel="news")
    assert (verdict.relevant, verdict.severity) == (False, "红")


def test_each_trigger_says_why_with_its_words() -> None:
    verdict = judged("江南区律所爆炸，造成3人死亡", channel="news")
    reason = next(each for each in verdict.reasons if each.about == "severity")
    assert reason.because == "橙：死亡 3 人"
    assert reason.words == ("3人死亡",)
    assert "未达到" in severity_words(judged("请问怎么办公证"))
