"""Addresses that carry filters: what is not empty stands in them, and a place in a list as one word."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from times import require_aware

Place = tuple[int, datetime, int]


def address(path: str, fields: dict[str, str], **changes: str | int | None) -> str:
    """`path` with the fields and changes that are not empty."""
    kept = {name: str(value) for name, value in {**fields, **changes}.items() if value not in ("", None)}
    return f"{path}?{urlencode(kept)}" if kept else path


def written_place(place: Place) -> str:
    """Where a list goes on: rank, moment and id in one word."""
    return f"{place[0]}_{place[1].isoformat()}_{place[2]}"


def read_place(word: str) -> Place | None:
    """The place written in an address, None if it is not one."""
    parts = word.split("_")
    try:
        return int(parts[0]), require_aware(datetime.fromisoformat(parts[1])), int(parts[2])
    except (ValueError, IndexError, OverflowError):
        return None
