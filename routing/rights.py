"""May this person make this move here? The table's row is tested part by part; the answer is a reason."""

from __future__ import annotations

from typing import Any

from errors import Refused
from packs.pack import Pack
from routing.forms import is_own
from routing.move import DEPARTMENT_ROLES, Move
from routing.states import ENDED, state_label, state_of
from routing.work import Work
from store.tables.casework import Assignment, Case
from store.tables.replying import Draft, Promise

LEADERS = frozenset({"deputy_chief", "bureau_chief", "spokesperson"})
"""In an isolated case the bureau chief decides what any of these would decide."""


def roles_for(move: Move, isolated: bool) -> frozenset[str]:
    """The roles that may make this move; in an isolated case 机关纪委 does the work and the bureau chief decides."""
    roles = frozenset(move.roles)
    if not isolated:
        return roles
    deciding = frozenset({"bureau_chief"}) if roles & (LEADERS | {"bureau_chief"}) else frozenset()
    working = frozenset({"discipline"}) if roles - LEADERS - {"bureau_chief"} else frozenset()
    return deciding | working


def refusal(work: Work, move: Move) -> Refused | None:
    """Why the person may not make this move now, None if they may. Tested in this order: accused, role and
    department, state, condition."""
    case, actor = work.case, work.actor
    if case is not None and actor.department and actor.department in case.accused:
        return Refused("accused", "本事项反映的是您所在的科室，应当回避。")
    return _role_refusal(work, move) or _state_refusal(work, move) or _condition_refusal(work, move)


def _role_refusal(work: Work, move: Move) -> Refused | None:
    # The desk decides on candidates of either kind: whether it sees an isolated one was asked before.
    actor, isolated = work.actor, bool(work.case is not None and work.case.isolated and move.subject != "candidate")
    if move.program and actor.has("program"):
        return None
    held = roles_for(move, isolated) & actor.roles
    acting = DEPARTMENT_ROLES if not isolated else ("liaison", "head")
    if held - set(acting):
        return None
    if not held and not (move.own and actor.has("office") and not isolated):
        who = "、".join(work.pack.roles.roles[role].name for role in move.roles)
        return Refused("role", f"“{move.label}”由{who}办理。")
    department = department_of(work.subject, work.case)
    if not move.own or may_act_for(work.pack, actor.department if held else "", actor.has("office"), department):
        return None
    return Refused("department", f"“{move.label}”只能由{department or '承办科室'}办理。")


def may_act_for(pack: Pack, own: str, is_office: bool, department: str) -> bool:
    """True for people of that department; the office acts for bodies that do not work here (counties, outside)."""
    return bool(department) and (own == department or (is_office and not is_own(pack, department)))


def department_of(subject: Any, case: Case | None) -> str:
    """The department whose people act on this subject: its own, else the lead department of the case."""
    if isinstance(subject, Assignment | Draft | Promise):
        return subject.department
    return case.lead if case is not None else ""


def _state_refusal(work: Work, move: Move) -> Refused | None:
    if move.subject == "new":
        return None
    state = state_of(work.subject)
    if state not in move.from_states:
        where = "、".join(state_label(move.subject, each) for each in move.from_states)
        return Refused(
            "state", f"现在是“{state_label(move.subject, state)}”，不能“{move.label}”；只有在“{where}”时可以。"
        )
    if move.subject in ("candidate", "case") or work.case is None:
        return None
    state = work.case.state
    if state in ENDED or (move.case_states and state not in move.case_states):
        return Refused("state", f"事项现在是“{state_label('case', state)}”，不能“{move.label}”。")
    return None


def _condition_refusal(work: Work, move: Move) -> Refused | None:
    why = move.check(work) if move.check is not None else None
    return Refused("condition", why) if why else None
