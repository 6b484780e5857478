"""What people say they will do together: calls to gather, planned visits of a group."""

from __future__ import annotations

import re

from classifiers.context import Context
from classifiers.words import Hit, Hits

_WHEN = (
    r"(?:明天|明儿|明早|后天|大后天|今晚|下周|下下周|下礼拜|下星期|下个?月|本周[一二三四五六日天末]|这周[一二三四五六日天末]"
    r"|(?<!上)周[一二三四五六日天末]|(?<!上)礼拜[一二三四五六日天]|(?<!上)星期[一二三四五六日天]|初[一二三四五六七八九十]"
    r"|[\d一二三四五六七八九十]+[号日点]|本月|这个?月|过完[^，,。]{1,3}|元旦|年后|节后|月底|月初|年底|正月|腊月|过几天|过两天|改天|到时候|哪天)"
)
_HOUSE = (
    r"(?:[\u4e00-\u9fa5]{2}(?:局|委|厅|处|所|部|法院|中心|政府|公司|医院|学校)"
    r"|法院|工地|物业|律所|管委会|信访办)"
)
_WHERE = (
    r"(?:门口|[东南西北]门|大门|门前|正门|门外|楼下|楼前|大厅|广场|院里|院子|路口|台阶|总部|前台|[镇村]口|桥头|上车|一楼|大院|售楼部|营业厅|那条街|街上|路上|集合|跟前"
    r"|见[，,。！!])"
)
_TO_COME = re.compile(_WHEN)
_CALL = re.compile(
    rf"{_WHEN}[^。！？!?]{{0,30}}?(?:{_WHERE}|({_HOUSE})(?=[，,！!。”]|都|集|门|见|躺|坐|讨|要|去|拉|站|堵|围|喊|举|[^，,。]{{0,7}}(?:要|讨)[个]?说法))"
)
_WEAK = frozenset(
    ("各位", "转发", "扩散", "转给", "号召", "转起来", "都到", "进群", "拉人", "接龙")
)  # too little with a house alone
_GO = re.compile(
    r"前来(?=[，,。！])|(?:来|去|到|上|赴|奔|找)[^，,。！？!?]{0,10}?(?:市里|局里|贵局|贵处|贵单位|你们|你局|你处|您局|信访|省里|省厅|司法厅|司法局|市司法|市政府|县里|省城"
    r"|北京|上面|领导|反映|讨个?|说法|当面|递材料|要个|讲清|说清|讲理|评理|上访|问|递|说(?:[，,。！]|$)|坐着)"
)
_ALONE = re.compile(
    r"领奖|颁奖|开会|交流|座谈|授课|现场确认|报名|准考证|领证|办手续|办证|签字|立遗嘱|参观|旁听|学习|走访|咨询|看望|老伴|我妈|我爸|爸妈|兄妹|夫妻|一家三口|体检|考试|慰问|调研|研学|公证处"
)
_GRIEVANCE = re.compile(r"讨|联名|请安排|对账|说法|评理|领导|反映|当面|维权|上访|信访")
_ABOVE = re.compile(r"市里|局里|省里|北京|你们|贵局|市政府|厅里|联名|代表")
_MANY = re.compile(
    r"我们|咱们|大家|全体|全村|全组|工友|业主|商户|家长|村民|住户|乡亲|姐妹|兄弟|同事|病友|老乡|们|联名|代表"
    r"|[\d一二三四五六七八九十百几两来多]+(?:户|人|家|个(?!多?小时|多?月|钟头|星期|礼拜)|名|位)"
)
_PLAN = re.compile(
    r"约好|约了|约着|说妥|谈妥|敲定|想好|合计|定下|选出|推选|约定|说好|讲好|谈好|商量|商定|商议|决定|打算|准备|计划|定了|凑好|凑了|请假|请了假|签了?[字名]|手印|要集体|就一起|就一道|就一块|再不|先告知|先告诉|打个招呼"
)
_CALL_LONG = 45  # characters of a time, a place and what stands between
_RALLY_NEAR = 60  # characters between when and where to meet and the word that rallies
_COURTEOUS = re.compile(
    r"打个?招呼|[提事]前告[知诉]|先告[知诉]|先说一声|请(?:你们|贵局|局里|中心|有关)?(?:安排|派人|派个|准备)|望(?:贵局|你们|领导)?安排|安排[^，,。！？]{0,12}接待"
    r"|(?:不|别)(?:会)?(?:吵|闹|堵门)|好好说话|讲道理|不打横幅|不骂|有人接待|当面(?:问|讲|说|递|交)|借[^，,。]{0,4}(?:桌|凳|椅)|接待(?:一下|我们|的同志|时间)"
)
_AGREED_GO = re.compile(
    r"前来(?=[，,。！])|(?:来|去|到|上)[^，,。！？!?]{0,8}?(?:你们|贵局|贵处|贵单位|你局|局里|市局|县局|厅里|市里|省里|县里|区里|镇里|信访|司法局|司法厅|[管理登记服务援助仲裁矫正鉴定]中心|政府"
    r"|公证处|律协|法院|教育局|住建局|人社局|民政局|管委会|街道办|办事大厅|售楼部|物业|公司)"
)
_SEVERAL = re.compile(
    r"(?:[三四五六七八九十百几]|\d)[一二三四五六七八九十百\d几来多余]*(?:户|家|个(?!月|小时|星期|礼拜|工作日|问题|方面|案|字|证)|人|名|位)|大家|我们[^，,。]{0,4}(?:村|组|楼|单元|小区|班|厂|工)|业主|工友|家长|商户|住户|群里"
)
_DONE = re.compile(r"以前|上次|上回|曾经|已经去|去过|来过|那次|那年")


def is_grave(hits: Hits, context: Context, found: Hit) -> bool:
    """Whether people who go together go with a grievance or to those above us, not on an errand."""
    left, right = context.sentence(found.start)
    return bool(_GRIEVANCE.search(hits.text, left, right) or _ABOVE.search(hits.text, left, right))


def is_call(hits: Hits, context: Context) -> bool:
    """A time to come, a place to meet near it, and a word that rallies (`人越多越好`, `谁不去`, `都到`)."""
    if not hits.has("severity:rally"):
        return False
    rallies = [each for each in hits.of("severity:rally") if _is_address(hits.text, each)]
    return any(
        context.plan_counts(found.start(), found.end())
        for found in _CALL.finditer(hits.text, *_around(rallies))
        if any(
            found.start() - _RALLY_NEAR <= each.start <= found.end() + _RALLY_NEAR
            and not (found[1] and each.term in _WEAK)
            for each in rallies
        )
    )


def _is_address(text: str, hit: Hit) -> bool:
    """`家长们，` calls on people; `家长们都在看` tells of them."""
    return not hit.term.endswith("们") or text[hit.end : hit.end + 1] in "，,！!：:。注听别快醒"


def _around(rallies: list[Hit]) -> tuple[int, int]:
    """Where a time and a place to meet may stand so that one of the rallying words is near."""
    if not rallies:
        return 0, 0
    return max(0, rallies[0].start - _RALLY_NEAR - _CALL_LONG), rallies[-1].end + _RALLY_NEAR + _CALL_LONG


def is_courteous(hits: Hits) -> bool:
    """Whether the writers tell the office that they will come and ask to be received: a visit, no call."""
    return bool(_COURTEOUS.search(hits.text))


def _is_together(text: str, hit: Hit) -> bool:
    """Not a piece of something (`一块屏`), and delegates only where they are sent or chosen."""
    if hit.term == "一块":
        return text[hit.end : hit.end + 1] in "儿去来到上过找堵"
    return hit.term != "代表" or any(sign in text[max(0, hit.start - 8) : hit.start] for sign in "派选推名")


def planned_visit(hits: Hits, context: Context) -> str | None:
    """The words of a plan to come as a group; "" where people go together on an errand, None if neither."""
    errand = None
    for hit in hits.of("severity:together"):
        if not _is_together(hits.text, hit):
            continue
        left = max(context.sentence(hit.start)[0], hit.start - 45)
        right = min(context.sentence(hit.start)[1], hit.end + 30)
        go = _GO.search(hits.text, max(left, hit.start - 4), right)
        if not go:
            continue
        if _ALONE.search(hits.text, left, right) and not _GRIEVANCE.search(hits.text, left, right):
            errand = ""
            continue
        planned = _PLAN.search(hits.text, left, right) or _TO_COME.search(hits.text[left:right])
        many = _MANY.search(hits.text, left, right)
        if (
            planned
            and many
            and not _DONE.search(hits.text, left, hit.start)
            and context.plan_counts(hit.start, go.end())
        ):
            return hits.text[hit.start : go.end()]
    return errand


def agreed_visit(hits: Hits, context: Context) -> str:
    """`五个老姐妹约好，后天上午到你们一楼`: several who agreed, a time to come and an office; "" if none."""
    for hit in hits.of("severity:agreed"):
        if hit.term == "决定" and hits.text[hit.end : hit.end + 1] not in "下本这明后月周在去到由":
            continue  # a decision of somebody, not ours to come
        left, right = max(0, hit.start - _AGREED_BACK), hit.end + _AGREED_ON
        when = _TO_COME.search(hits.text, left, right)
        go = _AGREED_GO.search(hits.text, hit.start, right)
        if not when or not go or not _SEVERAL.search(hits.text, left, right):
            continue
        if _ALONE.search(hits.text, left, go.end() + 10) and not _GRIEVANCE.search(hits.text, left, right + 10):
            continue
        if not _DONE.search(hits.text, left, hit.start) and context.plan_counts(hit.start, go.end()):
            return hits.text[hit.start : go.end()]
    return ""


_AGREED_BACK, _AGREED_ON = 45, 50  # characters around `约好` in which who, when and where to are looked for
