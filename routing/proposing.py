"""Who would answer each new candidate: its judged texts are read, the rules decide, the proposal is written with why.

Pure part: `propose` chooses among the decisions for the texts of one event. Acting part: `propose_owed`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from classifiers.verdict import Reason, Verdict
from classifiers.verdict_rows import verdict_of
from packs.pack import Pack
from routing.policies import Listed, Mention, listed, mentions
from routing.responsibility import NOBODY, Responsibility, decide
from store import opening, policies
from store.owing import Telling, owe
from store.session import Database, Session
from store.tables.judging import Candidate
from store.tables.judging import Verdict as VerdictRow

BATCH = 100
_COLUMNS = ("relevant", "topic", "kind", "severity", "emotion", "places", "confidence", "reasons", "signals",
            "needs_person", "versions")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proposal:
    """The decision that an event's candidate is shown with, and the departments that it is about."""

    made: Responsibility
    accused: tuple[str, ...]
    runners_up: tuple[str, ...]


def propose(texts: Sequence[tuple[Verdict, str]], pack: Pack) -> Proposal:
    """The proposal for an event from its texts (verdict, channel), earliest first.

    A report of misconduct in any text isolates the whole event; else the first text that is ours decides, and what
    others point to stands among the runners-up. Without any such text 办公室 decides by hand (R8).
    """
    made = [(verdict, decide(verdict, channel, pack)) for verdict, channel in texts]
    isolating = [each for _, each in made if each.isolated]
    ours = [each for _, each in made if each.lead != NOBODY]
    chosen = (isolating or ours or [_by_hand(pack)])[0]
    others = [name for each in ours for name in (each.lead, *each.runners_up) if name not in (chosen.lead, NOBODY)]
    accused = accused_departments((name for verdict, _ in made for name in verdict.signals.accused), pack)
    runners = tuple(dict.fromkeys((*chosen.runners_up, *others)))[:5]
    return Proposal(chosen, accused if chosen.isolated else (), runners)


def by_drafter(made: Responsibility, found: Sequence[Mention]) -> Responsibility:
    """The same decision, led by who drafted the listed policy that the texts misread (R5: 谁起草谁解读).

    A decision by another rule, or texts that name no listed policy, stay as they are.
    """
    if made.rule != "R5" or not found or found[0].policy.department == made.lead:
        return made
    policy, words = found[0].policy, found[0].words
    why = Reason("lead", f"R5：登记的政策《{policy.title}》由{policy.department}起草，谁起草谁解读", words)
    others = tuple(name for name in (made.lead, *made.runners_up) if name != policy.department)
    assist = tuple(name for name in made.assist if name != policy.department)
    return replace(made, lead=policy.department, assist=assist, runners_up=others, reasons=(*made.reasons, why),
                   words=tuple(dict.fromkeys((*made.words, *words))))  # fmt: skip


def _by_hand(pack: Pack) -> Responsibility:
    return Responsibility("R8", pack.department_with_role("office"), confidence={"rule": 0.0, "lead": 0.0},
                          needs_person=True, routing=pack.routing.version)  # fmt: skip


def accused_departments(words: Iterable[str], pack: Pack) -> tuple[str, ...]:
    """The own departments that the words of a report name, by name or alias; a word may say more than the name."""
    found = []
    for word in words:
        for each in pack.departments.own:
            if any(name and name in word for name in (each.name, *each.aliases)):
                found.append(each.name)
    return tuple(dict.fromkeys(found))


def propose_owed(database: Database, pack: Pack, now: datetime, *, batch: int = BATCH) -> int:
    """Write a proposal on every open candidate that has none; gives how many were written."""
    written = 0
    while True:
        with database.write() as session:
            rows = opening.owed_proposals(session, batch)
            register = [listed(each) for each in policies.all_policies(session)] if rows else []
            for row in rows:
                _write(session, pack, row, register, now)
        written += len(rows)
        if len(rows) < batch:
            return written


def _write(session: Session, pack: Pack, row: Candidate, register: Sequence[Listed], now: datetime) -> None:
    judged = opening.judged_items(session, row.event_id)
    proposal = propose([(_verdict(verdict), item.channel) for item, verdict in judged], pack)
    said = "\n".join(f"{item.title}\n{item.text}" for item, _ in judged)
    made = by_drafter(proposal.made, mentions(said, register))
    row.proposed_at, row.rules_version = now, made.routing
    row.rule, row.duty, row.words = made.rule, made.duty, list(made.words)
    row.lead, row.assist = made.lead, list(made.assist)
    row.runners_up = [name for name in dict.fromkeys((*made.runners_up, *proposal.runners_up)) if name != made.lead][:5]
    row.confidence = float((made.confidence or {}).get("lead", 0.0))
    row.reasons = [{"about": each.about, "because": each.because, "words": list(each.words)} for each in made.reasons]
    row.isolated, row.accused = made.isolated, list(proposal.accused)
    row.version += 1
    for broken in made.broken:
        telling = Telling("rule", row.id, "rule_broken", "黄", f"分办规则 {broken.rule} 出错，已跳过：{broken.why}",
                          threshold=broken.rule)  # fmt: skip
        owe(session, telling, ("office", "system_admin"), now)


def _verdict(row: VerdictRow) -> Verdict:
    return verdict_of(str(row.item_id), {name: getattr(row, name) for name in _COLUMNS})
