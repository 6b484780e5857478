"""Quiet hours: they delay delivery, never evaluation; 红 and 橙 break through (local practice, in the pack)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from packs.schema.clocks import Quiet
from times import SHANGHAI, local, require_aware


def deliver_at(owed_at: datetime, severity: str, quiet: Quiet) -> datetime:
    """The earliest moment at which a notice owed at `owed_at` may ring; UTC.

    Outside quiet hours, or for a severity that breaks through, that is at once; else the end of the quiet hours.
    """
    moment = require_aware(owed_at)
    if severity in quiet.break_through or not is_quiet(moment, quiet):
        return moment
    here = local(moment)
    end = datetime.combine(here.date(), _clock(quiet.ends), tzinfo=SHANGHAI)
    if end <= here:
        end += timedelta(days=1)
    return require_aware(end)


def is_quiet(moment: datetime, quiet: Quiet) -> bool:
    """True if the wall clock of Asia/Shanghai stands within the quiet hours, which may run over midnight."""
    begins, ends, now = _clock(quiet.begins), _clock(quiet.ends), local(moment).time()
    if begins == ends:
        return False
    if begins < ends:
        return begins <= now < ends
    return now >= begins or now < ends


def _clock(value: time | str) -> time:
    return value if isinstance(value, time) else time.fromisoformat(value)
