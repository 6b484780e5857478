"""Triggers from harm: dead, badly injured, money lost, crowds, escapes, deaths and crimes tied to our own duty."""

from __future__ import annotations

from classifiers.severity_counts import Count, crowd, money, people, short_deaths
from classifiers.severity_reading import Reader, Trigger
from classifiers.words import Hit

_STATED = frozenset(
    f"severity:{each}"
    for each in (
        "deaths", "natural_deaths", "badly_injured", "unnumbered", "loss", "gathering", "call_to_gather",
        "planned_visit", "escape", "supervised",
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


def _value(count: Count) -> float:
    return count.value
