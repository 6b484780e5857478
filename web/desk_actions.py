"""The decisions at the foot of the desk: the moves on a candidate, in the order of their use, each with its key.

To confirm stands there four times: at once, with another severity, with another department, with everything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from web.move_forms import Offer

ORDER = ("confirm", "merge", "transfer", "dismiss", "silence", "police", "reopen_candidate")
VARIANTS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("at-once", "Enter", "立项", ()),
    ("severity", "S", "改级别", ("severity", "severity_reason", "major_incident")),
    ("department", "D", "改科室", ("lead", "assist")),
    ("all", "E", "补充后立项", ()),
)


@dataclass(frozen=True, slots=True)
class Action:
    """One button of the foot. `at_once`: a click does it, no form is shown; `page`: its form has a page of its own."""

    variant: str
    key: str
    word: str
    offer: Offer
    at_once: bool = False
    page: bool = False


def actions_of(offers: list[Offer]) -> list[Action]:
    """The buttons for these offers; undoing stands elsewhere, beside what was done."""
    wanted = sorted((each for each in offers if each.move.name in ORDER), key=lambda each: ORDER.index(each.move.name))
    made: list[Action] = []
    for each in wanted:
        if each.move.name == "confirm":
            made += [_confirm(each, *variant) for variant in VARIANTS]
        else:
            made.append(Action("", each.move.key, each.move.label, each, not each.fields))
    # Everything else is asked for more often than the long form.
    return sorted(made, key=lambda each: each.variant == "all")


def _confirm(offer: Offer, variant: str, key: str, word: str, names: tuple[str, ...]) -> Action:
    if variant == "at-once":
        return Action(variant, key, word, replace(offer, fields=()), True)
    fields = tuple(each for each in offer.fields if not names or each.name in names)
    return Action(variant, key, word, replace(offer, fields=fields, variant=variant), page=not names)
