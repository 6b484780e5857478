"""The states of a case and of all that belongs to it, with their names on pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from store.tables.casework import Approval, Assignment, Case, Extension, Return
from store.tables.judging import Candidate
from store.tables.replying import Draft, Promise, Reply

CASE_STATES: dict[str, str] = {
    "registered": "已登记",
    "graded": "已定级",
    "assigned": "待签收",
    "in_hand": "办理中",
    "drafting": "拟稿",
    "review": "审签",
    "approved": "待发布",
    "replied": "已回应",
    "watched": "跟踪",
    "no_reply": "决定不公开回应",
    "closed": "已办结",
    "archived": "已归档",
    "merged": "已并案",
    "transferred": "已转出",
    "withdrawn": "已撤销登记",
}
CANDIDATE_STATES: dict[str, str] = {
    "open": "待研判",
    "silenced": "静默",
    "confirmed": "已立项",
    "dismissed": "无关",
    "merged": "并案",
    "transferred": "转出",
    "police": "紧急转110",
}
ASSIGNMENT_STATES: dict[str, str] = {
    "assigned": "待签收",
    "accepted": "已签收",
    "returned": "已退回待裁定",
    "done": "已办毕",
    "reassigned": "已改派",
    "withdrawn": "已撤回",
    "signed": "对方已签收",
    "former": "上一轮承办",
}
RETURN_STATES: dict[str, str] = {"pending": "待裁定", "ruled": "已裁定"}
DRAFT_STATES: dict[str, str] = {
    "drafting": "拟稿",
    "review": "审签",
    "sent_back": "退改",
    "approved": "待发布",
    "published": "已发布",
    "replaced": "已被新稿替换",
}
REPLY_STATES: dict[str, str] = {"published": "已发布", "withdrawn": "已撤下"}
PROMISE_STATES: dict[str, str] = {"open": "未兑现", "kept": "已兑现"}
EXTENSION_STATES: dict[str, str] = {"pending": "待批", "decided": "已批复"}
APPROVAL_STATES: dict[str, str] = {
    "lower": "降级待批",
    "t0": "更正起算时刻待批",
    "no_reply": "不公开回应待批",
    "decided": "已批复",
}
STATES: dict[str, dict[str, str]] = {
    "candidate": CANDIDATE_STATES,
    "new": {},
    "case": CASE_STATES,
    "assignment": ASSIGNMENT_STATES,
    "return": RETURN_STATES,
    "draft": DRAFT_STATES,
    "reply": REPLY_STATES,
    "promise": PROMISE_STATES,
    "extension": EXTENSION_STATES,
    "approval": APPROVAL_STATES,
}
"""Subject → its states → their names."""

BEFORE_REPLY = ("registered", "graded", "assigned", "in_hand", "drafting", "review", "approved")
AFTER_REPLY = ("replied", "watched")
OPEN = (*BEFORE_REPLY, *AFTER_REPLY, "no_reply")
ENDED = ("merged", "withdrawn")

_STATE_OF: dict[type[Any], Callable[[Any], str]] = {
    Candidate: lambda row: str(row.state),
    Case: lambda row: str(row.state),
    Assignment: lambda row: str(row.state),
    Draft: lambda row: str(row.state),
    Return: lambda row: "ruled" if row.ruling else "pending",
    Reply: lambda row: "withdrawn" if row.withdrawn_at else "published",
    Promise: lambda row: "kept" if row.kept_at else "open",
    Extension: lambda row: "decided" if row.decision else "pending",
    Approval: lambda row: "decided" if row.decision else str(row.kind),
}


def state_of(row: Any) -> str:
    """The state of a row that moves are made on, empty for None."""
    return "" if row is None else _STATE_OF[type(row)](row)


def state_label(subject: str, state: str) -> str:
    """The name of a state on pages; the bare word where it has none."""
    return STATES[subject].get(state, state)
