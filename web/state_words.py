"""Words for states, parts and changes that pages need beside those of the life of a case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from routing.states import BEFORE_REPLY, STATES
from web.wording import shown

GROUPS: dict[str, tuple[str, ...]] = {
    "在办": BEFORE_REPLY,
    "待签收": ("assigned",),
    "审签和待发布": ("review", "approved"),
    "已回应": ("replied", "watched", "no_reply"),
    "已办结": ("closed", "archived"),
    "已转出": ("transferred",),
}
"""Groups of states that the list of cases offers."""
PARTS = {
    "lead": "主办",
    "assist": "协办",
    "transfer": "转出",
    "authoritative": "权威信息",
    "interim": "进展通报",
    "reply": "公开回应",
}
RULINGS = {"": "待裁定", "agree": "同意退回", "refuse": "不同意退回", "designate": "会商后指定"}
EVENT_CHANGES = {
    "merged": "并入另一事件",
    "absorbed": "并入了另一事件",
    "split": "拆分",
    "severity": "等级变化",
    "interest": "符合关注规则",
}
CHANGED = {
    "state": "状态",
    "severity": "等级",
    "lead": "主办",
    "department": "科室",
    "t0": "起算时刻",
    "major_incident": "重大突发",
    "kind": "诉求类别",
    "topic": "主题",
    "disclosure": "公开属性",
}
"""Changes that a line of the time line tells; others stay in the log."""
_STATES = {
    state: word
    for subject in ("promise", "return", "extension", "reply", "candidate", "assignment", "draft", "approval", "case")
    for state, word in STATES[subject].items()
}
"""Where two subjects call a state alike, the word of the later one is shown."""


def state_word(state: str) -> str:
    """The state's name, whatever it belongs to."""
    return _STATES.get(state, state)


def part_word(part: str) -> str:
    """The name of a part of a case: of a department in it, or of an outgoing text."""
    return PARTS.get(part, part)


def value_word(name: str, value: Any) -> str:
    """A value of the log in words."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if name == "state":
        return state_word(str(value))
    if name.endswith("_at") or name == "t0":
        try:
            return shown(datetime.fromisoformat(str(value)))
        except ValueError:
            return str(value)
    return "（空）" if value in (None, "", []) else str(value)
