"""Alerts become notices: first to whoever is on duty, then up the ladder while nobody acknowledges."""

from __future__ import annotations

from datetime import datetime

from notify.ladder import rung_due
from packs.schema.clocks import ClockNotices
from store import alerts, shifts
from store.alerts import AlertView
from store.owing import Telling, owe, owe_all
from store.session import Database, Session

WITHOUT_SHIFT = ("duty_officer", "duty_chief")
"""Who hears of an alert while the roster names nobody: better too many than nobody."""


def tell_alerts(database: Database, now: datetime) -> int:
    """Owe the notices of alerts that nobody was told of yet; gives how many alerts."""
    with database.write() as session:
        waiting = alerts.untold(session, now)
        recipients = _on_duty(session, now)
        for view in waiting:
            view.alert.told_at = now
        owe_all(session, [(_telling(view, rung=0), recipients) for view in waiting], now)
        return len(waiting)


def climb(database: Database, policy: ClockNotices, now: datetime) -> int:
    """Tell the next rung of every alert that waited too long for an acknowledgement; gives how many climbed."""
    climbed = 0
    ladder = {str(severity): rungs for severity, rungs in policy.ladder.items()}
    with database.write() as session:
        for view in alerts.unacknowledged(session, list(policy.ladder)):
            alert = view.alert
            if alert.told_at is None:
                continue
            rung = rung_due(ladder.get(alert.severity, []), alert.told_at, alert.rung, now)
            if rung is None:
                continue
            alert.rung += 1
            owe(session, _telling(view, rung=alert.rung), rung.to, now)
            climbed += 1
    return climbed


def _on_duty(session: Session, now: datetime) -> tuple[str, ...]:
    shift = shifts.on_duty(session, now)
    if shift is None:
        return WITHOUT_SHIFT
    officer = f"duty_officer@user:{shift.officer_id}"
    return (officer, f"duty_chief@user:{shift.chief_id}") if shift.chief_id else (officer,)


def _telling(view: AlertView, *, rung: int) -> Telling:
    alert = view.alert
    where = f"（{view.place}）" if view.place else ""
    why = "；".join(str(reason.get("because", "")) for reason in alert.reasons[:3] if isinstance(reason, dict))
    return Telling(
        subject="event",
        subject_id=alert.event_id,
        about="alert" if rung == 0 else "escalation",
        severity=alert.severity,
        title=f"{alert.severity}色预警{where}：{view.title}" + ("" if rung == 0 else "（尚无人确认）"),
        body=f"已有 {view.items} 条信息。{why}",
        link=f"/desk?event={alert.event_id}",
        threshold=f"{alert.severity}:{rung}",
        true_at=alert.raised_at,
        rung=rung,
    )
