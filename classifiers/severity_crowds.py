"""Crowds that a text counts: beside a word of gathering, or seen standing, queueing, pressing at a place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from classifiers.context import Context, any_of
from classifiers.numbers import NUMBER, value_of
from classifiers.severity_counts import NOTHING, Count, apart, outer
from classifiers.words import Hit, Hits

_TEN = re.compile(r"[十百千万]|\d\d")  # stands in any number from ten up: no crowd is smaller
_NO_UNIT = "(?![元块万亿米年月天号分点倍%岁份斤吨平亩层套间张二三四五六七八九道])"
_PERSON = (
    r"(?:铺盖|被窝|睡袋|帐篷|马扎|人头|(?:[人者民员户生友客工商贩属众主长迷农匠妇婆伯嫂妹徒]|同行|街坊|邻居|同学|孩子|(?<!京)东)|司机|师傅|大姐|大妈|大爷|老太|姐妹|兄弟|乡亲|男女|粉丝|代表"
    r"|爷们|骑手|小哥|阿姨|大爷|租客|球迷|老兵|[老教]师|医生|护士|病人|患者|学员|的哥)"
)
_NO_CHAT = (
    r"(?!次|口|均|饭|的饭|[的业主同乡家长微信QQ聊天]{0,5}群)"  # `千人业主群` is a chat, `三百人次` a sum of visits
)
_CROWD = re.compile(
    r"(?<![老第\d])(?!百姓|4050|(?:19|20)\d\d[^人名位户个余多来号])"  # 老百姓 is no hundred, 2015 a year
    rf"({NUMBER})\s*(?:多|来|余)?(?:人{_NO_CHAT}|户|(?:名|位|口|号|户)?(?:的)?{_NO_UNIT}[\u4e00-\u9fa5]{{0,3}}?"
    rf"{_PERSON}{_NO_CHAT}"
    r"|(?:名|位|口|号|户|个)(?!多?月|多?小时|钟头|星期|工作日|案|村|小区|社区|项目|问题|点)(?:(?![一二三四五六七八九十百千两几])[\u4e00-\u9fa5]){0,8}?"
    rf"(?:{_PERSON}|的(?=[，,。！；抱拿举牵拎扛堵围挤去跑冲闹])){_NO_CHAT}|(?:个|名|位|好几|口子)(?=[，,。！；\s在从到堵围]|$)|(?<=[多来余百千十])(?:号子?|口子)(?![楼院线上下早中晚]))"
)
_PUSHING = re.compile(
    r"[围堵聚涌拥挤跪排蹲]|[坐站][了满着]|守[在着]|横幅|静坐|上访|站满|门口|代表"
)  # what households do that have come out

_PLACES = (
    "门口", "门外", "门前", "外头", "外面", "楼下", "楼前", "广场", "大厅", "大堂", "院子里", "院里", "现场", "台阶",
    "大门", "铁门", "楼道", "一楼", "马路", "街", "警察", "民警", "特警", "窗口", "前面", "前头", "后面", "面前",
    "路口", "站台", "候车", "门诊", "河边", "两边", "写字楼", "走廊", "院坝", "保安", "岗亭",
    "中心", "小区", "村口", "航拍", "公园", "市场",
)  # fmt: skip
_EYES = (
    r"(?:估摸|少说|怕是|目测|起码|不下|足有|得有|约莫|粗略|大概|数是"
    r"|粗点|[讲说]过了|[讲说]有|峰值|实到|清点|加起来|连家属|总共|数到|数了数|一数|(?:写|排|领|发|登记)到了?|往[前后]数|数着|按的|计数器|报的数|保守|数不|差不多|保安数|清点)"
)
_SEEN = re.compile(_EYES)
_GUESSED = re.compile(
    rf"(?:{_EYES}|[站坐来挤聚围堵去]了)[着也都得有来了窝站挤是一块儿，,]{{0,4}}\s*({NUMBER})(?:多|来|余)?号?(?=[，,。！；、\s（(]|$|就|了|左右|出头|上下|开外)"
)
_DOERS = re.compile(  # `光举牌子的就有六七十`
    rf"[举拉站坐堵围排跪躺闹拎扛躺哭喊骂][^，,。]{{0,5}}的(?:就|都|少说|起码|怕|不下|总)?有?\s*({NUMBER})(?:多|来|余)?(?=[，,。！；、\s]|$)"
)
_CARS = re.compile(  # each has its driver: `四百多台全停在高速口，司机不动`
    rf"({NUMBER})\s*(?:多|来|余)?[辆台](?:大|货|卡|出租|泥头|渣土|面包|三轮|电动|摩托|农用|中巴|拖拉)?(?:货车|的士|车|机)?(?=[，,。！；都全把停堵围横排占开]|$)"
)
_DRIVERS = re.compile(r"司机|的哥|车主|师傅|骑手|拉货|出租车|货运|罢运|停运|跑车的|跑运输")
_STOPPED = re.compile(r"堵|围|横|停在|停满|占满|占了|熄火|不[动走跑]|鸣笛|喇叭|抗议|罢|讨|要个")
_GROWING = re.compile(
    rf"({NUMBER})(?:多|来|余)?(?=，?(?:[人都]|人数)?还在(?:涨|来|增|往|陆续|不断))"
)  # `两百六，还在涨`
_USUAL = re.compile(
    r"饮水|用水|出行|涉及|影响(?![，,下])|前方等待|热线|语音|轮候|辖区|适龄|社区就有|仅[^，,]{0,4}就有|居民[约近]万|全[村校镇厂县市国]|每[天年月日]|平均|常住|惠及|服务(?!大厅|中心|窗口|点)|培训|参加|招[收聘]|编制|受益|累计|[在职员]工(?:总|共)|名额|住着|教职工|人口"
    r"|报名|学生(?:共|有)|共有学生|毕业|容纳|投资|罚"
)
_STRONG = re.compile(
    r"[砸围堵涌踹抢吼]|来了|推[翻倒]|拦[下住]|锄头|挤[进在满破]|冲[进击到]|持[棍械]|打成|打起|拎着|闹着|巡逻|守[村路]|连夜|拥[进到]"
)  # no place needed
_ON_THE_LINE = re.compile(r"前方等待|拨打|语音|(?:热线|电话)[^，,。]{0,6}(?:排队|等待|等候)|排队序号")
_NOT_THEY = re.compile(  # `物业堵着不让装`: not those who are counted
    r"(?:物业|开发商|公司|村委|对方|垃圾|污水|货物|杂物|下水道?|管道|交通|道路|车[子辆])(?:就|都|又|还|一直|总|故意|长期|给|也)?$"
)
_EVERY_DAY = re.compile(r"[每天]天|平时|平日|每年|每逢|每周")
_A_YEAR = re.compile(r"[年月天块元价]")
_BESIDE = 10  # characters between such a deed and the count
_EACH = re.compile(r"[百千万]一个")  # `三百一个` is a price
_ESCAPED = re.compile(rf"(?<!第)({NUMBER})\s*(?:多|来|余)?(?:个|名|人|号)(?!月|小时|多?月|房间|监室|地方|点)")
_DEEDS = ("severity:gathering", "severity:crowding")
_CROWDED, _AROUND, _CLOSE = 20, 48, 14  # fewer people are no crowd to look for; characters around the number
_LEAST = re.compile(
    r"(?:[十百千万]|\d\d)[零一二三四五六七八九十百\d多来余几]{0,4}?(?:[人名位户个号口左出上开，,。！；（(就业家考学员居村市顾老工骑司民商摊租球病患当]|了|\s|$)"
)


def crowd(hits: Hits, context: Context, group: str, window: int = 24) -> Count:
    """The largest crowd: a number of people within `window` characters of a word of `group`."""
    best = NOTHING
    spots = [each.start() for each in _TEN.finditer(hits.text)] if hits.has(group) else []
    for near in outer(hits, group) if spots else ():
        if not any(near.start - window - 12 <= spot < near.end + window + 12 for spot in spots):
            continue
        for found in _CROWD.finditer(hits.text, max(0, near.start - window - 12), near.end + window + 12):
            value = value_of(found[1])
            if value <= best.value or apart(near, found.start(), found.end()) > window:
                continue
            if _stays_home(hits.text, found, near) or _is_daily(hits.text, found, context):
                continue
            if context.crowd_counts(found.start(), found.end()) and context.crowd_counts(near.start, near.end):
                best = Count(value, (found[0], hits.text[near.start : near.end]))
    return best


def _stays_home(text: str, found: re.Match[str], near: Hit) -> bool:
    """Whether those counted are not those who came, or nobody came: `六十二户，物业堵着不让装`."""
    return (
        bool(_NOT_THEY.search(text, max(0, near.start - 8), near.start))
        or _live_there(text, found, near)
        or _is_share(text, near)
    )


def _live_there(text: str, found: re.Match[str], near: Hit) -> bool:
    """`小区一千一百户，开发商的账号封了`: households that are counted, and nothing that they came out for."""
    if not found[0].endswith("户"):
        return False
    return not _PUSHING.search(text, min(near.start, found.start()), max(near.end, found.end()) + 2)


def _is_daily(text: str, found: re.Match[str], context: Context) -> bool:
    """`前方等待五十位` on the telephone; `每天早上几百号等活的蹲在路边`, and nothing sounds like protest."""
    if _ON_THE_LINE.search(text, max(0, found.start() - 24), found.end()):
        return True
    return bool(_EVERY_DAY.search(text, max(0, found.start() - 14), found.start())) and not context.says("protest")


def _is_share(text: str, near: Hit) -> bool:
    """`建筑类占了一半`: a part of a list, no place that is taken."""
    return near.term.startswith("占") and text[near.end : near.end + 1] in "一大多便半百比名总三四成"


def crowd_in_sight(hits: Hits, context: Context) -> Count:
    """`前面已经八九十号人`, `门外少说一千三`: people counted who stand, queue or press at a place the writer sees."""
    best, done = _blockade(hits, context), -1
    groups = hits.groups
    deeds = sorted([found[0] for group in _DEEDS for found in groups.get(group, ())])
    if not deeds:
        return best
    for spot in _numbers_near(hits.text, deeds):
        if spot.start() < done:
            continue
        left, right = context.sentence(spot.start())
        found = _counted_over(hits.text, left, spot.start(), right)
        value = value_of(found[1]) if found else 0.0
        if not found or value < _CROWDED or value <= best.value or _EACH.search(found[0]):
            continue
        if found[0].endswith("户") and not _STRONG.search(hits.text, found.end(), found.end() + _BESIDE):
            continue
        if found.re is not _CROWD and (
            "万" in found[1] or _A_YEAR.search(hits.text, max(0, found.start() - 4), found.start())
        ):
            continue  # `一年少说六十万`, `一年少说二百八` is money
        done = found.end()
        if not any(left - 1 <= deed < right and abs(spot.start() - deed) <= _AROUND for deed in deeds):
            continue
        if _is_seen(hits.text, left, found, right) and context.crowd_counts(found.start(), found.end()):
            best = Count(value, (found[0],))
    return best


def _blockade(hits: Hits, context: Context) -> Count:
    """Vehicles whose drivers stopped them for something, one person each."""
    if not ("辆" in hits.text or "台" in hits.text) or not _DRIVERS.search(hits.text):
        return NOTHING
    for found in _CARS.finditer(hits.text):
        left, right = context.sentence(found.start())
        if value_of(found[1]) < _CROWDED or not _STOPPED.search(hits.text, max(left, found.start() - _AROUND), right):
            continue
        if _is_daily(hits.text, found, context) or not context.says("protest"):
            continue
        if context.crowd_counts(found.start(), found.end()):
            return Count(value_of(found[1]), (found[0],))
    return NOTHING


def _numbers_near(text: str, deeds: list[int]) -> Iterator[re.Match[str]]:
    """Numbers from ten up that stand near one of some places, in order."""
    done = 0
    for deed in deeds:
        yield from _LEAST.finditer(text, max(done, deed - _AROUND), deed + _AROUND)
        done = deed + _AROUND


def escapees(hits: Hits, context: Context) -> Count:
    """The most people counted near a word of escape."""
    best = NOTHING
    for near in outer(hits, "severity:escape"):
        for found in _ESCAPED.finditer(hits.text, max(0, near.start - _AROUND), near.end + _AROUND):
            value = value_of(found[1])
            if value > best.value and context.counts(found.start(), found.end()):
                best = Count(value, (found[0], hits.text[near.start : near.end]))
    return best


def _counted_over(text: str, left: int, spot: int, right: int) -> re.Match[str] | None:
    """The count of people, or the guess without `people`, that reaches over `spot`."""
    for pattern in (_CROWD, _GUESSED, _GROWING, _DOERS):
        for found in pattern.finditer(text, max(left, spot - _CLOSE), min(right + 1, spot + 24)):
            if found.start() <= spot < found.end():
                return found
    return None


def _is_seen(text: str, left: int, found: re.Match[str], right: int) -> bool:
    """At a place or by somebody who counted, and not what a school, a town or a fund has every day."""
    around = max(left, found.start() - _AROUND), min(right, found.end() + _AROUND)
    if _USUAL.search(text, max(left, found.start() - 14), min(right, found.end() + 8)):
        return False
    if _STRONG.search(text, max(left, found.start() - _BESIDE), min(right, found.end() + _BESIDE)):
        return True
    return bool(any_of(_PLACES).search(text, *around) or _SEEN.search(text, *around))
