"""Triggers from harm: dead, badly injured, money lost, crowds, escapes, deaths and crimes tied to our own duty."""

from __future__ import annotations

import re

from classifiers.severity_counts import Count, money, outer, people, short_deaths
from classifiers.severity_crowds import crowd, crowd_in_sight, escapees
from classifiers.severity_fatal import FINAL, gone, is_figure, is_illness, stitched
from classifiers.severity_plans import agreed_visit, is_call, is_courteous, is_grave, planned_visit
from classifiers.severity_reading import Reader, Trigger
from classifiers.words import Hit

_ACCIDENT_NEAR = 40
_TAKEN_OFF = frozenset("夜早晨拉带搬运开抢拿叫跑赶溜逃飞冲领接送推牵抱吓拖偷收取划转夺挖刮绕先就都")
_ON_FOOT = frozenset("就算会趟很好两三四五六七八九十多几远路关才还")  # `走了两趟`, `走了就是违规`
_MAIMED = frozenset(("致残", "致死", "打残", "打死", "打成重伤", "打瞎", "杀害"))  # crimes that tell of the harm, too
_BODIES = ("遗体", "尸体", "男尸", "女尸", "浮尸")
_KIN_LISTED = re.compile(r"我[^，,。、]{1,5}、|[爸妈爹娘哥弟姐妹婶叔伯]、")
_ACTIVITY_NEAR = 200
_HELD = ("severity:custody", "severity:supervised")
_PEOPLE_OF_OURS = frozenset((*_HELD, "severity:staff"))
_ON_LEAVE = re.compile(r"奔丧|送终|最后一[面程眼]|下葬|出殡|丧事|守孝|吊唁|遗嘱|继承|送他一程|送她一程|[请准批]假|安葬")
_INSIDE = re.compile(
    r"里[头面边]|进去|送进|关|送去戒|接回来|所里|所方|管教|看守|监控|录像|收监|训话|点名|通知(?:我|家)|劳动|报到|签到|领队|带队|瞒|谁值|同屋|那屋|监室"
)
_SENTENCED = ("缓刑", "判", "缓期", "监外", "社区矫正", "矫正的")  # what a judgment gives for the crime itself

_OF_BODIES = frozenset(
    f"severity:{each}"
    for each in ("deaths", "natural_deaths", "badly_injured", "unnumbered", "gone", "stitches", "serious_crime")
)
_OF_PLANS = frozenset(("severity:agreed", "severity:together", "severity:planned_visit"))
_OF_MONEY = frozenset(("severity:loss", "severity:summed"))
_OF_CROWDS = frozenset(("severity:gathering", "severity:crowding"))
_STATED = frozenset(
    f"severity:{each}"
    for each in (
        "deaths", "natural_deaths", "badly_injured", "unnumbered", "loss", "gathering", "call_to_gather",
        "planned_visit", "escape", "supervised", "rally", "together", "gone", "crowding", "agreed",
    )
)  # fmt: skip


class Harm(Reader):
    """What a text states of harm, one method for each family."""

    def triggers(self) -> list[Trigger | None]:
        """The triggers that hold; None for those that do not."""
        if (_STATED.isdisjoint(self.hits.groups) and "死" not in self.hits.text) or not self._numbers_may_count():
            return []
        return [*self._casualties(), self._loss(), *self._gathering(), self._escape(), *self._own_duty()]

    def _numbers_may_count(self) -> bool:
        """A hot list is about the whole country: its numbers count only where a place of ours stands in it."""
        return self.facts.channel != "hotlist" or self.facts.ours_named

    def _casualties(self) -> list[Trigger | None]:
        if _OF_BODIES.isdisjoint(self.hits.groups) and "死" not in self.hits.text:
            return []
        deaths = self._deaths()
        counts = (people(self.hits, self.context, deaths), short_deaths(self.hits, self.context))
        dead = max(*counts, gone(self.hits, self.context), key=_value)
        hurt = people(self.hits, self.context, self._hurt(deaths))
        found = [
            self._counted(dead, self.steps.deaths, "deaths", "死亡 {} 人"),
            self._counted(hurt, self.steps.badly_injured, "badly_injured", "重伤（含重症等）{} 人"),
        ]
        return [*found, self._if_any("casualties_unnumbered", "severity:unnumbered", "提到多人死伤，未写人数")]

    def _deaths(self) -> list[Hit]:
        """Words of death; the mild ones (`走了`, `去世`) where an accident stands before them or people are counted."""
        found = [
            hit
            for hit in outer(self.hits, "severity:deaths")
            if (not hit.term.endswith(_BODIES) or self._was_found(hit)) and not is_figure(self.hits, self.context, hit)
        ]
        for mild in outer(self.hits, "severity:natural_deaths"):
            left, _ = self.context.sentence(mild.start)
            if not self._goes_on_foot(mild) and self.context.says(
                "accident", max(left, mild.start - _ACCIDENT_NEAR), mild.start
            ):
                found.append(mild)
        return found

    def _goes_on_foot(self, mild: Hit) -> bool:
        """`拉走了` a thing, `走了两趟`, `走了就是违规`: nobody died; `我婶、我堂弟，都走了` somebody did."""
        before, after = self.hits.text[mild.start - 1 : mild.start], self.hits.text[mild.end : mild.end + 1]
        if before == "都" and _KIN_LISTED.search(self.hits.text, max(0, mild.start - 40), mild.start):
            return False
        return mild.term.startswith("走") and (before in _TAKEN_OFF or after in _ON_FOOT)

    def _was_found(self, body: Hit) -> bool:
        """A body counts where it is carried, found, lifted out, not where it lies in state or in a museum."""
        around = self.hits.text[max(0, body.start - 10) : body.end + 6]
        return any(sign in around for sign in ("具", "捞", "找到", "抬", "挖出", "发现一"))

    def _hurt(self, deaths: list[Hit]) -> list[Hit]:
        """Words of bad injury that are no part of a word of death (`抢救无效`)."""
        hurt = outer(self.hits, "severity:badly_injured")
        if "瘫痪" in self.hits.text:  # a system is paralysed, not hurt
            hurt = [hit for hit in hurt if not self.context.says("inanimate", hit.start - 8, hit.start)]
        hurt += stitched(self.hits)
        return [
            hit
            for hit in hurt
            if not any(each.start <= hit.start + 1 and hit.end <= each.end + 1 for each in deaths)
            and not is_illness(self.hits, self.context, hit)
        ]

    def _loss(self) -> Trigger | None:
        if _OF_MONEY.isdisjoint(self.hits.groups):
            return None
        lost = money(self.hits, self.context, "severity:loss")
        return self._counted(lost, self.steps.loss_yuan, "loss_yuan", "涉及损失 {} 元")

    def _gathering(self) -> list[Trigger | None]:
        plans = [self._called(), self._planned()]
        if _OF_CROWDS.isdisjoint(self.hits.groups):
            return plans
        crowded = crowd(self.hits, self.context, "severity:gathering")
        if crowded.value < max(self.steps.gathering.values()):
            crowded = max(crowded, crowd_in_sight(self.hits, self.context), key=_value)
        return [self._counted(crowded, self.steps.gathering, "gathering", "聚集 {} 人"), *plans]

    def _called(self) -> Trigger | None:
        if not (self.hits.has("severity:rally") or self.hits.has("severity:call_to_gather")):
            return None
        rallied = is_call(self.hits, self.context)
        if not (rallied or self.hits.has("severity:call_to_gather")):
            return None
        if self.context.is_peaceful(0, len(self.hits.text)):
            return None  # looked for late: many words, and few texts call
        if self.facts.channel in ("mailbox", "hotline") and is_courteous(self.hits):
            return None
        if rallied:
            return self._level("call_to_gather", "号召聚集", self.hits.words("severity:rally", most=3))
        if not self.context.says("protest"):
            return None  # friends meet at a gate, too
        return self._if_any("call_to_gather", "severity:call_to_gather", "号召聚集")

    def _planned(self) -> Trigger | None:
        if _OF_PLANS.isdisjoint(self.hits.groups):
            return None
        agreed = agreed_visit(self.hits, self.context)
        if agreed:
            return self._level("planned_visit", "打算集体前往", (agreed,))
        plan = planned_visit(self.hits, self.context)
        if plan is not None:
            return self._level("planned_visit", "打算集体前往", (plan,)) if plan else None
        words = [hit for hit in self._real("severity:planned_visit") if is_grave(self.hits, self.context, hit)]
        return self._level("planned_visit", "打算集体前往", (words[0].term,)) if words else None

    def _escape(self) -> Trigger | None:
        if not self.hits.has("severity:violent"):
            return None
        if not (self.hits.has("severity:custody") or self.hits.has("severity:locked_up") or self._in_care()):
            return None
        escaped = escapees(self.hits, self.context)
        return self._counted(escaped, self.steps.violent_escape, "violent_escape", "暴力脱逃 {} 人")

    def _own_duty(self) -> list[Trigger | None]:
        found: list[Trigger | None] = []
        if _PEOPLE_OF_OURS.isdisjoint(self.hits.groups) and not self._in_care():
            return found
        deaths = [hit for hit in self._real("severity:deaths") if not is_figure(self.hits, self.context, hit)]
        custody = [
            *self.hits.of("severity:custody"),
            *self.hits.of("severity:supervised"),
        ]  # sent there last year, dead yesterday: the death must be real
        in_care = self._in_care()
        mild = self._custody_natural() if custody or in_care else self._died_at_work()
        mild = [*mild, *(hit for hit in self._real("severity:gone") if hit.term in FINAL)]
        for hit in [*deaths, *mild]:
            if self._same_sentence(hit, "severity:staff") and self._same_sentence(hit, "severity:on_duty"):
                found.append(self._level("staff_death", "工作人员因公死亡", (hit.term,)))
            elif custody and self._near_custody(hit) and not self._kin_before(hit):
                found.append(self._level("duty_death", "监管场所或矫正、戒毒对象死亡", (custody[0].term, hit.term)))
            elif in_care and self._told_of_inside(hit) and not self._kin_before(hit):
                found.append(self._level("duty_death", "监管场所或矫正、戒毒对象死亡", (hit.term,)))
        supervised = [*self.hits.of("severity:supervised"), *(each for each in custody if "矫" in each.term)]
        crime = self._real("severity:serious_crime")
        hurt = [*self._real("severity:badly_injured"), *deaths]
        hurt += [hit for hit in crime if hit.term in _MAIMED]
        if supervised and crime and hurt and self._before(crime[-1]):
            found.append(self._level("reoffending", "在管人员再犯致人重伤或死亡", (supervised[0].term, crime[0].term)))
        return found

    def _before(self, crime: Hit) -> bool:
        """Supervised first, then the crime: `打成重伤，只判了缓刑` tells of the crime that was sentenced.

        `捅了六刀，这人是假释出来的`: told later, but by a word that is no sentence.
        """
        supervised = self.hits.of("severity:supervised") or self.hits.of("severity:custody")
        return any(each.start < crime.start or not each.term.startswith(_SENTENCED) for each in supervised)

    def _died_at_work(self) -> list[Hit]:
        """`老所长走了，走在入户的路上`: mild words, with staff and on duty in the same sentence."""
        return [hit for hit in self._real("severity:natural_deaths") if not self._goes_on_foot(hit)]

    def _custody_natural(self) -> list[Hit]:
        """`走了`, `没了` of a person in custody: in its sentence, or after what we had them do."""
        return [
            hit
            for hit in self._real("severity:natural_deaths")
            if not self._goes_on_foot(hit)
            and (self._same_sentence(hit, "severity:custody") or self._in_our_care(hit) or self._told_of_inside(hit))
        ]

    def _in_care(self) -> bool:
        """Whether the text is about those whom we hold or supervise, whatever words it has for them."""
        return bool(self.facts.topic) and self.facts.topic in self.policy.words["care_topics"]

    def _told_of_inside(self, hit: Hit) -> bool:
        """`人好好的进去，通知我时人没了`: no place is named, but the text is about those we hold; no leave to mourn."""
        if not self._in_care() or self.facts.kind == "资讯" or _ON_LEAVE.search(self.hits.text):
            return False
        return bool(_INSIDE.search(self.hits.text, max(0, hit.start - _ACTIVITY_NEAR), hit.end + _ACTIVITY_NEAR))

    def _near_custody(self, hit: Hit) -> bool:
        in_title = any(each.start < self.hits.title_end for each in self.hits.of("severity:custody"))
        return in_title or self._same_sentence(hit, "severity:custody") or self._in_our_care(hit)

    def _in_our_care(self, hit: Hit) -> bool:
        """Who is in custody or supervised is named a sentence earlier, and then what we had them do."""
        left, right = hit.start - _ACTIVITY_NEAR, hit.start
        if hit.start < self.hits.title_end:  # a title says what came of it, the text how
            left, right = self.hits.title_end, self.hits.title_end + _ACTIVITY_NEAR
        held = any(left <= each.start < right for group in _HELD for each in self.hits.of(group))
        return held and self.context.says("duty_activity", left, right)

    def _kin_before(self, hit: Hit) -> bool:
        """`缓刑人员的父亲去世`: a relative outside died, which happens everywhere."""
        kin = [each.end for each in self.hits.of("severity:kin") if hit.start - 8 <= each.start < hit.start]
        if not kin:
            return False
        since = self.hits.text[max(kin) : hit.end + 4]
        return not any(word in since for word in ("所里", "所内", "戒毒所", "强戒所", "里面"))


def _value(count: Count) -> float:
    return count.value
