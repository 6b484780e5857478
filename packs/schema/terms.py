"""Lists of words as people write them in a pack: one string, words parted by spaces."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator


def _split(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    terms = tuple(value.split())
    for term in terms:
        if term.count("+") + term.count(">") > 1:
            raise ValueError(f"{term}：一个词里最多用一个 + 或 >，三个词的搭配请拆成两条")
    return terms


Terms = Annotated[tuple[str, ...], BeforeValidator(_split)]
"""Words of one kind; `甲+乙` is a term of two words that must stand near each other."""
