"""The judge as it ships, trained heads and all, on texts written from the duties and the rules.

The first three sets were written before the code was read, the fourth after; the fifth and sixth by two others, who
saw none of it, the seventh and eighth by two more. With one half of the fifth the code was mended, with the sixth
hardly at all, with the seventh and eighth not at all: whoever works on the judge leaves those two closed. Each was
scored once before anything was mended with it (docs/measured.md has those figures): the floors here only keep what was
learnt. `alt` holds a second reading that counts as right too.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from classifiers.verdict import Text
from commands.judge import build_judge
from routing.responsibility import decide
from tests.classifiers.judging import own_texts, pack

SETS = ("justice_blind_first", "justice_blind_second", "justice_blind_third", "justice_blind_fourth")
PLAIN_SETS = ("justice_own_fourth", "justice_own_fifth")  # citizens' words without official terms; severity unsaid
STRANGERS = ("justice_blind_fifth", "justice_blind_sixth")
UNSEEN = ("justice_blind_seventh", "justice_blind_eighth")
FLOORS = (
    (SETS, {"relevant": 0.97, "lead": 0.93, "rule": 0.93, "kind": 0.85, "sev": 0.97}),
    (PLAIN_SETS, {"relevant": 0.97, "lead": 0.93, "rule": 0.93, "kind": 0.85}),
    (STRANGERS, {"relevant": 0.94, "lead": 0.92, "rule": 0.90, "kind": 0.86, "sev": 0.92}),
    (UNSEEN, {"relevant": 0.96, "lead": 0.90, "rule": 0.84, "kind": 0.87, "sev": 0.93}),
)
OUR_MATTER = ("lead", "rule")  # asked only of what concerns us


@cache
def judged(name: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each row with what the shipped judge makes of it."""
    rows = own_texts(name)
    verdicts = build_judge(pack(), Path("no-models-here")).judge(
        [Text(row["id"], row["t"], row["x"], row["c"]) for row in rows]
    )
    bodies = [decide(verdict, row["c"], pack()) for verdict, row in zip(verdicts, rows, strict=True)]
    return [
        (
            row,
            {
                "relevant": verdict.relevant,
                "kind": verdict.kind,
                "sev": verdict.severity,
                "rule": body.rule,
                "lead": body.lead,
            },
        )
        for row, verdict, body in zip(rows, verdicts, bodies, strict=True)
    ]


def is_right(row: dict[str, Any], got: dict[str, Any], field: str) -> bool:
    other = row.get("alt", {}).get(field, [])
    return got[field] == row.get(field, True) or got[field] in (other if isinstance(other, list) else [other])


def rights(name: str, field: str) -> list[bool]:
    """For each row of a set that asks for the field, whether the judge has it right."""
    return [
        is_right(row, got, field)
        for row, got in judged(name)
        if field == "relevant" or (field in row and (field not in OUR_MATTER or row.get("relevant", True)))
    ]


@pytest.mark.parametrize(
    ("name", "field", "floor"),
    [(name, *floor) for names, floors in FLOORS for name in names for floor in floors.items()],
)
def test_texts_written_apart_from_the_code_are_judged_as_measured(name: str, field: str, floor: float) -> None:
    right = rights(name, field)
    assert len(right) >= 55
    assert sum(right) / len(right) >= floor
