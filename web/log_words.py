"""How the log is told to its administrator: words for actions and subjects, and only the values that are theirs.

An administrator sees no cases: of what people did in them the log tells who, what and when, not the texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from store.tables.casework import LogEntry
from web.state_words import CHANGED, value_word
from web.time_line import action_word

ACTIONS = {
    "user_added": "添加人员", "user_changed": "改人员或角色", "user_active": "停用或启用人员",
    "password_reset": "重置密码",
    "key_added": "生成接口密钥", "key_revoked": "撤销接口密钥", "source_added": "添加信源", "source_changed": "改信源",
    "source_paused": "暂停信源", "source_resumed": "恢复信源", "source_due_now": "要求马上读信源",
    "interest_added": "写关注规则", "interest_changed": "改关注规则", "interest_switched": "停用或启用关注规则",
    "proposal_taken": "采纳职责建议", "proposal_refused": "不采纳职责建议", "model_back": "退回模型版本",
    "model_promoted": "采用新模型", "unmask": "查看遮盖前的原文", "import": "导入", "export": "导出",
    "demo_people": "建立示例人员", "duty_note": "值班日志", "plan_shift": "排班", "begin_shift": "接班",
    "hand_over": "交班", "keep_policy": "登记政策", "open_consultation": "发起征求意见",
    "answer_opinion": "答复意见",
    "publish_adoption": "公布采纳情况", "merged_in": "并入", "register": "登记",
    "evidence_added": "留存证据",
    "sign_in": "登录", "sign_out": "退出", "sign_in_failed": "登录失败", "key_used": "使用接口密钥",
}  # fmt: skip
SUBJECTS = {
    "case": "事项", "candidate": "线索", "assignment": "交办", "return": "退回", "draft": "稿件", "reply": "回应",
    "promise": "承诺", "extension": "延期", "approval": "请示", "event": "事件", "item": "信息", "user": "人员",
    "token": "接口密钥", "source": "信源", "interest_rule": "关注规则", "correction": "更正", "model": "模型",
    "shift": "值班", "handover": "交接班", "policy": "政策", "consultation": "征求意见", "opinion": "意见",
    "letters": "信件", "backup": "备份",
}  # fmt: skip
OPEN = frozenset({"user", "token", "source", "interest_rule", "correction", "model", "backup", "item"})
"""Subjects of administration, whose values and reasons are shown."""
FIELDS = {
    "name": "名称", "display": "姓名", "department": "科室", "roles": "角色", "active": "启用", "enabled": "启用",
    "url": "地址", "kind": "种类", "media_level": "媒体级别", "interval_s": "间隔", "settings": "设置", "host": "主机",
    "expression": "词", "scopes": "用途", "person": "身份", "expires_at": "到期", "was": "原", "now": "改为",
    "corrections": "更正数", "count": "数量", "urls": "地址", "in_use": "在用版本", "people": "人数",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LogLine:
    """One entry in words. `changes`: (what, before, after), before empty where there was nothing."""

    id: int
    at: datetime
    who: str
    what: str
    about: str
    why: str
    changes: tuple[tuple[str, str, str], ...]


def log_line(entry: LogEntry, numbers: Mapping[int, str]) -> LogLine:
    """The entry as its administrator reads it."""
    shown = entry.subject in OPEN
    name = SUBJECTS.get(entry.subject, "其他")
    number = numbers.get(entry.subject_id or 0) if entry.subject == "case" else None
    about = f"{name} {number or entry.subject_id or ''}".strip()
    why = entry.reason if shown else "（写在事项里）" if entry.reason else ""
    changes = _values(entry) if shown else _names(entry)
    return LogLine(entry.id, entry.at, entry.actor, action_name(entry.action), about, why, changes)


def action_name(action: str) -> str:
    """The action in words."""
    if action in ACTIONS:
        return ACTIONS[action]
    word = action_word(action)
    return word if word != action else f"其他（{action}）"


def _values(entry: LogEntry) -> tuple[tuple[str, str, str], ...]:
    names = dict.fromkeys([*entry.before, *entry.after])
    return tuple(
        (FIELDS.get(name, name), _written(entry.before.get(name)), _written(entry.after.get(name)))
        for name in names
        if entry.before.get(name) != entry.after.get(name)
    )


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _names(entry: LogEntry) -> tuple[tuple[str, str, str], ...]:
    """Of a case: state, severity and department with their values, other fields by name alone."""
    found: dict[str, tuple[str, str, str]] = {}
    for row, after in entry.after.items():
        before = entry.before.get(row)
        if isinstance(after, dict) and isinstance(before, dict):
            for name, word in CHANGED.items():
                if name in after and name in before:
                    found.setdefault(word, (word, value_word(name, before[name]), value_word(name, after[name])))
    return tuple(found.values())
