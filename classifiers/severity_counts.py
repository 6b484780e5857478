"""Counts that a text states: dead, badly injured, money lost."""

from __future__ import annotations

import re
from dataclasses import dataclass

from classifiers.context import Context
from classifiers.numbers import NUMBER, value_of
from classifiers.words import Hit, Hits

_PEOPLE = r"(?:名|个|位|条|口|具|人|死|伤|多名|余名)"
_BEFORE = re.compile(rf"({NUMBER})\s*{_PEOPLE}([^，,。！？；;\d]{{0,10}})$")
_AFTER = re.compile(
    rf"(?:人数)?的?(?:就|已|已经|至少|目前|一共|总共|足足)?(?:已?达到?|了|过|为|至|有|的有|的[^，,。；\d]{{0,3}}(?:已经|已|就)有|增至|升至|增加到|增加至|上升到|上升至|攀升至|累计|共|共计|超过|：|:)?\s*({NUMBER})\s*(?:名|个|位|条|口|具|人)(?!\S{{0,3}}伤)"
)
_SHORT_DEAD = re.compile(rf"({NUMBER})\s*(?:人)?死(?!刑|缓|者|因|党|角|机|活|胡同|循环|板)")
# What stands before 死 in whatever `_SHORT_DEAD` finds: one quick look spares most texts the search for numbers.
_DEAD_AFTER = re.compile(r"[\d,\s人零〇一二三四五六七八九两十百千万亿俩仨多余来几]死")
_COUNTED = re.compile(rf"({NUMBER})\s*(?:名|个|位|条|口|人)")
_ALL_OF_THEM = re.compile(r"[均都]|全(?=[部都没被是给])")
_THE_OTHERS = re.compile(r"其余|剩下的|剩余|别的|其他人|余下")
_IN_WARDS, _WARDS_ON = re.compile(rf"[院科]\s*(?:有|收了?)?\s*({NUMBER})(?:个|名|人|位)"), 40
_TOTAL = re.compile(
    rf"(?:一共|总共|合计|加起来|拢共|统共|总计)(?:是|有|就是)?\s*({NUMBER})(?:个|名|人|条|口)(?!月|小时)"
)
_SO_MANY_DEAD = re.compile(rf"({NUMBER})\s*(?:个|条|口)(?:大活)?[人命][啊呐呀哪]")
_BODY = re.compile(rf"[着了出起来到]\s*({NUMBER})具(?=[，,。！；\s]|$|遗|尸|男|女|都)")
_OTHER_FATE = re.compile(r"伤|死|亡|、|其中")
_MORE_ALIKE = re.compile(rf"(?:另外|剩下|其余|旁边|还有)的?\s*({NUMBER})(?:个|名|人|位)也(?:是|一样|没|不)")
_SOME = re.compile(rf"({NUMBER})\s*(?:个|名|人|口|位)")
_LISTED = re.compile(rf"{NUMBER}\s*(?:个|名|人|口|位)(?:、[^，,。、]{{0,5}}?{NUMBER}\s*(?:个|名|人|口|位))+")
_NAMED_ALL = re.compile(r"((?:我[^，,。；、]{1,6}、)+我[^，,。；、]{1,6})，?(?:全|都|均|一个[也都]没)")
_TOTAL_ON, _LIST_NEAR, _LIST_NEXT = 24, 34, 6
_OTHERS_NEAR, _ALL_NEAR = 18, 70  # characters from the deaths back to `the others` and to the number of all
_OF_LIVING = frozenset(("severity:deaths", "severity:natural_deaths", "severity:badly_injured"))
_CLAUSE = re.compile(r"[，,。！？；;]")
_BITTEN = re.compile(
    r"(?<!被)(?<!被[车人狗他])[咬撞扑踢抓]|[的贩]|老板"
)  # what an animal did to somebody, or whose it is
_NO_PEOPLE = r"(?!\s*(?:多|余|来)?(?:人|名|户|亩|吨|平|次|只|株|票|粉|度|条|份|件|辆|头|册|字|公里|年|个|岁|级))"
_MONEY = re.compile(rf"([一两二三四五六七八九十几数\d]+个多?亿|{NUMBER}){_NO_PEOPLE}")
_MARKET = re.compile(r"市值|季度|财报|年报|上市|净亏|预拨|美元|美股|股市")  # a company's figures, whatever they lose
_HARMLESS_MONEY = re.compile(
    r"预算|投资|标的|产值|营收|收入|罚单|罚款|处罚|注册资本|追回|挽回|追缴|授信|捐|补助|拨款|中标|造价|财政|增长|同比|生产总值|签约|融资"
)
_ONLY_A_SUM = frozenset(("涉案", "涉案金额", "涉及金额", "本金"))  # any case has one
_KEPT = frozenset(("不给了", "截留", "扣着", "扣住", "扣下"))
_CHEATED = re.compile(r"骗|卷|诈|失联|损失|非法|冒|挪用|侵占|跑|侵吞|套|集资|假|赌|洗钱|亏|传销|受害")
_ADVERB = re.compile(r"(?:千万|万万)(?:别|不|要|没|莫|勿|小心|当心|注意|记)")  # `万万没想到`, `千万别`: no sum
_WAN = re.compile(r"[万亿]")
_SUM = re.compile(rf"[^，,。！？\d一二三四五六七八九十百千两几]{{0,5}}?({NUMBER}){_NO_PEOPLE}")
_GONE_WITH = re.compile(
    r"跑(?:了|路|掉|没)(?!一?[两三四五六七八九十几\d]?[趟次圈遍天])|没影|失联|人去楼空|联系不上|门锁|关门|骗|卷|取不出|提不出|兑付|不返|空号|失踪|不见了|转移|挪用|套走|境外|暴雷|爆雷"
)
_TEXT_NEAR, _SUM_NEAR = 130, 18  # characters between a sum of shares and who made off; between `合计` and the sum


@dataclass(frozen=True, slots=True)
class Count:
    """A number with the words it was read from. `value` is the lower bound of what is written."""

    value: float
    words: tuple[str, ...]


NOTHING = Count(0, ())


def people(hits: Hits, context: Context, found: list[Hit], spread: int = 16) -> Count:
    """The largest number of people to whom what was `found` (deaths, bad injuries) happened; 1 where none is given."""
    best = NOTHING
    taken: set[int] = set()
    for hit in found:
        if not context.counts(hit.start, hit.end):
            continue
        value, words = _number_at(hits.text, hit, spread, taken)
        if value > best.value:
            best = Count(value, words)
    return best


def short_deaths(hits: Hits, context: Context) -> Count:
    """`3死12伤`, `三人死两人伤`: the short form of headlines."""
    best = _bodies(hits, context)
    for found in _SHORT_DEAD.finditer(hits.text) if "死" in hits.text and _DEAD_AFTER.search(hits.text) else ():
        if context.counts(found.start(), found.end()) and value_of(found[1]) > best.value:
            best = Count(value_of(found[1]), (found[0],))
    return best


def _bodies(hits: Hits, context: Context) -> Count:
    """`遗体间躺着十一具`: only bodies are counted so."""
    spots = _BODY.finditer(hits.text) if "具" in hits.text else ()
    real = [each for each in spots if context.counts(each.start(), each.end())]
    return max((Count(value_of(each[1]), (each[0],)) for each in real), key=lambda each: each.value, default=NOTHING)


def money(hits: Hits, context: Context, group: str, window: int = 30) -> Count:
    """The largest sum in yuan within `window` characters of a word of loss; only sums in 万 or 亿 are looked at."""
    best = NOTHING
    if not (hits.has(group) or hits.has("severity:summed")) or not _WAN.search(hits.text):
        return best
    best = _added_up(hits, context)
    for near in outer(hits, group):
        for found in _MONEY.finditer(hits.text, max(0, near.start - window - 12), near.end + window + 12):
            value = value_of(found[1].replace("个", ""))
            if not _WAN.search(found[1]) or value <= best.value or apart(near, found.start(), found.end()) > window:
                continue
            if _ADVERB.match(hits.text, found.start()):
                continue
            if near.term in _ONLY_A_SUM and not _CHEATED.search(
                hits.text, max(0, found.start() - 60), found.end() + 60
            ):
                continue
            if context.counts(found.start(), found.end()) and not _is_harmless_sum(hits.text, found, near):
                best = Count(value, (found[0], hits.text[near.start : near.end]))
    return best


def _added_up(hits: Hits, context: Context) -> Count:
    """`一百九十个老人，加起来1700万`: shares of many added up, in a text that says who made off with them."""
    best = NOTHING
    for spot in hits.of("severity:summed"):
        found = _SUM.search(hits.text, spot.end, spot.end + _SUM_NEAR)
        if not found or not _WAN.search(found[1]):
            continue
        left, right = max(0, spot.start - _TEXT_NEAR), spot.end + _TEXT_NEAR
        if not _GONE_WITH.search(hits.text, left, right) or not context.counts(found.start(), found.end()):
            continue
        around = max(0, spot.start - 10), min(len(hits.text), found.end() + 8)
        value = value_of(found[1].replace("个", ""))
        if value > best.value and not _HARMLESS_MONEY.search(hits.text, *around):
            best = Count(value, (hits.text[spot.start : found.end()],))
    return best


def _is_harmless_sum(text: str, found: re.Match[str], near: Hit) -> bool:
    """A budget, an income, a fine: such a word stands closer to the sum than the word of loss does."""
    away = apart(near, found.start(), found.end())
    left = max(0, found.start() - 10)
    if _MARKET.search(text, max(0, left - 10), min(len(text), found.end() + 14)):
        return True
    if near.term in _KEPT and near.start >= found.end():
        return False  # `追回货款两千三百万，打到他们账上就不给了`
    if text[found.end() : near.start].strip("多元余来块的") == "" and near.start >= found.end():
        return False
    around = _HARMLESS_MONEY.search(text, left, min(len(text), found.end() + 8))
    return bool(around) and away > 2


def outer(hits: Hits, group: str) -> list[Hit]:
    """Hits of a group that are no animals and do not lie inside a harmless longer word (死亡证明, 系统瘫痪)."""
    if not hits.has(group):
        return []
    harmless = hits.of("severity:harmless")
    animals = hits.of("severity:animals") if group in _OF_LIVING else []
    if not harmless and not animals:
        return hits.of(group)
    return [
        hit
        for hit in hits.of(group)
        if not any(each.start <= hit.start and hit.end <= each.end for each in harmless)
        and not any(_is_of_animal(hits.text, hit, each) for each in animals)
    ]


def _is_of_animal(text: str, hit: Hit, animal: Hit) -> bool:
    """`鱼都死了`, `毒死了我家的鸭子`: the animal stands just before, or just after it in the same clause."""
    if 0 <= hit.start - animal.end <= 6:
        return not _BITTEN.search(text, animal.end, hit.start)
    between = text[hit.end : animal.start]
    return 0 <= animal.start - hit.end <= 7 and not _CLAUSE.search(between) and not _COUNTED.search(between)


def _number_at(text: str, hit: Hit, spread: int, taken: set[int]) -> tuple[float, tuple[str, ...]]:
    word = text[hit.start : hit.end]
    others = the_others(text, hit.start)
    if others:
        return others, (word,)
    added = _added_people(text, hit)
    if added:
        return added, (word,)
    wards = [value_of(each[1]) for each in _IN_WARDS.finditer(text, hit.end, hit.end + _WARDS_ON)]
    if len(wards) > 1:  # `送进ICU的，县医院六个、市医院七个`
        return sum(wards), (word,)
    before = _nearest_before(text, hit.start - spread, hit.start)
    if before and before.start(1) not in taken:
        taken.add(before.start(1))
        return value_of(before[1]), (text[before.start() : hit.end],)
    after = _AFTER.match(text, hit.end)
    if after and after.start(1) not in taken:
        taken.add(after.start(1))
        return value_of(after[1]), (text[hit.start : after.end()],)
    every = _number_of_all(text=text, start=hit.start)
    if every and every.start(1) not in taken:
        return value_of(every[1]), (every[0], word)
    return 1.0, (word,)


def _added_people(text: str, hit: Hit) -> float:
    """`没了八个，又走了三个，一共十一个`, `没气了，另外四个也是`, `重症22人、19人`; 0.0 if nothing is added up."""
    total = _TOTAL.search(text, hit.end, hit.end + _TOTAL_ON) or _SO_MANY_DEAD.search(
        text, hit.end, hit.end + _TOTAL_ON
    )
    if total:
        return value_of(total[1])
    more = _MORE_ALIKE.search(text, hit.end, hit.end + _TOTAL_ON)
    if more:
        return 1 + value_of(more[1])
    return listed_people(text, hit.start, hit.end)


def listed_people(text: str, start: int, end: int) -> float:
    """`男的六个、女的七个，全没上来`; `我公公、我婆婆、我小叔子，全死在那`: those listed beside `start:end`."""
    listed = _LISTED.search(text, max(0, start - _LIST_NEAR), end + _LIST_NEAR)
    if listed and (listed.end() <= start + _LIST_NEXT or listed.start() <= end + _LIST_NEXT):
        return sum(value_of(each[1]) for each in _SOME.finditer(listed[0]))
    named = _NAMED_ALL.search(text, max(0, start - _LIST_NEAR), end)
    return named[1].count("、") + 1.0 if named else 0.0


def _nearest_before(text: str, left: int, start: int) -> re.Match[str] | None:
    """`一个班的十三个人全烧进了特护病房`: of several numbers of people before a word the one next to it."""
    before = _BEFORE.search(text, max(0, left), start)
    nearer = before and _BEFORE.search(text, before.end(1) + 1, start)
    if not before or not nearer:
        return before
    apart_from = _OTHER_FATE.search(text, before.end(1), nearer.start(1))  # `十人轻伤、一人重伤`
    return nearer if apart_from or value_of(nearer[1]) > 1 else before


def _number_of_all(text: str, start: int) -> re.Match[str] | None:
    """`4人被埋，救出时均已无生命体征`: before `all of them` the last number of people a clause back."""
    if not _ALL_OF_THEM.search(text, max(0, start - 14), start):
        return None
    return next(reversed(list(_COUNTED.finditer(text, max(0, start - 34), start))), None)


def the_others(text: str, start: int) -> float:
    """`二十三名，九人撤出，其余均无生命体征`: the first number less the one that got away; 0.0 if not told so."""
    if not _THE_OTHERS.search(text, max(0, start - _OTHERS_NEAR), start + 2):
        return 0.0
    numbers = [value_of(each[1]) for each in _COUNTED.finditer(text, max(0, start - _ALL_NEAR), start)][-2:]
    return max(0.0, numbers[0] - numbers[1]) if len(numbers) > 1 else 0.0


def apart(hit: Hit, start: int, end: int) -> int:
    """Characters between a hit and `start:end`."""
    return max(hit.start - end, start - hit.end, 0)
