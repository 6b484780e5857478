"""Lists of words as people write them in a pack: one string, words parted by spaces."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator


def _split(value: Any) -> Any:
    return tuple(value.split()) if isinstance(value, str) else value


Terms = Annotated[tuple[str, ...], BeforeValidator(_split)]
"""Words of one kind; `甲+乙` is a term of two words that must stand near each other."""
