"""The sweep: what fell due since the last one is written with its true moment, told, and followed up.

What is due lives in rows (`next_check_at`), so a program that slept for hours finds everything and dates it right, and
two sweeps at once do no harm. Each stretch is one transaction.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from errors import Refused
from packs.pack import Pack
from routing.acting import perform
from routing.calendar import WorkCalendar
from routing.clocks_checks import Check, checks
from routing.clocks_words import moment_words
from routing.forms import is_own
from routing.states import OPEN
from routing.timing import calendar_for, note_told, plan_checks, set_clocks, value_of
from store import clock_rows, log, publishing
from store.actors import PROGRAM
from store.owing import Telling, owe_all
from store.session import Database, Session
from store.tables.casework import Case, Deadline, Reminder

_LOG = logging.getLogger(__name__)
BATCH = 500
LATER = timedelta(minutes=10)
"""When a case that broke the sweep is tried again."""
LOGGED = ("breach", "reminder", "circular")
OF_THE_CENTRE = {"confirm": "duty_chief", "report": "duty_chief", "assign": "office"}
"""Steps that no department owes: who is told instead of its liaison and head."""


@dataclass(slots=True)
class Swept:
    """What one sweep did: rows looked at, how often each kind of thing fell due, what followed by itself, and how many
    rows were put off because their case broke the sweep."""

    looked_at: int = 0
    fell_due: dict[str, int] = field(default_factory=dict)
    followed: int = 0
    put_off: int = 0


@dataclass(frozen=True, slots=True)
class _Round:
    """What every look of one stretch shares."""

    session: Session
    pack: Pack
    calendar: WorkCalendar
    now: datetime
    told: list[tuple[Case, Deadline, Check]] = field(default_factory=list)
    owed: list[tuple[Telling, tuple[str, ...]]] = field(default_factory=list)


def sweep(database: Database, pack: Pack, now: datetime, *, batch: int = BATCH) -> Swept:
    """Look at everything that is due at `now` and do what follows by itself (rules: 到时提醒、催办、通报、自动生效)."""
    done = Swept()
    while (looked := _stretch(database, pack, now, batch, done)) > 0:
        done.looked_at += looked
    done.followed = _follow(database, pack, now, batch)
    return done


def _stretch(database: Database, pack: Pack, now: datetime, batch: int, done: Swept) -> int:
    """One stretch; if a case breaks it, its rows are looked at one case at a time and the broken one is put off."""
    try:
        return _transaction(database, pack, now, batch, done)
    except Exception:  # noqa: BLE001 - one case that breaks must not stop the clocks of all others
        _LOG.exception("a stretch of %d deadlines could not be swept", batch)
    if batch == 1:
        done.put_off += _put_off(database, now)
        return 1
    return sum(_stretch(database, pack, now, 1, done) for _ in range(batch))


def _put_off(database: Database, now: datetime) -> int:
    """Look at the first due case again later; the log of the program says why."""
    with database.write() as session:
        rows = clock_rows.claim_due(session, now, 1)
        for row, _ in rows:
            row.next_check_at = now + LATER
    return len(rows)


def _transaction(database: Database, pack: Pack, now: datetime, batch: int, done: Swept) -> int:
    with database.write() as session:
        rows = clock_rows.claim_due(session, now, batch)
        stretch = _Round(session, pack, calendar_for(pack), now)
        for row, case in rows:
            _look(stretch, row, case)
        owe_all(session, stretch.owed, now)
        _log(stretch)
    for _, _, check in stretch.told:
        done.fell_due[check.what] = done.fell_due.get(check.what, 0) + 1
    return len(rows)


def _look(stretch: _Round, row: Deadline, case: Case) -> None:
    """One deadline: write and tell what fell due, then say when to look again."""
    if row.state == "unknown":
        set_clocks(stretch.session, stretch.pack, case, stretch.now)
        return
    value = value_of(row, stretch.pack)
    if value.window and value.due_at is not None and value.due_at < stretch.now:
        _end_window(stretch, row, case)
        return
    untold = list(checks(value, stretch.pack.clocks, stretch.calendar, row.told or {}))
    while untold and untold[0].is_due(stretch.now):
        check = untold.pop(0)
        note_told(row, stretch.pack, check)
        if check.what == "breach":
            row.state, row.on_time = "late", False
        _tell(stretch, row, case, check)
        stretch.told.append((case, row, check))
    plan_checks(row, value, untold, stretch.now)


def _end_window(stretch: _Round, row: Deadline, case: Case) -> None:
    """A window has closed: the right to return is over, or the watch after the reply."""
    row.state, row.ended_at, row.next_check_at = "ended", row.due_at, None
    if row.step == "watch":
        telling = Telling("case", case.id, "watch_over", case.severity, f"跟踪期满，可以办结：{case.title}",
                          link=f"/cases/{case.id}", threshold=str(row.id), true_at=row.due_at)  # fmt: skip
        stretch.owed.append((telling, ("office",)))


def _tell(stretch: _Round, row: Deadline, case: Case, check: Check) -> None:
    copies = _recipients(stretch.pack, row, case, check.copy)
    people = _recipients(stretch.pack, row, case, check.to)
    telling = Telling(
        subject="case",
        subject_id=case.id,
        about=check.what,
        severity=case.severity,
        title=_title(stretch.pack, row, case, check),
        body=row.explanation,
        link=f"/cases/{case.id}",
        threshold=str(row.id),
        true_at=check.at,
    )
    stretch.owed.append((telling, (*people, *copies)))
    if check.what in ("reminder", "circular"):
        kind = "催办" if check.what == "reminder" else "通报"
        stretch.session.add(
            Reminder(
                case_id=case.id,
                kind=kind,
                step=row.step,
                department=row.department or case.lead,
                at=check.at,
                copied_to=list(copies),
                text=telling.title,
            )
        )


def _title(pack: Pack, row: Deadline, case: Case, check: Check) -> str:
    name, due = pack.clocks.step(row.step).name, moment_words(row.due_at) if row.due_at else ""
    left = f"只剩 {check.what.removeprefix('warn_')}% 的时间"
    said = {"breach": "已超时", "reminder": "超时催办", "circular": "超时通报"}.get(check.what, left)
    return f"{name}{said}（{due} 到时）：{case.title}"


def _recipients(pack: Pack, row: Deadline, case: Case, roles: tuple[str, ...]) -> tuple[str, ...]:
    """Roles as they are, but liaison and head mean those of the department that owes the step."""
    return tuple(
        dict.fromkeys(_owing(pack, row, case, each) if each in ("liaison", "head") else each for each in roles)
    )


def _owing(pack: Pack, row: Deadline, case: Case, role: str) -> str:
    if row.step in OF_THE_CENTRE:
        return OF_THE_CENTRE[row.step]
    department = row.department or case.lead
    return f"{role}@{department}" if is_own(pack, department) else "office"


def _log(stretch: _Round) -> None:
    """Breaches, reminders and circulars enter the log last, so that nothing is waited for while it is held."""
    entries = [
        log.Entry(
            PROGRAM,
            check.what,
            "case",
            case.id,
            after={"step": row.step, "key": row.key, "due_at": row.due_at, "fell_due_at": check.at},
        )
        for case, row, check in stretch.told
        if check.what in LOGGED
    ]
    log.append_all(stretch.session, entries, stretch.now)


def _follow(database: Database, pack: Pack, now: datetime, batch: int) -> int:
    """What follows by itself: severity takes effect, watching begins, silences end, broken promises are told."""
    with database.read() as session:
        owed = [("take_effect", each) for each in clock_rows.unconfirmed_in_time(session, ("红", "橙"), OPEN, batch)]
        owed += [("watch", each) for each in clock_rows.to_watch(session, batch)]
        owed += [("reopen_candidate", each) for each in clock_rows.silence_over(session, now, batch)]
    made = sum(_made(database, pack, move, subject, now) for move, subject in owed)
    return made + _broken_promises(database, now, batch)


def _made(database: Database, pack: Pack, move: str, subject: int, now: datetime) -> bool:
    """Make a move as the program; somebody may have been faster, then there is nothing to do."""
    form = {"reason": "静默到期"} if move == "reopen_candidate" else {}
    try:
        perform(database, pack, PROGRAM, move, subject, form, now=now)
    except Refused:
        return False
    return True


def _broken_promises(database: Database, now: datetime, batch: int) -> int:
    with database.write() as session:
        rows, owed = publishing.overdue_promises(session, now, batch), []
        for each in rows:
            case = session.get_one(Case, each.case_id)
            telling = Telling("case", case.id, "promise_overdue", case.severity, f"承诺到期未兑现：{each.what}",
                              link=f"/cases/{case.id}", threshold=str(each.id), true_at=each.due_at)  # fmt: skip
            owed.append((telling, (each.department, "office")))
            each.overdue_told_at = each.due_at
        owe_all(session, owed, now)
    return len(rows)
