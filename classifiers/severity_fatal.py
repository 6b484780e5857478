"""Deaths in roundabout words: `没了七八个`, `十一条命`, `一车六个人，没一个回来`, and what only sounds like one."""

from __future__ import annotations

import re

from classifiers.context import Context
from classifiers.numbers import NUMBER, value_of
from classifiers.severity_counts import NOTHING, Count, listed_people, the_others
from classifiers.words import Hit, Hits

_LIVES = re.compile(rf"({NUMBER})\s*(?:条[人性生]?命|个?人的命|条鲜活的生命|个生命)")
_SAVED = re.compile(r"救|保住|捡|抢回|挽")
_LOST = re.compile(
    r"(?:没了|走了|少了|凉了|带走了?|夺走了?|折了|[抬挖捞]出来?了?|捞上来)(?:我们|咱们|他们|他家|整整|足足|至少|一共|就有|一下子|村里|厂里){0,2}"
    rf"\s*({NUMBER})\s*(?:个|人|位|口|名|条|具)(?=[，,。！；、\s]|$|人|男|女|孩|娃|大|小|工|民|老|姑娘|都|遗|尸)"
)
_FUNERALS = re.compile(
    rf"({NUMBER})\s*(?:场|桩|口|副|个|只|家)?(?:丧事|白事|灵堂|棺|骨灰盒|遗像|遗照|[^，,。]{{0,4}}办丧)"
)
_ONLY = re.compile(
    rf"只(?:找[着到]|救[出起回上]|活下?来?|剩下?|[上出回]来|[爬跑逃捞]了?[出上回]来?)了?\s*({NUMBER})(?:个|名|人)"
)
_BOTH = re.compile(
    rf"({NUMBER})\s*(?:个|人|口|位)[^，,。]{{0,3}}?，?(?:都|全|也)(?:没了|走了|折[在了]|搭进去|没保住|留在里)"
)
_NTH = re.compile(rf"[抬捞挖扒刨拉找认]到?了?第({NUMBER})[个具]")  # `抬到第七个我就不敢看了`

_NONE = re.compile(r"(?:没有?|无)一个|一个(?:也|都)(?:没|未)|(?:谁|人)[也都]没|全(?:都)?没|都没")
_NONE_CAME = re.compile(r"回来|上来|出来|活|有气|喘气|动的|睁眼|能走出|抢过来|救过来|下来")
_COUNTED = re.compile(
    rf"({NUMBER})\s*(?:名|个|位|条|口)?[\u4e00-\u9fa5]{{0,2}}?"
    r"(?:人|工|男|女|孩|娃|学生|村民|小伙|姑娘|矿|乘客|船员|师傅)"
)
_SO_MANY = re.compile(rf"({NUMBER})\s*(?:名|个|位|人|口)")
_ALL_GONE = re.compile(
    rf"({NUMBER})\s*(?:名|个|位|条|口)?[\u4e00-\u9fa5]{{0,4}}?，?(?:也|都|全|全都|一个都|一个也)没(?:能|有)?(?:出来|上来|回来|跑出来|救上来)"
)
_ALIVE = re.compile("活|有气|喘气")
_DANGER = re.compile(r"厂|车间|井|矿|船|火|水|桥|洞|炉|爆|塌|烟|海|江")
_NEAR, _BACK = 90, 60  # characters between what is gone and the accident; back to the number of all

_MILD = (
    r"[烦急气累笑吓坑冤枉磨害恨想愁吵困忙穷苦羞丑美乐痛疼腾憋屈烂馋贵慌怕厌臭晒呛痒恼惨堵卡熬难受用怨讨认过睡]死"
    r"|恶心死|[热冷饿渴闷挤等]死"
)
_FIGURE = re.compile(rf"(?:{_MILD})$")
_ONE_DIES = re.compile(rf"^[了]?\s*(?:过)?\s*{NUMBER}\s*(?:个|名|人|条)")
_FURNITURE = re.compile(r"沙发|家具|桌|椅|车|柜|机|雕像|招牌|货|菜|展")
_LOOSE = frozenset(("死了", "死者", "死在", "死亡"))  # said of anything, or of anybody
_HUMAN = re.compile(
    r"[他她爸妈父母夫妻儿女弟哥姐妹爷奶叔伯侄婆公者工友客生民孩娃员伴姑舅姨]|老[人头婆公汉]|司机|家属|男人|女人"
)
_LONG_AGO = re.compile(
    r"证明|注销|单子|抚恤|丧葬|承租|安葬|登记|[债继承]|早[就已都]|遗产|户口|年了|民国|接生|坟|老死|病死|要死|死也|死在[^，,。]{0,4}(?:法条|规定|证明|流程)"
)
_STITCHES = re.compile(rf"(?:共?缝了?)\s*({NUMBER})(?:多|来|余)?针")
_STABS = re.compile(rf"(?:连?[捅砍扎刺剁])[^，,。]{{0,6}}?({NUMBER})(?:多|来|余)?(?:刀|剪刀|斧)")
_BAD_WOUND, _STABBED = 10, 3
_BEATEN = re.compile(r"[咬打撞砸砍捅烧烫摔跌轧]")
_SICKBED = frozenset(
    (
        "抢救", "ICU", "icu", "重症", "重症监护", "病危", "病危通知", "病危通知书", "监护室", "昏迷", "插管", "插着管",
        "呼吸机", "瘫痪", "瘫了", "半身不遂",
    )
)  # fmt: skip
_KIN_AFTER = re.compile(r"(?:在床)?的?(?:[爸妈爹娘父母爷奶公婆哥弟姐妹]|老[伴公婆人]|丈夫|妻子|儿子|女儿)")
_FAMILY = re.compile(r"[爸妈爹娘父母爷奶公婆]|老[伴公婆人]|岳|丈夫|妻子|先生|爱人|家人|亲人")
_ESTATE = re.compile(r"继承|遗产|遗嘱|过户|抚恤|丧葬")
_ILLNESS = re.compile(
    r"癌|脑梗|中风|后遗症|心梗|肿瘤|化疗|透析|尿毒|晚期|白血病|糖尿|高血压|老年痴呆|帕金森|哮喘|尘肺|胸痛|突发|胆结石|阑尾|早产|住院费"
)


def is_figure(hits: Hits, context: Context, hit: Hit) -> bool:
    """`气死了`, `冤枉死了`; `人都死了，上哪里证明`: a figure of speech, or somebody who died long ago in bed."""
    if "布" in hit.term or "单" in hit.term:  # a cloth over furniture
        return bool(_FURNITURE.search(hits.text, max(0, hit.start - 8), hit.end + 6))
    if hit.term not in _LOOSE or (hit.term == "死在" and hits.text[hit.start - 1 : hit.start] in "全都"):
        return False
    counted = _ONE_DIES.match(hits.text, hit.start + 1) or _COUNTED.search(hits.text, max(0, hit.start - 9), hit.start)
    if counted and (value_of(counted[0].strip("了过")) > 1 or not _ESTATE.search(hits.text)):
        return False
    if _FIGURE.search(hits.text, max(0, hit.start - 2), hit.start + 1):
        return True
    left, right = context.sentence(hit.start)
    if context.says("accident", left, min(right, hit.end + 20)) or hits.has("severity:custody"):
        return False
    if hit.term != "死亡" and not _HUMAN.search(hits.text, max(0, hit.start - 3), hit.start):
        return True
    return bool(_LONG_AGO.search(hits.text, max(left, hit.start - 16), min(right, hit.end + 12)))


def is_illness(hits: Hits, context: Context, hit: Hit) -> bool:
    """A sickbed, not an injury: the sentence names the illness, or only family, and no accident stands in the text."""
    left, right = context.sentence(hit.start)
    counted = _SO_MANY.search(hits.text, max(left, hit.start - 14), hit.start)
    if (counted and value_of(counted[1]) > 1) or context.says("accident", left, hit.start):
        return False
    if _ILLNESS.search(hits.text, max(left, hit.start - 40), min(right, hit.end + 30)):
        return True
    if _BEATEN.search(hits.text, left, hit.start):
        return False
    if hit.term == "瘫痪" and _KIN_AFTER.match(hits.text, hit.end):
        return True
    at_bed = hit.term in _SICKBED and _FAMILY.search(hits.text, max(left, hit.start - 12), hit.end)
    return bool(at_bed) and not (context.says("accident") or hits.has("severity:serious_crime"))


def stitched(hits: Hits) -> list[Hit]:
    """`缝了二十针`, `砍了十几刀`: from ten stitches or three stabs on a wound is a bad one."""
    found = [(_STITCHES.match(hits.text, hit.start), _BAD_WOUND) for hit in hits.of("severity:stitches")]
    found += [(_STABS.match(hits.text, hit.start), _STABBED) for hit in hits.of("severity:serious_crime")]
    return [Hit(at.start(), at.end(), 1.0, at[0]) for at, least in found if at and value_of(at[1]) >= least]


def gone(hits: Hits, context: Context) -> Count:
    """People whose death is told in other words, counted; words of more than one use only near an accident."""
    best = NOTHING
    for hit in hits.of("severity:gone"):
        found = _gone_at(hits, context, hit)
        if found.value > best.value and context.counts(hit.start, hit.end):
            best = found
    return best


def _all_but_these(text: str, start: int) -> float:
    """`船上七口人，只找着一个活的`: all less those who were found; 0.0 if not told so."""
    only = _ONLY.match(text, start)
    counted = list(_SO_MANY.finditer(text, max(0, start - _BACK), start)) if only else []
    return max(0.0, value_of(counted[-1][1]) - value_of(only[1])) if only and counted else 0.0


def _fewest_told(hits: Hits, hit: Hit) -> Count:
    """`抬到第七个，都拿布蒙着`, `两位数了，殡仪馆的车去了一长串`: at least so many, where death is told, too."""
    if not (hits.has("severity:deaths") or hits.has("severity:natural_deaths")):
        return NOTHING
    nth = _NTH.search(hits.text, max(0, hit.start - 6), hit.end + 6)
    if nth:
        return Count(value_of(nth[1]), (nth[0],))
    return Count(10.0, (hit.term,)) if hit.term == "两位数" else NOTHING


def _gone_at(hits: Hits, context: Context, hit: Hit) -> Count:
    text, left = hits.text, context.sentence(hit.start)[0]
    lives = _LIVES.search(text, max(0, hit.start - 10), hit.end + 4)
    if lives:
        saved = _SAVED.search(text, max(0, lives.start() - 6), min(len(text), lives.end() + 5))
        return NOTHING if saved or value_of(lives[1]) < 2 else Count(value_of(lives[1]), (lives[0],))
    mourned = _FUNERALS.search(text, max(0, hit.start - 10), hit.end + 4)
    if mourned and context.says("accident", hit.start - _NEAR, hit.end + _NEAR):
        return Count(value_of(mourned[1]), (mourned[0],))
    several = _fewest_told(hits, hit)
    if several.value and context.says("accident", hit.start - _NEAR, hit.end + _NEAR // 2):
        return several
    every = _ALL_GONE.search(text, max(0, hit.start - 14), hit.end + 8)
    if every and _DANGER.search(text):
        return Count(listed_people(text, every.start(1), every.end()) or value_of(every[1]), (every[0],))
    near = context.says("accident", hit.start - _NEAR, hit.end + _NEAR // 2)
    none = _NONE.search(text, max(left, hit.start - 8), hit.end + 2)
    if not near and not (none and _ALIVE.search(text, none.end(), none.end() + 6)):
        return NOTHING
    lost = _LOST.match(text, hit.start) or _BOTH.search(text, max(0, hit.start - 10), hit.end)
    if lost and not (lost[0].startswith("少了") and text[lost.end() : lost.end() + 1] not in "人男女孩娃工"):
        return Count(value_of(lost[1]), (lost[0],))
    missing = the_others(text, hit.start) or _all_but_these(text, hit.start)
    if missing:
        return Count(missing, (hit.term,))
    if none and _NONE_CAME.search(text, none.start(), none.end() + 8):
        span = text, max(0, hit.start - _BACK), hit.start
        counted = list(_COUNTED.finditer(*span)) or list(_SO_MANY.finditer(*span))
        if counted:
            return Count(value_of(counted[-1][1]), (counted[-1][0], text[none.start() : none.end()]))
        return Count(1.0, (text[none.start() : none.end()],))
    return Count(1.0, (hit.term,)) if hit.term in FINAL else NOTHING


FINAL = frozenset(("没能回来", "没保住", "人凉了", "人就凉了", "人没回来", "没能上来", "都没保住", "没下来，"))
