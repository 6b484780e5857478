"""How long a failed notice waits: longer each time, with an end that is an hour, never "never"."""

from __future__ import annotations

from datetime import timedelta

FIRST = timedelta(seconds=15)
LONGEST = timedelta(hours=1)


def wait_after(attempts: int, asked: timedelta | None = None) -> timedelta:
    """The wait before try number `attempts + 1`: 15 s, 30 s, 1 min, … at most 1 h; at least what the channel asked."""
    grown: timedelta = min(FIRST * 2 ** min(max(attempts - 1, 0), 20), LONGEST)
    return max(grown, asked) if asked else grown
