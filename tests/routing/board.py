"""A row in every state that the subject of any move can be in, made once and kept: what cells are tried on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from store.tables.base import Base
from store.tables.casework import Assignment, Extension, Return
from store.tables.replying import Promise, Reply
from tests.routing.city import (
    ASSIST,
    DISCIPLINE,
    DISCIPLINE_STANDS_IN,
    DRAFT,
    LEAD,
    City,
    add_candidate,
    advance,
    approval_of,
    assignment_of,
    case_in,
    draft_of,
)
from tests.routing.forms_for import form_for

# Moves that look at more than the state need a row of their own kind.
VARIANTS = {"press_held": "red", "waive_press": "red", "take_effect": "late", "send_back": "letter",
            "transfer_signed": "transfer", "transfer_refused": "transfer", "agree_wording": "assist"}  # fmt: skip


@dataclass
class Board:
    """Rows by (subject, state, variant), each with the moment at which it was ready."""

    city: City
    isolated: bool
    rows: dict[tuple[str, str, str], tuple[int, datetime]] = field(default_factory=dict)

    def row(self, subject: str, state: str, move: str) -> tuple[int, datetime]:
        """The row's id and the moment."""
        place = (subject, state, VARIANTS.get(move, ""))
        if place not in self.rows:
            made = MAKERS[subject](self, state, place[2])
            self.rows[place] = (made, self.city.now)
        return self.rows[place]

    def case(self, state: str, variant: str = "", **more: Any) -> int:
        """A case in that state, isolated ones with 机关纪委."""
        values = {"severity": {"red": "红", "late": "橙"}.get(variant, "黄")}
        # In isolation only who wrote or called is answered; nothing goes to the public page.
        values["channel"] = "mailbox" if variant == "letter" or self.isolated else "forum"
        if self.isolated:
            values |= {"isolated": True, "accused": [ASSIST], "lead": DISCIPLINE, "rule": "R1"}  # type: ignore[dict-item]
        made = case_in(self.city, state, **(values | more))
        if variant == "late":
            self.city.later(hours=1)
        return made

    @property
    def lead(self) -> str:
        """The department in charge."""
        return DISCIPLINE if self.isolated else LEAD


def new_board(city: City, *, isolated: bool) -> Board:
    """An empty board; in isolated cases 机关纪委 and the bureau chief do what others do elsewhere."""
    city.stands_in = DISCIPLINE_STANDS_IN if isolated else {}
    return Board(city, isolated)


def _candidate(board: Board, state: str, variant: str) -> int:
    city = board.city
    row = add_candidate(city, severity="黄")
    name = {"confirmed": "confirm", "dismissed": "dismiss", "merged": "merge", "transferred": "transfer",
            "police": "police", "silenced": "silence"}.get(state)  # fmt: skip
    if name:
        form = form_for(city, name, case_id=board.case("graded")) if name != "confirm" else {"assign": False}
        city.do("duty_officer", name, row, form)
    return row


def _assignment(board: Board, state: str, variant: str) -> int:
    city = board.city
    if variant == "transfer" and not board.isolated:
        case_id, department = case_in(city, "transferred", severity="黄"), "住建局"
    elif variant == "assist" and not board.isolated:
        case_id, department = board.case("in_hand"), ASSIST
        city.do("office", "add_assist", case_id, {"department": ASSIST, "task": "核查"})
        advance(city, case_id, "drafting")
    else:
        case_id, department = board.case("assigned"), board.lead
    return _force(city, Assignment, assignment_of(city, case_id, department), state)


def _force(city: City, table: type[Base], row_id: int, state: str) -> int:
    """Put a row into a state; the way there does not matter to the move that is tried."""
    with city.database.write() as session:
        session.get_one(table, row_id).state = state  # type: ignore[attr-defined]
    return row_id


def _return(board: Board, state: str, variant: str) -> int:
    city, case_id = board.city, board.case("assigned")
    city.do("liaison", "return_", assignment_of(city, case_id, board.lead), form_for(city, "return_"))
    row = city.rows(Return, case_id=case_id)[-1].id
    if state == "ruled":
        city.do("office", "rule", row, form_for(city, "rule"))
    return int(row)


def _draft(board: Board, state: str, variant: str) -> int:
    city = board.city
    way = {"sent_back": "review", "published": "replied", "replaced": "drafting"}.get(state, state)
    case_id = board.case(way, severity="蓝")
    row = draft_of(city, case_id)
    if state == "sent_back":
        city.do("head", "review_back", row, {"reason": "写清结果"})
    if state == "replaced":
        city.do("liaison", "draft", case_id, DRAFT)
    return row


def _reply(board: Board, state: str, variant: str) -> int:
    row = board.city.rows(Reply, case_id=board.case("replied", variant))[-1].id
    if state == "withdrawn":
        board.city.do("office", "withdraw_reply", row, {"reason": "有误"})
    return int(row)


def _promise(board: Board, state: str, variant: str) -> int:
    city, case_id = board.city, board.case("in_hand")
    city.do("office", "promise_add", case_id, form_for(city, "promise_add") | {"department": board.lead})
    row = city.rows(Promise, case_id=case_id)[-1].id
    if state == "kept":
        city.do("office", "promise_keep", row, {"note": "已退还"})
    return int(row)


def _extension(board: Board, state: str, variant: str) -> int:
    city, case_id = board.city, board.case("in_hand")
    city.do("liaison", "extend_ask", case_id, form_for(city, "extend_ask"))
    row = city.rows(Extension, case_id=case_id)[-1].id
    if state == "decided":
        city.do("deputy_chief", "extend_decide", row, {"decision": "agree"})
    return int(row)


def _approval(board: Board, state: str, variant: str) -> int:
    city, case_id = board.city, board.case("in_hand")
    kind = "lower" if state == "decided" else state
    who, move = {"lower": ("duty_officer", "lower_ask"), "t0": ("second_office", "t0_ask"),
                 "no_reply": ("head", "no_reply_ask")}[kind]  # fmt: skip
    city.do(who, move, case_id, form_for(city, move))
    row = approval_of(city, case_id)
    if state == "decided":
        city.do("deputy_chief", "lower_decide", row, {"decision": "refuse"})
    return row


MAKERS: dict[str, Callable[[Board, str, str], int]] = {
    "candidate": _candidate,
    "new": lambda board, state, variant: 0,
    "case": lambda board, state, variant: board.case(state, variant),
    "assignment": _assignment,
    "return": _return,
    "draft": _draft,
    "reply": _reply,
    "promise": _promise,
    "extension": _extension,
    "approval": _approval,
}
