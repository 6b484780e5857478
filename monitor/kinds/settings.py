"""Reading a source's own settings, which people may have typed: a wrong value falls back to the default."""

from __future__ import annotations

from collections.abc import Mapping


def words(settings: Mapping[str, object], name: str, default: str = "") -> str:
    """The setting as trimmed text, else `default`."""
    value = settings.get(name)
    return value.strip() or default if isinstance(value, str) else default


def whole_number(settings: Mapping[str, object], name: str, default: int) -> int:
    """The setting as a number of at least 1, else `default`."""
    value = settings.get(name)
    if isinstance(value, str) and value.strip().isdigit():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 1 else default
