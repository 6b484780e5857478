"""What stands at the foot of a case: the moves that lead on as buttons, the rest folded away."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from store.case_page import CaseView
from web.move_forms import Offer
from web.state_words import part_word

LEADS_ON = (
    "rule",
    "lower_decide",
    "t0_decide",
    "no_reply_decide",
    "extend_decide",
    "assign",
    "accept",
    "confirm_severity",
    "review_pass",
    "review_back",
    "publish",
    "submit",
    "draft",
    "agree_wording",
    "return_",
    "transfer_signed",
    "transfer_refused",
    "done",
    "send_back",
    "promise_keep",
    "follow_up",
    "watch",
    "close",
    "archive",
)
"""What brings a case on, the most pressing first; the first one offered is the main action."""
MOST_BUTTONS = 5
FEW = 3
"""So few other moves are not worth folding away."""


@dataclass(frozen=True, slots=True)
class Foot:
    """`first` as buttons (offer, words), `others` folded."""

    first: list[tuple[Offer, str]]
    others: list[tuple[Offer, str]]


def foot_of(offers: list[Offer], view: CaseView) -> Foot:
    """The offers as buttons; one that stands on several rows says on which."""
    times = Counter(each.move.name for each in offers)
    abouts = _abouts(view)
    named = [(each, _words(each, abouts, times[each.move.name] > 1)) for each in offers]
    first = sorted((one for one in named if one[0].move.name in LEADS_ON), key=_urgency)
    others = [one for one in named if one[0].move.name not in LEADS_ON]
    shown = first[:MOST_BUTTONS]
    rest = first[MOST_BUTTONS:] + others
    return Foot(shown + rest, []) if len(rest) <= FEW else Foot(shown, rest)


def _urgency(named: tuple[Offer, str]) -> int:
    return LEADS_ON.index(named[0].move.name)


def _words(offer: Offer, abouts: dict[tuple[str, int], str], several: bool) -> str:
    about = abouts.get((offer.move.subject, offer.subject_id), "") if several else ""
    return f"{offer.move.label}（{about}）" if about else offer.move.label


def _abouts(view: CaseView) -> dict[tuple[str, int], str]:
    abouts = {("assignment", each.id): each.department for each in view.assignments}
    abouts |= {("draft", each.id): part_word(each.part) for each in view.drafts}
    abouts |= {("reply", each.id): part_word(each.part) for each in view.replies}
    return abouts | {("promise", each.id): each.what[:10] for each in view.promises}
