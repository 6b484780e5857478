"""The table of states and moves as a page of documentation: `python -m routing.life_words > docs/states.md`."""

from __future__ import annotations

import sys

from routing.life import MOVES, STATES
from routing.move import Move
from store.actors import ROLES

HEAD = """# States and moves

Written by `python -m routing.life_words > docs/states.md` from the table that the server enforces; a test holds the two
together. Who may do what from where; everything else is refused and changes nothing.

In an isolated case (an official or department of the system is reported on) 机关纪委 (`discipline`) does what offices
and departments do elsewhere, and the bureau chief decides what any leader would; nobody else sees it. Liaisons and
heads act only for their own department; the office acts for counties and outside bodies, which do not work with the
program.
"""
SUBJECT_NAMES = {
    "candidate": "线索 candidate",
    "new": "登记 new",
    "case": "事项 case",
    "assignment": "交办 assignment",
    "return": "退回 return",
    "draft": "稿件 draft",
    "reply": "回应 reply",
    "promise": "承诺 promise",
    "extension": "延期 extension",
    "approval": "请示 approval",
}


def as_markdown() -> str:
    """The whole page."""
    parts = [HEAD, "## States\n"]
    for subject, states in STATES.items():
        if states:
            listed = " · ".join(f"`{name}` {label}" for name, label in states.items())
            parts.append(f"**{SUBJECT_NAMES[subject]}**: {listed}\n")
    roles = " · ".join(f"`{name}` {label}" for name, label in ROLES.items())
    parts.append(f"## Roles\n\n{roles} · `program` the program itself\n\n## Moves\n")
    for subject in STATES:
        rows = [_row(move) for move in MOVES.values() if move.subject == subject]
        parts.append(
            f"### {SUBJECT_NAMES[subject]}\n\n| move | from | to | who | form | condition |\n|---|---|---|---|---|---|"
        )
        parts[-1] += "\n" + "\n".join(rows) + "\n"
    return "\n".join(parts)


def _row(move: Move) -> str:
    where = " ".join(f"`{each}`" for each in move.from_states) or "–"
    if move.case_states:
        where += "; case in " + " ".join(f"`{each}`" for each in move.case_states)
    who = " ".join(f"`{each}`" for each in (*move.roles, *(("program",) if move.program else ())))
    form = " ".join(f"{each.name}{'*' if each.required else ''}" for each in move.fields) or "–"
    key = f" [{move.key}]" if move.key else ""
    own = " (own department)" if move.own else ""
    to = f"`{move.to_state}`" if move.to_state else "–"
    return f"| `{move.name}` {move.label}{key} | {where} | {to} | {who}{own} | {form} | {move.condition or '–'} |"


if __name__ == "__main__":
    sys.stdout.write(as_markdown())
