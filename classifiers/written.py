"""Texts written one by one, each with what a careful official would say of it: what composed texts lack in variety.

A file of `corpus/written/` holds one text a line, ten fields apart by `||`; a line that begins with # is a remark.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from classifiers.composing import CORPUS
from classifiers.kind import KINDS
from classifiers.verdict import CHANNELS, SEVERITIES
from errors import BadInput

APART = "||"
NOBODY = "none"
_MOODS = ("positive", "neutral", "negative")
_RULES = (NOBODY, *(f"R{number}" for number in range(1, 9)))


class Written(NamedTuple):
    """One text: `lead` answers it by the routing rule `rule`; `duty` is the body whose duty the main demand touches,
    whatever the rule. Both are `none` where nobody is meant."""

    channel: str
    topic: str
    kind: str
    severity: str
    emotion: str
    rule: str
    lead: str
    duty: str
    title: str
    text: str

    @property
    def relevant(self) -> bool:
        """Whether somebody owes an answer."""
        return self.lead != NOBODY


def read_written(folder: Path = CORPUS / "written") -> list[Written]:
    """All texts, in order of their files' names.

    Raises BadInput with file, line and field for a line without ten fields or with a value that no text can have.
    """
    return [row for file in sorted(folder.glob("*.txt")) for row in _rows_of(file)]


def _rows_of(file: Path) -> Iterator[Written]:
    for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
        if line.startswith("#") or not line.strip():
            continue
        fields = [each.strip() for each in line.split(APART)]
        if len(fields) != len(Written._fields):
            raise BadInput(f"应有十栏，读到 {len(fields)} 栏", file=str(file), line=number)
        row = Written(*fields)
        _check(row, file, number)
        yield row


def _check(row: Written, file: Path, number: int) -> None:
    known = (("channel", CHANNELS), ("kind", KINDS), ("severity", SEVERITIES), ("emotion", _MOODS), ("rule", _RULES))
    for name, values in known:
        if getattr(row, name) not in values:
            raise BadInput(f"没有这个值：{getattr(row, name)!r}", file=str(file), line=number, field=name)
    for name in ("topic", "lead", "duty", "text"):
        if not getattr(row, name):
            raise BadInput("不能为空", file=str(file), line=number, field=name)
