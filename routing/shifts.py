"""Shifts (值班): the roster, the duty log, and the written handover that both sign.

The next shift cannot begin before the one before it is handed over: written, signed by who leaves and by who comes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from errors import BadInput, Refused
from store import log, shifts
from store.actors import Actor
from store.session import Database, Session
from store.tables.people import DutyNote, Handover, Shift
from times import local, require_aware

ON_DUTY = ("duty_officer", "duty_chief")
PLANNERS = ("duty_chief", "office", "system_admin")


@dataclass(frozen=True)
class Written:
    """What the one who leaves writes: handled, still open, to watch, memo."""

    handled: str
    open: str
    watch: str
    memo: str = ""


def plan(
    database: Database,
    actor: Actor,
    starts_at: datetime,
    ends_at: datetime,
    officer_id: int,
    chief_id: int | None,
    now: datetime,
) -> int:
    """Put a shift on the roster; gives its id. Refused for who may not plan, BadInput for times that clash."""
    _require(actor, PLANNERS, "排班")
    if require_aware(ends_at) <= require_aware(starts_at):
        raise BadInput("结束时间应晚于开始时间", field="ends_at")
    with database.write() as session:
        if shifts.overlapping(session, starts_at, ends_at):
            raise BadInput("这段时间已有人值班", field="starts_at")
        shift = Shift(starts_at=starts_at, ends_at=ends_at, officer_id=officer_id, chief_id=chief_id)
        session.add(shift)
        session.flush()
        after = {"starts_at": starts_at, "ends_at": ends_at, "officer_id": officer_id, "chief_id": chief_id}
        log.append(session, actor, "plan_shift", "shift", shift.id, now, after=after)
        return shift.id


def begin(database: Database, actor: Actor, shift_id: int, now: datetime) -> None:
    """Begin a shift and sign the handover of the one before; refused while that one is not signed out."""
    with database.write() as session:
        shift = _shift(session, shift_id)
        _require_own(actor, shift)
        if shift.begun_at is not None:
            raise Refused("begun", "这一班已经开始。")
        previous = shifts.before(session, shift)
        if previous is not None and previous.begun_at is not None:
            _sign_in(session, actor, previous, shift, now)
        shift.begun_at = now
        shift.version += 1
        log.append(session, actor, "begin_shift", "shift", shift.id, now)


def _sign_in(session: Session, actor: Actor, previous: Shift, shift: Shift, now: datetime) -> None:
    handover = shifts.handover_of(session, previous.id)
    if handover is None or handover.signed_out_at is None:
        who = f"{local(previous.starts_at):%m月%d日 %H:%M} 起的一班"
        raise Refused("not_handed_over", f"{who}尚未写好并签署交接班单，不能接班。请先请交班人签字。")
    if handover.signed_out_by == actor.id:
        raise Refused("same_person", "交班人和接班人不能是同一人签字。")
    handover.signed_in_at, handover.signed_in_by, handover.next_shift_id = now, actor.id, shift.id
    log.append(session, actor, "sign_in", "handover", handover.id, now)


def note(database: Database, actor: Actor, text: str, now: datetime, case_id: int | None = None) -> int:
    """Write one line of the duty log, in the shift that is on; gives its id."""
    _require(actor, ON_DUTY, "写值班日志")
    if not text.strip():
        raise BadInput("请写明内容", field="text")
    with database.write() as session:
        shift = shifts.on_duty(session, now)
        row = DutyNote(
            shift_id=shift.id if shift else None, at=now, by_user=actor.id, text=text.strip(), case_id=case_id
        )
        session.add(row)
        session.flush()
        log.append(session, actor, "duty_note", "shift", row.shift_id, now, after={"text": row.text})
        return row.id


def hand_over(database: Database, actor: Actor, shift_id: int, written: Written, now: datetime) -> int:
    """Write and sign the handover of one's own shift; the open cases are carried over by themselves.

    May be written again until the next officer has signed. Gives the handover's id.
    """
    missing = next((name for name in ("handled", "open", "watch") if not getattr(written, name).strip()), None)
    if missing:
        raise BadInput("请填写（没有就写“无”）", field=missing)
    with database.write() as session:
        shift = _shift(session, shift_id)
        _require_own(actor, shift)
        if shift.begun_at is None:
            raise Refused("not_begun", "这一班还没有开始，不能交班。")
        handover = shifts.handover_of(session, shift_id) or Handover(shift_id=shift_id)
        if handover.signed_in_at is not None:
            raise Refused("signed", "接班人已签字，交接班单不能再改。")
        handover.handled, handover.open = written.handled.strip(), written.open.strip()
        handover.watch, handover.memo = written.watch.strip(), written.memo.strip()
        handover.open_cases = [{"id": each.id, "number": each.number} for each in shifts.open_cases(session)]
        handover.signed_out_at, handover.signed_out_by = now, actor.id
        shift.ended_at = now
        shift.version += 1
        session.add(handover)
        session.flush()
        log.append(session, actor, "hand_over", "handover", handover.id, now, after=log.snapshot(handover))
        return handover.id


def _shift(session: Session, shift_id: int) -> Shift:
    shift = session.get(Shift, shift_id)
    if shift is None:
        raise Refused("no_such_shift", "没有这一班。")
    return shift


def _require(actor: Actor, roles: tuple[str, ...], what: str) -> None:
    if not actor.has(*roles):
        raise Refused("role", f"您的岗位不能{what}。")


def _require_own(actor: Actor, shift: Shift) -> None:
    _require(actor, ON_DUTY, "交接班")
    if actor.id not in (shift.officer_id, shift.chief_id):
        raise Refused("not_yours", "这一班排的不是您；如需换班，请值班长先改排班。")
