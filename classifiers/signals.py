"""What the routing rules look at, found in one text: misconduct of officials, rumours, misread policy, county."""

from __future__ import annotations

from classifiers.places import PlaceReading
from classifiers.verdict import DutyMatch, Signals
from classifiers.words import Group, Hit, Hits
from packs.schema.judging import SignalWords

_ACCUSED_NEAR = 45  # characters between the deed and the one who is said to have done it
_POLICY_NEAR = 40


def signal_groups(words: SignalWords) -> list[Group]:
    """One lexicon group for each signal list of the pack."""
    return [Group(name, dict.fromkeys(terms, 1.0)) for name, terms in words.signals.items()]


def read_signals(
    hits: Hits, places: PlaceReading, duties: tuple[DutyMatch, ...], outside: tuple[DutyMatch, ...]
) -> Signals:
    """The signals of a text that was scanned with all groups of its pack."""
    misconduct, accused = _misconduct(hits)
    refuted = hits.has("refute")
    return Signals(
        duties=duties,
        outside=outside,
        misconduct=misconduct,
        accused=accused,
        rumour=_rumour(hits),
        disorder=() if refuted else hits.words("disorder"),
        misread=_misread(hits),
        county=places.county,
        city_run=hits.has("city_run"),
        elsewhere=places.elsewhere,
        several=hits.words("several"),
    )


def _misconduct(hits: Hits) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Deeds whose nearest named person is an official of ours, and those persons."""
    officials = hits.of("official")
    if not officials or not hits.has("misconduct"):
        return (), ()
    others = [each for each in hits.of("not_official") if not _inside_any(each, officials)]
    deeds, accused = {}, {}
    for deed in hits.of("misconduct"):
        near = _nearest(deed, officials)
        if near is None:
            continue
        rival = _nearest(deed, others)
        if rival is None or _apart(deed, near) <= _apart(deed, rival):
            deeds[hits.text[deed.start : deed.end]] = None
            accused[hits.text[near.start : near.end]] = None
    return tuple(deeds)[:6], tuple(accused)[:4]


def _rumour(hits: Hits) -> tuple[str, ...]:
    """Words of a rumour; hearsay alone is none, two of it or one beside a strong word are."""
    strong, hearsay = hits.words("rumour"), hits.words("hearsay")
    return (*strong, *hearsay)[:6] if strong else ()


def _misread(hits: Hits) -> tuple[str, ...]:
    """A policy and words that draw a wrong conclusion from it, near each other."""
    readings = hits.of("misreading")
    for policy in hits.of("policy"):
        for reading in readings:
            if _apart(policy, reading) <= _POLICY_NEAR and policy.start != reading.start:
                return hits.text[policy.start : policy.end], hits.text[reading.start : reading.end]
    return ()


def _nearest(deed: Hit, persons: list[Hit]) -> Hit | None:
    near = [each for each in persons if _apart(deed, each) <= _ACCUSED_NEAR]
    return min(near, key=lambda each: _apart(deed, each), default=None)


def _inside_any(hit: Hit, others: list[Hit]) -> bool:
    return any(each.start <= hit.start and hit.end <= each.end for each in others)


def _apart(left: Hit, right: Hit) -> int:
    return max(left.start - right.end, right.start - left.end, 0)
