"""The review chain of a draft, from the pack by severity; an isolated case is signed only by those who may know it."""

from __future__ import annotations

from dataclasses import dataclass

from packs.pack import Pack
from routing.rights import LEADERS


@dataclass(frozen=True, slots=True)
class Step:
    """One signature: `role` signs; with `department` only its own people; `record` must be written down with it."""

    step: str
    name: str
    role: str
    department: str
    checks: tuple[str, ...]
    record: str


def chain_for(pack: Pack, severity: str, *, isolated: bool, department: str) -> list[Step]:
    """The signatures that a draft of `department` needs; at least one of somebody else than its writer's department."""
    steps = [
        Step(
            each.step,
            each.name,
            each.role,
            department if each.role == "head" else "",
            tuple(each.checks),
            each.record,
        )
        for each in pack.reviews.chain(severity)
    ]
    return _isolated(steps) if isolated else steps


def _isolated(steps: list[Step]) -> list[Step]:
    """机关纪委 signs for all who must not know, the bureau chief for all leaders; their records are still owed."""
    working = [each for each in steps if each.role not in LEADERS]
    leading = [each for each in steps if each.role in LEADERS]
    return [
        _joined("discipline", "机关纪委审核", "discipline", working),
        _joined("bureau_chief", "主要负责人审签", "bureau_chief", leading),
    ]


def _joined(step: str, name: str, role: str, parts: list[Step]) -> Step:
    checks = tuple(dict.fromkeys(check for each in parts for check in each.checks))
    return Step(step, name, role, "", checks, "；".join(each.record for each in parts if each.record))
