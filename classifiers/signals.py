"""What the routing rules look at, found in one text: misconduct of officials, rumours, misread policy, county."""

from __future__ import annotations

import re

from classifiers.places import PlaceReading
from classifiers.verdict import DutyMatch, Signals
from classifiers.words import Group, Hit, Hits
from packs.schema.judging import SignalWords

_ACCUSED_NEAR = 45  # characters between the deed and the one who is said to have done it
_POLICY_NEAR = 40
_BODY_ENDS = "局处所队院委会心馆站校"  # the last character of a body's name
_LED_TO = re.compile("导致|致使|引发|引来|害得|吓得|弄得|搞得|闹得|结果|一度|[几数近上多]百|[百千]余|[十百千]多?名")
# `在一家律所拿钱`, `案子往那家律所推`: where something was done or for whom, not who did it.
_NOT_THE_DOER = re.compile("(?:[在进到往向](?:[一那这某哪]?[家个]|同一家|某)?|[给替][^，。]{0,4})$")
_HEARD = frozenset(("rumour", "hearsay"))
_SHORT = 150  # characters; below, a single word of ours weighs more


def signal_groups(words: SignalWords) -> list[Group]:
    """One lexicon group for each signal list of the pack."""
    return [Group(name, dict.fromkeys(terms, 1.0)) for name, terms in words.signals.items()]


def read_signals(
    hits: Hits, places: PlaceReading, duties: tuple[DutyMatch, ...], outside: tuple[DutyMatch, ...]
) -> Signals:
    """The signals of a text that was scanned with all groups of its pack."""
    misconduct, accused = _misconduct(hits, not outside or outside[0].weight <= 2 * own_weight(duties) + 3)
    return Signals(
        duties=duties,
        outside=outside,
        misconduct=misconduct,
        accused=accused,
        rumour=_rumour(hits),
        disorder=_disorder(hits),
        misread=_misread(hits),
        county=places.county,
        county_body=bool(places.county) and hits.has("county_body"),
        city_run=hits.has("city_run") or _is_city_body(hits, places, duties),
        elsewhere=places.elsewhere,
        several=_several(hits, duties),
        brevity=round(min(2.0, max(1.0, _SHORT / max(len(hits.text), 1))), 2),
    )


def _misconduct(hits: Hits, titles_count: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Deeds whose nearest named person is an official of ours, and those persons.

    `titles_count`: whether a bare title (`副局长`) may be one of ours; not where the text is about another body.
    """
    if not hits.has("misconduct"):
        return (), ()
    officials = hits.of("official")
    others = [
        each
        for each in hits.of("not_official")
        if not _inside_any(each, officials) and not _NOT_THE_DOER.search(hits.text, max(0, each.start - 6), each.start)
    ]
    if titles_count:
        titles = [each for each in hits.of("official_title") if not _inside_any(each, hits.of("not_official"))]
        officials = officials + [each for each in titles if not _belongs(each, others)]
    deeds: dict[str, None] = {}
    accused: dict[str, None] = {}
    for deed in hits.of("misconduct"):
        near = None if _is_denied(hits.text, deed) else _nearest(deed, officials)
        if near is None:
            continue
        rival = _nearest(deed, others)
        if rival is None or _apart(deed, near) <= _apart(deed, rival):
            deeds[hits.text[deed.start : deed.end]] = None
            accused[hits.text[near.start : near.end]] = None
    return tuple(deeds)[:6], tuple(accused)[:4]


def own_weight(duties: tuple[DutyMatch, ...]) -> float:
    """Weight of the best own duty line, 0 where none is touched."""
    return duties[0].weight if duties else 0.0


def _several(hits: Hits, duties: tuple[DutyMatch, ...]) -> tuple[str, ...]:
    """Words by which a writer counts several demands, or a title that lists several departments' matters."""
    title = hits.text[: hits.title_end]
    listed = False
    if title and any(sign in title for sign in "、和与"):
        named = {each.department for each in duties if each.weight >= 2 and any(word in title for word in each.words)}
        listed = len(named) >= 2
    return hits.words("several") or (("标题并列",) if listed else ())


def _rumour(hits: Hits) -> tuple[str, ...]:
    """Words of a rumour; hearsay alone is none, hearsay that the writer doubts or calls a rumour is one."""
    if _HEARD.isdisjoint(hits.groups):
        return ()
    strong, hearsay, doubt = hits.words("rumour"), hits.words("hearsay"), hits.words("doubt")
    doubt = doubt or hits.words("refute")
    return (*strong, *hearsay, *doubt)[:6] if strong or (hearsay and doubt) else ()


def _disorder(hits: Hits) -> tuple[str, ...]:
    """Words of visible disorder; where the text refutes the rumour, only what it says the rumour led to."""
    if not hits.has("refute"):
        return hits.words("disorder")
    found = [
        each
        for each in hits.of("disorder")
        if _LED_TO.search(hits.text, max(0, each.start - _ACCUSED_NEAR), each.start)
    ]
    return tuple(dict.fromkeys(hits.text[each.start : each.end] for each in found))[:6]


def _misread(hits: Hits) -> tuple[str, ...]:
    """A policy and words that draw a wrong conclusion from it, near each other."""
    if not hits.has("policy"):
        return ()
    readings, weak = hits.of("misreading"), hits.of("misreading_weak")
    if not readings and len(weak) < (1 if hits.has("refute") else 2):
        return ()
    readings = readings or weak
    for policy in hits.of("policy"):
        for reading in readings:
            if _apart(policy, reading) <= _POLICY_NEAR and policy.start != reading.start:
                return hits.text[policy.start : policy.end], hits.text[reading.start : reading.end]
    return ()


def _is_city_body(hits: Hits, places: PlaceReading, duties: tuple[DutyMatch, ...]) -> bool:
    """`A市麓山公证处`: the city's name stands right before a body of our duties; asked only where a county is named."""
    if not places.county or not places.city_ends:
        return False
    bodies = [
        start
        for each in duties
        for start, end, _, _ in hits.groups.get(f"duty:{each.duty}", ())
        if hits.text[end - 1] in _BODY_ENDS
    ]
    near = [(end, start) for end in places.city_ends for start in bodies if 0 <= start - end <= 3]
    return any(places.county not in hits.text[end:start] for end, start in near)


def _belongs(title: Hit, others: list[Hit]) -> bool:
    """`教育局人事科科长`: the office named just before is another body's."""
    return any(0 <= title.start - each.end <= 10 or 0 <= each.start - title.end <= 2 for each in others)


def _is_denied(text: str, deed: Hit) -> bool:
    return text[max(0, deed.start - 1) : deed.start] in ("不", "没", "未", "无", "拒")


def _nearest(deed: Hit, persons: list[Hit]) -> Hit | None:
    near = [each for each in persons if _apart(deed, each) <= _ACCUSED_NEAR]
    return min(near, key=lambda each: _apart(deed, each), default=None)


def _inside_any(hit: Hit, others: list[Hit]) -> bool:
    return any(each.start <= hit.start and hit.end <= each.end for each in others)


def _apart(left: Hit, right: Hit) -> int:
    return max(left.start - right.end, right.start - left.end, 0)
