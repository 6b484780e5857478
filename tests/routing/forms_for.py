"""A form for every move that is right as far as the form goes: whether the move is allowed is another question."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from routing.life import MOVES
from tests.routing.city import ASSIST, DRAFT, LEAD, OUTSIDER, City, the_pack

BY_FIELD: dict[str, Any] = {
    "reason": "理由",
    "title": "标题",
    "text": "内容",
    "note": "已办",
    "receipt": "凭据 7 号",
    "duty": "D13-1",
    "body": "住建局",
    "place": "门户网站",
    "what": "退还多收费用",
    "task": "核查",
    "ruling": "refuse",
    "decision": "agree",
    "reason_code": "avoidance",
    "department": ASSIST,
    "via": "phone",
    "channel": "hotline",
    "severity": "黄",
    "kind": "问题",
    "basis": "registered",
    "step": "finish",
}


def form_for(city: City, move: str, *, case_id: int = 0, now: datetime | None = None) -> dict[str, Any]:
    """Required fields filled, and what a move asks for beyond them."""
    now = now or city.now
    if move == "draft":
        return DRAFT
    form: dict[str, Any] = {}
    for field in MOVES[move].fields:
        if not field.required:
            continue
        if field.kind == "time":
            form[field.name] = now + timedelta(days=3 if field.name in ("until", "due_at") else -3)
        elif field.kind == "bool":
            form[field.name] = True
        elif field.listed in ("not_ours_reasons", "no_reply_reasons"):
            form[field.name] = getattr(the_pack().casework, field.listed)[0]
        elif field.kind in ("departments",):
            form[field.name] = [OUTSIDER]
        elif field.kind == "case":
            form[field.name] = str(case_id)
        else:
            form[field.name] = BY_FIELD.get(field.name, LEAD)
    return form | SPECIAL.get(move, {})


SPECIAL: dict[str, dict[str, Any]] = {
    "reassign": {"lead": OUTSIDER},
    "raise": {"severity": "红"},
    "lower_ask": {"severity": "蓝"},
    "correct": {"topic": "政法/公证"},
    "extend_ask": {"working_days": 1},
    "remind": {"department": LEAD},
    "supervise": {"department": LEAD},
    "circular": {"department": LEAD},
    "follow_up": {"solved": True, "satisfied": False},
    "redact": {"text": "已隐去"},
    "rule": {"reason": "职责在你科"},
    "split": {"lead": OUTSIDER},
}
