"""Severity of a text: the hard triggers it meets and the score beside them; the higher of both is proposed.

Deaths, bad injuries and losses follow the steps of 国务院令第493号; all numbers are the pack's (severity.yaml).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from classifiers.context import Context
from classifiers.numbers import NUMBER, value_of
from classifiers.places import PlaceReading
from classifiers.severity_counts import NOTHING, Count, crowd, money, people, short_deaths
from classifiers.verdict import SEVERITIES, Severity
from classifiers.words import Group, Hit, Hits
from packs.schema.judging import SeverityPolicy

_RANK = re.compile(rf"(?:第|前|TOP|top|Top|NO\.?|No\.?)\s*({NUMBER})\s*(?:位|名)?|({NUMBER})\s*(?:位|名)")
_HOURS = re.compile(rf"({NUMBER})\s*(?:个)?(?:多)?(?:小时|钟头)")
_LONG = re.compile(
    r"整整一天|一整天|一天一夜|(?:一|两|三|几|数|多|好几)(?:天|昼夜)|整夜|一晚上|一宿|半天|整个上午|整个下午|(?<!\d)\d天"
)
_SIGNED = re.compile(
    r"(?:我是|本人是|我系|本人系)[^，。；被叫了把让]{0,20}?[\u4e00-\u9fa5]某某?|(?:我叫|本人叫|本人名叫)[\u4e00-\u9fa5]{2,4}"
    r"|本人[\u4e00-\u9fa5]某某?|(?:举报|投诉|控告|反映|申诉)人[:：]\S{2,4}"
)
_PAPER = re.compile(r"(?:省委机关报|省级党报|《[\u4e00-\u9fa5]{1,4}日报》)")


@dataclass(frozen=True, slots=True)
class Trigger:
    """A hard trigger that holds: its level, its name in the policy, one sentence why, and the words."""

    level: Severity
    name: str
    because: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextFacts:
    """What the other heads know and severity needs. `ours`: the text concerns this body (for media and orders)."""

    kind: str
    relevant: bool
    misread: bool
    own_duty: bool
    channel: str
    ours_named: bool


@dataclass(frozen=True, slots=True)
class TextSeverity:
    """Severity proposed from the text alone: `level` the highest trigger (else 蓝), and what the score needs."""

    level: Severity
    triggers: tuple[Trigger, ...]
    nature: float
    consequence: float
    emotion: float


def severity_groups(policy: SeverityPolicy, city: str) -> list[Group]:
    """Word groups for the lexicon; the city's own media are named after it."""
    short = city.removesuffix("市")
    own = [
        f"{short}{end}"
        for end in ("日报", "晚报", "都市报", "商报", "晨报", "电视台", "广播", "新闻网", "发布", "融媒", "在线")
    ]
    words = {name: dict.fromkeys(terms, 1.0) for name, terms in policy.words.items()}
    words["city_media"] |= dict.fromkeys(own, 1.0)
    return [Group(f"severity:{name}", terms) for name, terms in words.items()]


def from_text(hits: Hits, places: PlaceReading, facts: TextFacts, policy: SeverityPolicy) -> TextSeverity:
    """Severity of a text on arrival: triggers from numbers and words in context; spread is not known yet."""
    reader = _Reader(hits, Context(hits, places), facts, policy)
    triggers = tuple(sorted(reader.triggers(), key=lambda each: -SEVERITIES.index(each.level)))
    level = triggers[0].level if triggers else "蓝"
    nature = 1.0 if facts.relevant and facts.kind in ("问题", "误解") else 0.4 if facts.relevant else 0.0
    return TextSeverity(
        level=level,
        triggers=triggers,
        nature=nature,
        consequence=max((policy.score.consequence.get(each.level, 0.0) for each in triggers), default=0.0),
        emotion=min(1.0, 0.34 * len(hits.of("severity:emotion")) + 0.5 * bool(hits.of("severity:falsehood"))),
    )


def highest(levels: Iterable[Severity]) -> Severity:
    """The most severe of some levels, 蓝 of none."""
    return max(levels, key=SEVERITIES.index, default="蓝")


def level_for(value: float, steps: Mapping[str, float]) -> Severity | None:
    """The level whose threshold `value` reaches ("以上" includes the number), the highest first."""
    reached = [level for level in SEVERITIES if level in steps and value >= steps[level]]
    return reached[-1] if reached else None


class _Reader:
    """One text's triggers, one method for each family."""

    def __init__(self, hits: Hits, context: Context, facts: TextFacts, policy: SeverityPolicy) -> None:
        self.hits, self.context, self.facts, self.policy = hits, context, facts, policy
        self.steps = policy.thresholds

    def triggers(self) -> list[Trigger]:
        found: list[Trigger | None] = []
        if self._numbers_may_count():
            found += [*self._casualties(), self._loss(), *self._gathering(), self._escape(), *self._own_duty()]
        if self.facts.relevant:
            found += [
                self._hot_list(),
                self._order(),
                self._media(),
                self._platforms(),
                self._signed(),
                self._misread(),
            ]
        return [each for each in found if each]

    def _numbers_may_count(self) -> bool:
        """A hot list is about the whole country: its numbers count only where a place of ours stands in it."""
        return self.facts.channel != "hotlist" or self.facts.ours_named

    def _casualties(self) -> list[Trigger | None]:
        dead = max(
            people(self.hits, self.context, "severity:deaths"), short_deaths(self.hits, self.context), key=_value
        )
        hurt = people(self.hits, self.context, "severity:badly_injured")
        found = [
            self._counted(dead, self.steps.deaths, "deaths", "死亡 {} 人"),
            self._counted(hurt, self.steps.badly_injured, "badly_injured", "重伤（含重症等）{} 人"),
        ]
        return [*found, self._if_any("casualties_unnumbered", "severity:unnumbered", "提到多人死伤，未写人数")]

    def _loss(self) -> Trigger | None:
        lost = money(self.hits, self.context, "severity:loss")
        return self._counted(lost, self.steps.loss_yuan, "loss_yuan", "涉及损失 {} 元")

    def _gathering(self) -> list[Trigger | None]:
        crowded = crowd(self.hits, self.context, "severity:gathering")
        return [
            self._counted(crowded, self.steps.gathering, "gathering", "聚集 {} 人"),
            self._if_any("call_to_gather", "severity:call_to_gather", "号召聚集"),
            self._if_any("planned_visit", "severity:planned_visit", "打算集体前往"),
        ]

    def _escape(self) -> Trigger | None:
        if not self.hits.has("severity:violent") or not self.hits.has("severity:custody"):
            return None
        escaped = crowd(self.hits, self.context, "severity:escape", window=30)
        return self._counted(escaped, self.steps.violent_escape, "violent_escape", "暴力脱逃 {} 人")

    def _own_duty(self) -> list[Trigger | None]:
        found: list[Trigger | None] = []
        if not any(f"severity:{each}" in self.hits.groups for each in ("custody", "staff")):
            return found
        deaths = self._real("severity:deaths")
        custody = self._real("severity:custody")
        for hit in [*deaths, *(self._custody_natural() if custody else [])]:
            if self._same_sentence(hit, "severity:staff") and self._same_sentence(hit, "severity:on_duty"):
                found.append(self._level("staff_death", "工作人员因公死亡", (hit.term,)))
            elif custody and self._near_custody(hit) and not self._kin_before(hit):
                found.append(self._level("duty_death", "监管场所或矫正、戒毒对象死亡", (custody[0].term, hit.term)))
        supervised, crime = self._real("severity:supervised"), self._real("severity:serious_crime")
        hurt = [*self._real("severity:badly_injured"), *deaths]
        if supervised and crime and hurt:
            found.append(self._level("reoffending", "在管人员再犯致人重伤或死亡", (supervised[0].term, crime[0].term)))
        return found

    def _custody_natural(self) -> list[Hit]:
        return [hit for hit in self._real("severity:natural_deaths") if self._same_sentence(hit, "severity:custody")]

    def _near_custody(self, hit: Hit) -> bool:
        in_title = any(each.start < self.hits.title_end for each in self.hits.of("severity:custody"))
        return in_title or self._same_sentence(hit, "severity:custody")

    def _kin_before(self, hit: Hit) -> bool:
        """`缓刑人员的父亲去世`: a relative outside died, which happens everywhere."""
        kin = any(hit.start - 8 <= each.start < hit.start for each in self.hits.of("severity:kin"))
        return kin and not self._inside(hit)

    def _inside(self, hit: Hit) -> bool:
        around = self.hits.text[max(0, hit.start - 12) : hit.end + 4]
        return any(word in around for word in ("所里", "所内", "戒毒所", "强戒所", "里面"))

    def _hot_list(self) -> Trigger | None:
        lists = self.hits.of("severity:hot_list")
        if not lists or self.hits.has("severity:local_list"):
            return None
        for hit in lists:
            around = self.hits.text[max(0, hit.start - 30) : hit.end + 45]
            ranks = [value_of(found[1] or found[2]) for found in _RANK.finditer(around)]
            hours = max((value_of(found[1]) for found in _HOURS.finditer(around)), default=0.0)
            hours = max(hours, 12.0 if _LONG.search(around) else 0.0)
            if any(0 < rank <= self.steps.hot_rank for rank in ranks) and hours >= self.steps.hot_hours:
                return self._level("hot_list", f"全国热搜前 {self.steps.hot_rank} 且在榜 {hours:g} 小时", (hit.term,))
        return None

    def _order(self) -> Trigger | None:
        for name, group in (
            ("provincial_leader", "severity:provincial_leader"),
            ("order_from_above", "severity:above"),
        ):
            for hit in self._real("severity:order"):
                who = [each for each in self.hits.of(group) if 0 <= hit.start - each.end <= 28]
                if who and (name == "provincial_leader" or self.facts.kind != "资讯"):
                    because = "省级领导作出批示" if name == "provincial_leader" else "上级交办督办"
                    return self._level(name, because, (who[0].term, hit.term))
        if self.facts.channel == "superior":
            return self._level("order_from_above", "上级交办件", ())
        return None

    def _media(self) -> Trigger | None:
        if self.facts.kind == "资讯" and not self._named_and_blamed():
            return None
        for group, name in (
            ("central_media", "central_media"),
            ("provincial_media", "provincial_critical"),
            ("city_media", "city_media"),
        ):
            media = [each for each in self.hits.of(f"severity:{group}") if self._media_counts(each)]
            if group == "provincial_media" and not media:
                media = [Hit(each.start(), each.end(), 1.0, each[0]) for each in _PAPER.finditer(self.hits.text)]
            if not media:
                continue
            if name == "central_media" and self.hits.has("severity:follow_up"):
                return self._level("central_follow_up", "中央媒体批评并跟进", (media[0].term,))
            return self._level(name, _MEDIA_BECAUSE[name], (media[0].term,))
        return None

    def _media_counts(self, hit: Hit) -> bool:
        """Not praise, not a drill, and really about a report: a critical or reporting word stands near."""
        near = self.hits.text[max(0, hit.start - 30) : hit.end + 40]
        critical = any(
            each.start >= hit.start - 30 and each.start <= hit.end + 40 for each in self.hits.of("severity:critical")
        )
        return critical and not any(each.term in near for each in self.hits.of("severity:praising"))

    def _named_and_blamed(self) -> bool:
        return any(each.term in ("批评", "点名", "曝光", "痛批", "暗访") for each in self.hits.of("severity:critical"))

    def _platforms(self) -> Trigger | None:
        names = {_PLATFORM.get(each.term, each.term) for each in self.hits.of("severity:platforms")}
        if self.hits.has("severity:spread") and (level := level_for(len(names), self.steps.platforms)):
            return Trigger(level, "platforms", f"{len(names)} 个平台出现", tuple(sorted(names)))
        return None

    def _signed(self) -> Trigger | None:
        if self.facts.kind != "问题" or not self.facts.own_duty or not self.hits.has("severity:signed_matter"):
            return None
        signed = self.hits.words("severity:signed") or tuple(found[0] for found in _SIGNED.finditer(self.hits.text))
        return self._level("signed_report", "实名反映作风、收费、鉴定或公证问题", signed[:3]) if signed else None

    def _misread(self) -> Trigger | None:
        if self.facts.misread and self.hits.has("severity:major_policy"):
            return self._level(
                "misread_major_policy", "误读法律或全市性规定", self.hits.words("severity:major_policy")[:3]
            )
        return None

    def _if_any(self, name: str, group: str, because: str) -> Trigger | None:
        real = self._real(group)
        return self._level(name, because, tuple(each.term for each in real[:3])) if real else None

    def _real(self, group: str) -> list[Hit]:
        if group not in self.hits.groups:
            return []
        harmless = self.hits.of("severity:harmless")
        return [
            hit
            for hit in self.hits.of(group)
            if self.context.counts(hit.start, hit.end)
            and not any(each.start <= hit.start and hit.end <= each.end for each in harmless)
        ]

    def _same_sentence(self, hit: Hit, group: str) -> bool:
        left, right = self.context.sentence(hit.start)
        return any(left <= each.start < right for each in self.hits.of(group))

    def _counted(self, count: Count, steps: Mapping[str, float], name: str, because: str) -> Trigger | None:
        level = level_for(count.value, steps) if count is not NOTHING else None
        return Trigger(level, name, because.format(f"{count.value:g}"), count.words) if level else None

    def _level(self, name: str, because: str, words: tuple[str, ...]) -> Trigger:
        return Trigger(self.policy.levels[name], name, because, words)


_MEDIA_BECAUSE = {"central_media": "中央媒体报道", "provincial_critical": "省级媒体批评", "city_media": "市级媒体报道"}
_PLATFORM = {
    "公众号": "微信",
    "朋友圈": "微信",
    "视频号": "微信",
    "微信群": "微信",
    "b站": "B站",
    "哔哩": "B站",
    "今日头条": "头条",
}


def _value(count: Count) -> float:
    return count.value
