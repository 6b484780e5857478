"""Counts that a text states: dead, badly injured, money lost, people gathered, people escaped."""

from __future__ import annotations

import re
from dataclasses import dataclass

from classifiers.context import Context
from classifiers.numbers import NUMBER, value_of
from classifiers.words import Hit, Hits

_PEOPLE = r"(?:名|个|位|条|口|人|死|伤|多名|余名)"
_BEFORE = re.compile(rf"({NUMBER})\s*{_PEOPLE}([^，。！？；,;\d]{{0,10}})$")
_AFTER = re.compile(
    rf"(?:人数)?(?:已?达到?|了|过|为|至|有|的有|增至|升至|超过|：|:)?\s*({NUMBER})\s*(?:名|个|位|条|口|人)(?!\S{{0,3}}伤)"
)
_SHORT_DEAD = re.compile(rf"({NUMBER})\s*(?:人)?死(?!刑|缓|者|因|党|角|机|活|胡同|循环|板)")
_CROWD = re.compile(
    rf"({NUMBER})\s*(?:多|来|余)?(?:名|个|位|口|号|户)?(?:的)?"
    r"(?:家属|群众|村民|业主|老人|球迷|工人|农民工|考生|市民|居民|家长|学生|司机|投资人|受害人|当事人|委托人|债权人|商户|学员"
    r"|戒毒人员|人员|群友|网友|粉丝|男女|人|户|名)"
    rf"|({NUMBER})\s*(?:多|来|余)?(?:名|个|位|口|号)(?:的)?(?!多?月|多?小时|钟头|星期|工作日)[\u4e00-\u9fa5]{{1,4}}?(?:人|者|民|员|户|生|友|客)"
)
_MONEY = re.compile(
    rf"({NUMBER})\s*(?:多|余|来)?\s*(?:元|块|人民币|没|的?[\u4e00-\u9fa5]{{0,4}}款|资金|，|。|、|；|！|!|$|损失|被|全)"
)
_WAN = re.compile(r"[万亿]")


@dataclass(frozen=True, slots=True)
class Count:
    """A number with the words it was read from. `value` is the lower bound of what is written."""

    value: float
    words: tuple[str, ...]


NOTHING = Count(0, ())


def people(hits: Hits, context: Context, group: str, spread: int = 16) -> Count:
    """The largest number of people to whom a word of `group` (deaths, bad injuries) happened; 1 where none is given."""
    best = NOTHING
    if not hits.has(group):
        return best
    taken: set[int] = set()
    for hit in _outer(hits, group):
        if not context.counts(hit.start, hit.end):
            continue
        value, words = _number_at(hits.text, hit, spread, taken)
        if value > best.value:
            best = Count(value, words)
    return best


def short_deaths(hits: Hits, context: Context) -> Count:
    """`3死12伤`, `三人死两人伤`: the short form of headlines."""
    best = NOTHING
    for found in _SHORT_DEAD.finditer(hits.text) if "死" in hits.text else ():
        if context.counts(found.start(), found.end()) and value_of(found[1]) > best.value:
            best = Count(value_of(found[1]), (found[0],))
    return best


def crowd(hits: Hits, context: Context, group: str, window: int = 18) -> Count:
    """The largest crowd: a number of people within `window` characters of a word of `group`."""
    best = NOTHING
    for near in _outer(hits, group):
        for found in _CROWD.finditer(hits.text, max(0, near.start - window - 12), near.end + window + 12):
            value = value_of(found[1] or found[2])
            if value <= best.value or _apart(near, found.start(), found.end()) > window:
                continue
            if context.counts(found.start(), found.end()) and context.counts(near.start, near.end):
                best = Count(value, (found[0], hits.text[near.start : near.end]))
    return best


def money(hits: Hits, context: Context, group: str, window: int = 24) -> Count:
    """The largest sum in yuan within `window` characters of a word of loss; only sums in 万 or 亿 are looked at."""
    best = NOTHING
    if not hits.has(group) or not _WAN.search(hits.text):
        return best
    for near in _outer(hits, group):
        for found in _MONEY.finditer(hits.text, max(0, near.start - window - 12), near.end + window + 12):
            value = value_of(found[1])
            if not _WAN.search(found[1]) or value <= best.value or _apart(near, found.start(), found.end()) > window:
                continue
            if context.counts(found.start(), found.end()):
                best = Count(value, (found[0].strip("，。、；！!"), hits.text[near.start : near.end]))
    return best


def _outer(hits: Hits, group: str) -> list[Hit]:
    """Hits of a group that are no animals and do not lie inside a harmless longer word (死亡证明, 系统瘫痪)."""
    if not hits.has(group):
        return []
    harmless = hits.of("severity:harmless")
    animals = hits.of("severity:animals")
    if not harmless and not animals:
        return hits.of(group)
    return [
        hit
        for hit in hits.of(group)
        if not any(each.start <= hit.start and hit.end <= each.end for each in harmless)
        and not any(0 <= hit.start - each.end <= 6 for each in animals)
    ]


def _number_at(text: str, hit: Hit, spread: int, taken: set[int]) -> tuple[float, tuple[str, ...]]:
    word = text[hit.start : hit.end]
    before = _BEFORE.search(text, max(0, hit.start - spread), hit.start)
    if before and before.start(1) not in taken:
        taken.add(before.start(1))
        return value_of(before[1]), (text[before.start() : hit.end],)
    after = _AFTER.match(text, hit.end)
    if after and after.start(1) not in taken:
        taken.add(after.start(1))
        return value_of(after[1]), (text[hit.start : after.end()],)
    return 1.0, (word,)


def _apart(hit: Hit, start: int, end: int) -> int:
    return max(hit.start - end, start - hit.end, 0)
