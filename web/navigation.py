"""The narrow bar: which desks a person sees. A page adds itself with one line."""

from __future__ import annotations

from dataclasses import dataclass

from store.actors import Actor

DUTY = frozenset({"duty_officer", "duty_chief", "office"})
LEADERS = frozenset({"deputy_chief", "bureau_chief"})
DESK = DUTY | LEADERS | {"political", "discipline"}
"""Who is let to the duty desk; the store shows each only what they may see there."""
DIVISION = frozenset({"liaison", "head", "discipline"})
REVIEWERS = LEADERS | {"head", "office", "political", "legality", "secrecy", "spokesperson", "discipline"}
CASE_READERS = DUTY | LEADERS | DIVISION | REVIEWERS
FIGURE_READERS = DUTY | LEADERS | {"head", "assessor", "political", "spokesperson", "discipline"}
"""Who reads figures; what a figure opens to is still only what the person may see."""
ROSTER = DUTY | LEADERS | {"political"}
KEEPERS = LEADERS | {"office", "political", "legality", "liaison", "head", "duty_officer", "duty_chief"}
"""Who reads the register of policies and the consultations; departments write only in their own."""
ADMINISTRATORS = frozenset({"system_admin", "security_admin", "audit_admin"})
SOURCE_READERS = DUTY | LEADERS | {"system_admin"}


@dataclass(frozen=True, slots=True)
class Link:
    """One place to go: address, word, icon and who is shown it (empty = everybody)."""

    address: str
    word: str
    icon: str
    roles: frozenset[str] = frozenset()


LINKS: tuple[Link, ...] = (
    Link("/desk", "值班台", "desk", DESK),
    Link("/department", "科室台", "department", DIVISION),
    Link("/cases", "事项", "cases", CASE_READERS),
    Link("/review", "审签", "review", REVIEWERS),
    Link("/search", "搜索", "search", DESK | REVIEWERS),
    Link("/figures", "指标", "figures", FIGURE_READERS),
    Link("/shifts", "值班", "shifts", ROSTER),
    Link("/policies", "政策", "policies", KEEPERS),
    Link("/sources", "信源", "sources", SOURCE_READERS),
    Link("/admin", "管理", "admin", ADMINISTRATORS | {"office"}),
    Link("/notices", "通知", "notices"),
    Link("/help", "帮助", "help"),
)


def links_for(actor: Actor) -> list[Link]:
    """What stands in the bar of this person, in order."""
    return [link for link in LINKS if not link.roles or actor.has(*link.roles)]


def first_page(actor: Actor) -> str:
    """Where a person lands after sign-in."""
    links = links_for(actor)
    return links[0].address if links else "/help"
