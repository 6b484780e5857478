"""Duty lines and rules of the pack by their id, for pages that say why a department leads."""

from __future__ import annotations

from packs.pack import Pack


def duty_line(pack: Pack, duty_id: str) -> str:
    """The duty's line, empty where the pack has none of that id (an older version of the pack had it)."""
    for department in (*pack.departments.own, *pack.departments.outside):
        for duty in department.duties:
            if duty.id == duty_id:
                return duty.line
    return ""


def rule_line(pack: Pack, rule_id: str) -> str:
    """What the rule of that id says, empty where the pack has none (any more)."""
    return next((rule.because for rule in pack.routing.rules if rule.id == rule_id), "")
