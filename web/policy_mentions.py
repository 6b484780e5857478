"""An event or a case that speaks of a listed policy is shown beside what the policy says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from routing.policies import Mention, listed, mentions
from store import policies
from store.session import Session
from store.tables.consulting import Policy

MOST = 3


@dataclass(frozen=True, slots=True)
class Beside:
    """A policy that a text names, and the words by which it does."""

    policy: Policy
    words: tuple[str, ...]


def beside(session: Session, texts: Iterable[str]) -> list[Beside]:
    """The listed policies that the texts name, longest name first, at most MOST."""
    names = policies.names(session)
    found: list[Mention] = mentions("\n".join(texts), map(listed, names))[:MOST] if names else []
    rows = policies.those(session, [each.policy.id for each in found])
    return [Beside(rows[each.policy.id], each.words) for each in found]
