"""Owing notices: written in the same transaction as what they tell of, one per person, unique by its key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, or_, select
from sqlalchemy.orm import Session

from store.actors import ROLES
from store.inserting import insert_into
from store.seeing import DESK, SEES_ISOLATED
from store.tables.casework import Case
from store.tables.judging import Candidate
from store.tables.people import User, UserRole
from store.tables.telling import Notice

_NOTICE = cast(Table, Notice.__table__)
OF_A_DEPARTMENT = ("liaison", "head", "discipline")
"""Through whom a department is told."""
LEADERS = ("deputy_chief", "bureau_chief", "spokesperson")
"""What they would hear of an isolated matter the bureau chief hears, who decides it."""


@dataclass(frozen=True)
class Telling:
    """What is to be told. `about`: alert, assigned, warn_50, warn_25, breach, reminder, circular, escalation, … and
    `threshold` tells repeats apart (a clock's id, a rung). `true_at`: when it really fell due, if that was earlier."""

    subject: str
    subject_id: int
    about: str
    severity: str
    title: str
    body: str = ""
    link: str = ""
    threshold: str = ""
    true_at: datetime | None = None
    not_before: datetime | None = None
    rung: int = 0


@dataclass(frozen=True, slots=True)
class Hearer:
    """A person who may be told: id, department, roles held."""

    id: int
    department: str
    roles: frozenset[str]

    def may_hear(self, matter: Matter) -> bool:
        """False for people of an accused department, and of an isolated matter for all who may not know it."""
        if self.department and self.department in matter.accused:
            return False
        return not matter.isolated or not self.roles.isdisjoint(matter.known_to)


@dataclass(frozen=True, slots=True)
class Matter:
    """What a notice is about, as far as it limits who hears: `known_to` are the roles that may know an isolated one."""

    isolated: bool = False
    accused: tuple[str, ...] = ()
    known_to: tuple[str, ...] = SEES_ISOLATED

    def hears(self, recipient: str) -> str:
        """Who hears what was meant for `recipient`: 机关纪委 in the place of those who may not know the matter."""
        if not self.isolated or "user:" in recipient or recipient in self.known_to:
            return recipient
        return "bureau_chief" if recipient in LEADERS else "discipline"


ORDINARY = Matter()


Meant = dict[str, list[tuple[Hearer, str]]]
"""Recipient → the people it means, each with the name under which robots know it: a role or a department."""


def owe(session: Session, telling: Telling, recipients: Sequence[str], now: datetime) -> int:
    """Owe `telling` to everybody whom one of `recipients` means; gives the number of new notices.

    A recipient is a role (`office`), a department (its head and liaisons), `liaison@律师工作科` (who holds the role
    there), `user:5` (a person) or `duty_officer@user:5` (a person in that role). One notice per person, unique by its
    key: owing twice changes nothing. People of an accused department are left out. Of an isolated matter 机关纪委 hears
    what others would hear, the bureau chief what the leaders would; where nobody of them may, the bureau chief alone.
    """
    return owe_all(session, [(telling, recipients)], now)


def owe_all(session: Session, owed: Sequence[tuple[Telling, Sequence[str]]], now: datetime) -> int:
    """Owe many tellings, each to its recipients, with one question for all the people and one insert."""
    if not owed:
        return 0
    meant = _meant(session, {each for _, recipients in owed for each in recipients if each})
    matters = _matters(session, {(telling.subject, telling.subject_id) for telling, _ in owed})
    rows = []
    for telling, recipients in owed:
        matter = matters.get((telling.subject, telling.subject_id), ORDINARY)
        told = _told(meant, [matter.hears(each) for each in recipients], matter)
        if matter.isolated and not told:
            told = _told(meant, ["bureau_chief"], matter)
        rows += [_row(telling, user_id, name, now) for user_id, name in told.items()]
    return insert_once(session, rows)


def _told(meant: Meant, recipients: Iterable[str], matter: Matter) -> dict[int, str]:
    """Person → the name under which robots know them, for those of the recipients who may hear of the matter."""
    told: dict[int, str] = {}
    for recipient in recipients:
        for hearer, name in meant.get(recipient, ()):
            if hearer.may_hear(matter):
                told.setdefault(hearer.id, name)
    return told


def _matters(session: Session, subjects: set[tuple[str, int]]) -> dict[tuple[str, int], Matter]:
    """The cases and events among the subjects; the desk may know an isolated event, for it decides on it."""
    found: dict[tuple[str, int], Matter] = {}
    for subject, subject_id in subjects:
        if subject == "case" and (case := session.get(Case, subject_id)) is not None:
            found[subject, subject_id] = Matter(case.isolated, tuple(case.accused))
    events = [subject_id for subject, subject_id in subjects if subject == "event"]
    for row in session.scalars(select(Candidate).where(Candidate.event_id.in_(events))) if events else ():
        found["event", row.event_id] = Matter(row.isolated, tuple(row.accused), (*SEES_ISOLATED, *DESK))
    return found


def _row(telling: Telling, user_id: int, recipient: str, now: datetime) -> dict[str, Any]:
    key = ":".join((telling.subject, str(telling.subject_id), telling.about, telling.threshold, str(user_id)))
    return {
        "key": key,
        "subject": telling.subject,
        "subject_id": telling.subject_id,
        "about": telling.about,
        "severity": telling.severity,
        "recipient": recipient,
        "recipient_id": user_id,
        "channel": "console",
        "title": telling.title,
        "body": telling.body,
        "link": telling.link,
        "owed_at": now,
        "true_at": telling.true_at,
        "not_before": telling.not_before,
        "next_at": telling.not_before or now,
        "rung": telling.rung,
        "attempts": 0,
        "last_error": "",
    }


def insert_once(session: Session, rows: Sequence[dict[str, Any]]) -> int:
    """Insert notices whose keys are not there yet, all with the same columns; gives how many are new."""
    if not rows:
        return 0
    # The table itself and not the class, and no RETURNING: plain rows, thousands of them at a close of office.
    statement = insert_into(session, _NOTICE).on_conflict_do_nothing(index_elements=["key"])
    done = session.execute(statement, list(rows), execution_options={"preserve_rowcount": True})
    return int(done.rowcount)  # type: ignore[attr-defined]


def _meant(session: Session, recipients: set[str]) -> Meant:
    roles, places, persons = {*SEES_ISOLATED, *DESK}, set[str](), set[int]()
    for each in recipients:
        role, _, where = each.rpartition("@")
        if where.startswith("user:"):
            persons.add(int(where.removeprefix("user:")))
        elif where in ROLES and not role:
            roles.add(where)
        else:
            places.add(where)
    asked = or_(UserRole.role.in_(roles), User.department.in_(places), User.id.in_(persons))
    people = _hearers(session, asked)
    return {each: _who(each, people) for each in (*recipients, *SEES_ISOLATED)}


def _hearers(session: Session, asked: Any) -> list[Hearer]:
    question = (
        select(User.id, User.department, UserRole.role)
        .join(UserRole, UserRole.user_id == User.id)
        .where(User.active.is_(True), asked)
        .order_by(User.id)
    )
    found: dict[int, tuple[str, set[str]]] = {}
    for user_id, department, role in session.execute(question):
        found.setdefault(user_id, (department, set()))[1].add(role)
    return [Hearer(user_id, department, frozenset(roles)) for user_id, (department, roles) in found.items()]


def _who(recipient: str, people: Iterable[Hearer]) -> list[tuple[Hearer, str]]:
    role, _, where = recipient.rpartition("@")
    if where.startswith("user:"):
        wanted = int(where.removeprefix("user:"))
        return [(each, role or each.department or where) for each in people if each.id == wanted]
    if where in ROLES and not role:
        return [(each, where) for each in people if where in each.roles]
    members = [each for each in people if each.department == where and not each.roles.isdisjoint(OF_A_DEPARTMENT)]
    # A department without the one is told through the other: better the wrong desk than nobody.
    return [(each, where) for each in [each for each in members if role in each.roles] or members]
