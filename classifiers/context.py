"""Whether something said in a text really happened here and now: not denied, drilled, past, rumoured or elsewhere."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from functools import cached_property, lru_cache

from classifiers.places import PlaceReading
from classifiers.words import Hit, Hits

_SENTENCE_END = re.compile(r"[。！？!?；;\n]")
_CLAUSE_END = re.compile(r"[，,。！？!?；;、,\n：:\s]")
_OLD_YEAR = re.compile(r"(?:19\d\d|20[01]\d|一九[零〇一二三四五六七八九]{2}|二[零〇]{2}[零〇一二三四五六七八九])年")
_NOW = re.compile(r"(?<!去年)(?<!前年)今天|昨天|昨晚|昨夜|前天|前晚|上周|上礼拜|刚刚|今早|今晨|凌晨|本月|这个月|今年")
_SUPPOSED = re.compile(r"(?:要是|如果|假如|假设|万一|倘若|再不)[^。！？]*?(?:到时候|就会|就得|就要|将会)")
_IF = re.compile(r"要是|如果|假如|假设|万一|倘若")
_THEN = re.compile(r"怎么办|咋办|谁负责|谁来|谁担|怎么赔|找谁")
_OUTCOME = re.compile(r"，[^，,]{0,6}?(?:昨|今天|今早|今晨|结果|导致|致使|引发|害得|吓得|弄得|搞得|闹得|现在)")
_SET_OFF = re.compile(r"[涌赶挤跑围堵冲聚抢拥]")
_STILL_DENIED = re.compile(
    "没有此事|没这回事|秩序正常|旧视频|并不存在|子虚乌有|查无此事|听风就是雨|就俩|就两个|没几个(?:人|[，,。])|人影[都也]没"
)
_JUST_AFTER = 14  # characters within which `是谣传` still speaks of what stands before it
_FALSE = frozenset(
    (
        "谣传",
        "谣言",
        "造谣",
        "不实",
        "辟谣",
        "编造",
        "散布",
        "假视频",
        "不信谣",
        "别再传",
        "夸大",
        "真信了",
        "什么都敢编",
        "瞎编",
        "听风就是雨",
    )
)
_OWN_HEARSAY = frozenset(("听说", "有人说", "说是", "说的", "说什么"))  # after it they tell why, not whether
_DENIED_SOON = 40  # characters within which `没有此事` speaks of the crowd before it
_SHOUTED = re.compile(r"[喊说讲称叫]|解释|广播|喇叭|贴")  # `保安喊没这回事`: what somebody tells the crowd
# `走到北京去告`, `从广州赶回来`: where somebody would go or comes from, not where it happened.
_SETS_OUT = re.compile(r"(?:[走告闹跑找反映捅][到去]|上访到|转[到去往]|转院[到去]|送[到去往]|[拉运寄][到去往])$")
_SETS_OUT_AFTER = re.compile(r"[^，,。]{0,3}?(?:上访|讨|告状|信访|的医院|[^，,。]{0,4}医院|治|会诊|抢救)")
_ON_THE_WAY = re.compile(r"[^，,。]{0,4}?(?:赶[回来到过]|回来|坐车|飞[回来]|的[车火票])")
_ABROAD = ("境外", "国外", "海外", "外地", "外省", "外国")
_WENT = re.compile(r"[到去往逃在了]$")
# `怕是有三百人` guesses, `均无生命体征` tells of the dead: they deny nothing.
_NO_DENIAL = {"怕": ("是", "有"), "无人": ("机", "驾驶"), "均无": ("生命体征",), "已无": ("生命体征",)}
_A_CLAUSE = 5  # characters of what a rumour says, at least
_FOUND_OUT = re.compile(r"才(?:知道|晓得|发现|明白|听说|搞清)|后来|结果|最后|到头来|警方|民警|官方|通报|辟谣说")
_LED_TO = re.compile(
    r"[吓招引惹害闹赶]|[一]?传开|于是|结果|后来|现场|今[早天晨晚]|昨[天晚日]|刚才|现在|楼下|门口|门外|门前|大厅"
)
_BELIEVED = re.compile(  # `听信传言赶来的`: they really came
    r"(?:听信|轻信|信了|误信|看了|因|受|让|被)[^，,。]{0,8}$|因为?“[^”]{0,40}”[^，,。]{0,4}$"
)
_REAL = ("实际", "确认", "经核实", "确有", "实为", "截至", "官方", "通报称")


# Groups whose words are common and rarely needed: looked for where a trigger asks, not in every text.
ASKED_LATER = frozenset(
    (
        "care_topics", "reported", "peaceful", "protest", "dire", "officials", "anonymous", "accident", "inanimate",
        "duty_activity", "blamed",
    )
)  # fmt: skip


@lru_cache(maxsize=256)
def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern that finds whichever of some words: one pass over a text instead of one for each word."""
    return re.compile("|".join(map(re.escape, words)) or "(?!)")


class Context:
    """Judges the surroundings of a position in one text."""

    def __init__(
        self, hits: Hits, places: PlaceReading, words: Mapping[str, tuple[str, ...]], sent_to_us: bool = False
    ) -> None:
        """`sent_to_us`: a letter or call; a far place in it makes its own sentence play there, not all of it."""
        self._hits = hits
        self._far = places.is_elsewhere and not sent_to_us
        self._places = places
        self._text = hits.text
        self._words = words
        self._refuted = hits.has("refute")

    @cached_property
    def _sentence_ends(self) -> list[int]:
        return [found.start() for found in _SENTENCE_END.finditer(self._text)]

    def counts(self, start: int, end: int) -> bool:
        """Whether what stands at `start:end` may trigger: here, now, really, and not denied."""
        left, right = self.sentence(start)
        return not (
            self._is_denied(start, end)
            or self._within("severity:drill", left, right)
            or (_IF.search(self._text, left, start) and _THEN.search(self._text, end, right))
            or self._is_past(left, start)
            or self._is_elsewhere(left, start, right)
            or self._is_rumoured(left, start, right)
        )

    def says(self, group: str, left: int = 0, right: int | None = None) -> bool:
        """Whether a word of a group that is asked later stands in `text[left:right]`."""
        right = len(self._text) if right is None else right
        return bool(any_of(self._words[group]).search(self._text, max(0, left), right))

    def is_peaceful(self, left: int, right: int) -> bool:
        """A lecture, a show, a stream stands there, and nothing in the text sounds like protest."""
        return self.says("peaceful", left, right) and not self.says("protest")

    def plan_counts(self, start: int, end: int) -> bool:
        """Whether a plan is one of here and now: another clause may tell of last year."""
        left, right = self.sentence(start)
        clause = max((found.end() for found in _CLAUSE_END.finditer(self._text, left, start)), default=left)
        return not (
            self._within("severity:drill", left, right)
            or self._within("severity:past", clause, start)
            or self._is_elsewhere(left, start, right)
            or self._is_rumoured(max(clause - _JUST_AFTER, left), start, min(right, end + _JUST_AFTER))
        )

    def crowd_counts(self, start: int, end: int) -> bool:
        """As `counts`, for people who came together: a crowd that a rumour brought out is real; a lecture is none."""
        left, right = self.sentence(start)
        if self.is_peaceful(left, right):
            return False
        if _SUPPOSED.search(self._text, left, start):
            return False
        return self.counts(start, end) or self._rumour_moved(left, start, end) or self._seen_by_writer(left, start, end)

    def _seen_by_writer(self, left: int, start: int, end: int) -> bool:
        """A crowd told in the writer's own words, in a text that also tells or refutes a rumour.

        Not inside quotes, not in the clause that says `谣传`, not followed by `没有此事` in the writer's own voice.
        """
        text, rumours = self._text, self._hits.of("severity:rumour")
        clause = max((found.end() for found in _CLAUSE_END.finditer(text, left, start)), default=left)
        told = [
            hit
            for hit in rumours
            if clause <= hit.start < start
            and not _BELIEVED.search(text, left, hit.start)
            and not (hit.term in _OWN_HEARSAY and _LED_TO.search(text, hit.end, start))
        ]
        if told or any(self._is_of_rumour(start, end, hit) for hit in rumours):
            return False
        if text.count("“", 0, start) > text.count("”", 0, start) or self._is_past(left, start):
            return False
        denied = _STILL_DENIED.search(text, end, end + _DENIED_SOON)
        if denied and not _SHOUTED.search(text, max(end, denied.start() - 8), denied.start()):
            return False
        right = self.sentence(start)[1]
        return not (
            self._is_denied(start, end)
            or self._within("severity:drill", left, right)
            or self._is_elsewhere(left, start, right)
        )

    def _is_of_rumour(self, start: int, end: int, rumour: Hit) -> bool:
        """`造谣说，五百人堵门`, `五百人堵门是谣言`: the count is what the rumour says."""
        if 0 <= start - rumour.end <= _JUST_AFTER:
            between = self._text[rumour.end : start]
            if rumour.term in _FALSE and len(between) > _A_CLAUSE and _CLAUSE_END.search(between):
                return False  # `谣传要涨价，四百人连夜排队`
            return not (_LED_TO.search(between) or _BELIEVED.search(self._text, 0, rumour.start) or "”" in between)
        between = self._text[end : rumour.start]
        if _FOUND_OUT.search(between):  # `站了两百多人，吵到中午才知道是谣言`
            return False
        return 0 <= rumour.start - end <= _JUST_AFTER and (
            not _CLAUSE_END.search(between) or between.endswith(("是", "系", "属", "为"))
        )

    def _rumour_moved(self, left: int, start: int, end: int) -> bool:
        """`流传“…”，三百多名家长涌到学校`: outside the quotes and in a clause after the rumour people set off."""
        rumours = self._hits.of("severity:rumour")
        heard = sorted(hit.end for hit in [*rumours, *self._hits.of("refute")] if hit.start < start)
        right = self.sentence(start)[1]
        if not heard or any(end <= hit.start <= min(right, end + _JUST_AFTER) for hit in rumours):
            return False
        clause = [found.end() for found in _CLAUSE_END.finditer(self._text, heard[-1], start)]
        if not clause or self._text.count("“", 0, start) > self._text.count("”", 0, start):
            return False
        if _STILL_DENIED.search(self._text) or self._is_past(left, start):
            return False
        return not self._is_elsewhere(left, start, right) and bool(_SET_OFF.search(self._text, clause[-1], right))

    def is_past(self, start: int) -> bool:
        """Whether what stands at `start` is told of a year long over."""
        return self._is_past(self.sentence(start)[0], start)

    def _is_past(self, left: int, start: int) -> bool:
        """Long over, unless what follows the year in the sentence is of these days (`去年进的所，昨晚人没了`)."""
        spots = [hit.end for hit in self._hits.of("severity:past") if left <= hit.start < start]
        spots += [found.end() for found in _OLD_YEAR.finditer(self._text, left, start)]
        return bool(spots) and not _NOW.search(self._text, max(spots), start)

    def sentence(self, position: int) -> tuple[int, int]:
        """Start and end of the sentence around `position`."""
        ends = self._sentence_ends
        index = bisect_left(ends, position)
        return (ends[index - 1] + 1 if index else 0), (ends[index] if index < len(ends) else len(self._text))

    def _is_denied(self, start: int, end: int) -> bool:
        left = max(0, start - 10)
        for found in _CLAUSE_END.finditer(self._text, left, start):
            left = found.end()
        return any(
            left <= hit.start < end and not self._text.startswith(_NO_DENIAL.get(hit.term, "\n"), hit.end)
            for hit in self._hits.of("severity:negated")
        )

    def _is_elsewhere(self, left: int, start: int, right: int) -> bool:
        """The last place named before it in its sentence decides, else the places that follow there."""
        if self._far:
            return True
        ours, other = self._places.our_spots, [each for each in self._places.other_spots if not self._fled_to(each)]
        if not other:
            return False
        last_ours = max((spot for spot in ours if left <= spot < start), default=-1)
        last_other = max((spot for spot in other if left <= spot < start), default=-1)
        if last_ours != last_other:
            return last_other > last_ours
        return any(start <= spot < right for spot in other) and not any(start <= spot < right for spot in ours)

    def _fled_to(self, spot: int) -> bool:
        """`人在境外`, `转到国外`, `走到北京去`: where somebody or the money went, not where it happened."""
        before, after = self._text[max(0, spot - 4) : spot], self._text[spot + 2 : spot + 14]
        if _SETS_OUT.search(before) or (before.endswith("从") and _ON_THE_WAY.match(after)):
            return True
        if before.endswith(("去", "到", "上")) and _SETS_OUT_AFTER.match(after):
            return True
        if not self._text.startswith(_ABROAD, spot):
            return False
        went = _WENT.search(self._text, max(0, spot - 4), spot)
        return bool(went) or self._text[spot + 2 : spot + 3] in "人面车口牌号来老货司工"  # `外地人`: who they are

    def _is_rumoured(self, left: int, start: int, right: int) -> bool:
        """In a text that refutes, only what it says really happened counts; what a rumour led to has happened."""
        if self._is_outcome(left, start):
            return False
        if self._refuted:
            sentence = self._text[left:right]
            return not any(word in sentence for word in _REAL) or self._within("severity:rumour", left, right)
        return self._is_hearsay(left, start, right)

    def _is_hearsay(self, left: int, start: int, right: int) -> bool:
        """Said by others before it or just after it; `假的`, `谣言` count wherever they stand in the sentence."""
        for hit in self._hits.of("severity:rumour"):
            own = hit.term in _OWN_HEARSAY
            if own and hit.end <= start and _LED_TO.search(self._text, hit.end, start):
                continue  # `听说没审核，今早收费站被堵`: heard is why, not that
            if left <= hit.start < right and (hit.start <= start + 2 * _JUST_AFTER or hit.term in _FALSE):
                return not (hit.start >= start and own)
        return False

    def _is_outcome(self, left: int, start: int) -> bool:
        """`谣传要关门，昨天大厅挤进来两百人`: between the rumour and here stands when or that something came of it."""
        rumours = [hit.end for hit in self._hits.of("severity:rumour") if left <= hit.start < start]
        if not rumours or any(start <= hit.start <= start + _JUST_AFTER for hit in self._hits.of("severity:rumour")):
            return False
        return bool(_OUTCOME.search(self._text, rumours[-1], start))

    def _within(self, group: str, left: int, right: int) -> bool:
        return any(left <= hit.start < right for hit in self._hits.of(group))
