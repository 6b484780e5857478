"""A move under way: the rows it touches, the values filled in, and what it leaves behind (log, notices, warnings)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from packs.pack import Pack
from store.actors import Actor
from store.session import Session
from store.tables.casework import Case
from store.tables.judging import Candidate


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a move. `version` is the subject's new one; `undo_until` is set where 撤销 is possible until then;
    `warnings` are hints that did not stop it."""

    case_id: int | None
    subject_id: int
    version: int
    message: str
    undo_until: datetime | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Owed:
    """A notice to be owed at the end of the move: to roles, departments or `user:<id>`."""

    about: str
    title: str
    recipients: tuple[str, ...]
    threshold: str = ""
    body: str = ""
    later_s: int = 0
    case: Case | None = None

    def about_case(self, case: Case) -> Owed:
        """The same notice about another case."""
        return replace(self, case=case)


@dataclass(slots=True)
class Work:
    """One move of one actor on one subject at `now`. `case` is the subject's case, or the case that it opens."""

    session: Session
    pack: Pack
    actor: Actor
    now: datetime
    move_name: str
    subject: Any
    case: Case | None
    form: dict[str, Any] = field(default_factory=dict)
    owed: list[Owed] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    also_logged: list[tuple[str, Case, str]] = field(default_factory=list)
    made: dict[str, Any] = field(default_factory=dict)
    message: str = ""
    also_reason: str = ""
    undo_until: datetime | None = None
    to_state: str | None = None
    secret: bytes | None = None

    @property
    def the_case(self) -> Case:
        """The case of this move; only for moves that have one."""
        assert self.case is not None
        return self.case

    @property
    def candidate(self) -> Candidate:
        """The subject of a move of the desk."""
        assert isinstance(self.subject, Candidate)
        return self.subject

    @property
    def reason(self) -> str:
        """The written reason, empty where none was given."""
        return str(self.form.get("reason") or "")

    def tell(
        self, about: str, title: str, *recipients: str, threshold: str = "", body: str = "", later_s: int = 0
    ) -> None:
        """Owe a notice about the case when the move is done."""
        people = tuple(each for each in recipients if each)
        self.owed.append(Owed(about, title, people, threshold, body, later_s))

    def log_also(self, action: str, case: Case, reason: str = "") -> None:
        """Leave an entry in the log of another case that this move touched."""
        self.also_logged.append((action, case, reason))
