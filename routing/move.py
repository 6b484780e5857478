"""What a move is: one row of the table that says who may do what from where, and what a person fills in for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from routing.work import Work

FieldKind = Literal[
    "text", "long", "choice", "department", "departments", "outside", "time", "bool", "table", "number", "case"
]
Subject = Literal[
    "candidate", "new", "case", "assignment", "return", "draft", "reply", "promise", "extension", "approval"
]
Choices = tuple[tuple[str, str], ...]

SEVERITY_CHOICES: Choices = (("红", "红（特别重大）"), ("橙", "橙（重大）"), ("黄", "黄（较大）"), ("蓝", "蓝（一般）"))
KIND_CHOICES: Choices = tuple((word, word) for word in ("建议", "困难", "问题", "疑问", "误解", "资讯"))
DECISION_CHOICES: Choices = (("agree", "同意"), ("refuse", "不同意"))

DEPARTMENT_ROLES = ("liaison", "head", "discipline")
"""Who acts for a department, and then only for their own."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a move's form.

    `kind`: text, long, choice, department (own department or a county's body), departments (several), outside (an
    outside body), time, bool, number (whole), case (a case's number or id), table (rows with `columns`). `choices`:
    (value, label) pairs; where the pack holds the list, `listed` names it and `forms.fields_of` fills the choices in.
    `prefill` names the attribute of the subject that a page may offer as a start.
    """

    name: str
    label: str
    kind: FieldKind = "text"
    required: bool = False
    choices: Choices = ()
    columns: Choices = ()
    listed: str = ""
    help: str = ""
    prefill: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table of moves.

    `from_states`: states of the subject (for `new` none); `case_states`: states that its case must be in (empty =
    any). `to_state`: the subject's state afterwards, "" = unchanged or decided by the form. `own`: people of a
    department act only for their own one. `condition` says in words what `check` tests: it gives None or the sentence
    why not. `key`: the key on the desk. `apply` does it. `program`: the program may do it by itself.
    """

    name: str
    label: str
    subject: Subject
    from_states: tuple[str, ...]
    to_state: str
    roles: tuple[str, ...]
    apply: Callable[[Work], None]
    fields: tuple[Field, ...] = ()
    case_states: tuple[str, ...] = ()
    own: bool = False
    condition: str = ""
    check: Callable[[Work], str | None] | None = None
    key: str = ""
    program: bool = False

    @property
    def needs_reason(self) -> bool:
        """True if the form cannot be sent without a written reason."""
        return any(field.name == "reason" and field.required for field in self.fields)


def reason(label: str = "理由", *, required: bool = True, help: str = "") -> Field:
    """The field in which a person says why."""
    return Field("reason", label, "long", required=required, help=help)
