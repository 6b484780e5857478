"""A small fixed cast and the way from a candidate to any state of a case, for tests of casework.

The cast: one person per role; 律师工作科 leads in most tests, 公证仲裁科 is the outsider that must be refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import select

from packs.pack import Pack, load_pack
from routing.acting import perform
from routing.work import Outcome
from store.actors import ROLES, Actor
from store.drafts import waiting_step
from store.session import Database
from store.tables.base import Base
from store.tables.casework import Approval, Assignment, Case
from store.tables.judging import Candidate, Event
from store.tables.people import User, UserRole
from store.tables.replying import Draft, Reply
from store.tables.watching import Item

MONDAY = datetime(2026, 10, 12, 1, 0, tzinfo=UTC)
"""A working Monday, 09:00 in Shanghai."""
LEAD, ASSIST, OUTSIDER, DISCIPLINE = "律师工作科", "公证仲裁科", "立法科", "机关纪委"
FACTS = [{"fact": "已约谈该所", "source": "约谈笔录"}]
QUESTIONS = [{"question": "收费是否合规", "answer": "不合规，已责令退还"}]
DRAFT: dict[str, Any] = {
    "part": "reply",
    "question": "有人问律师事务所收费",
    "text": "经查，该所多收费用，已于 10 月 12 日责令退还。",
    "done": "约谈并责令退还",
    "disclosure": "主动公开",
    "questions": QUESTIONS,
    "facts": FACTS,
}


@cache
def the_pack() -> Pack:
    return load_pack("justice-bureau")


@dataclass
class City:
    """A database with the cast in it. `now` moves by hand; `do` makes a move as somebody."""

    database: Database
    people: dict[str, Actor]
    now: datetime = MONDAY
    stands_in: dict[str, str] = field(default_factory=dict)

    def later(self, **length: float) -> None:
        self.now += timedelta(**length)

    def do(
        self, who: str | Actor, move: str, subject: int, form: Mapping[str, Any] | None = None, **more: Any
    ) -> Outcome:
        actor = self.people[self.stands_in.get(who, who)] if isinstance(who, str) else who
        return perform(self.database, the_pack(), actor, move, subject, form or {}, now=self.now, **more)

    def row(self, table: type[Base], row_id: int) -> Any:
        with self.database.read() as session:
            return session.get_one(table, row_id)

    def rows(self, table: type[Base], **where: Any) -> list[Any]:
        with self.database.read() as session:
            return list(session.scalars(select(table).filter_by(**where).order_by(*table.__table__.primary_key)))

    def case(self, case_id: int) -> Case:
        found: Case = self.row(Case, case_id)
        return found

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table, to prove that a refusal changed nothing."""
        with self.database.engine.connect() as connection:
            return {
                table.name: [tuple(row) for row in connection.execute(table.select().order_by(*table.primary_key))]
                for table in Base.metadata.sorted_tables
            }


DISCIPLINE_STANDS_IN = dict.fromkeys(
    ("liaison", "head", "office", "duty_chief", "duty_officer", "second_office", "political", "legality"), "discipline"
) | dict.fromkeys(("deputy_chief", "spokesperson"), "bureau_chief")
"""Who acts in an isolated case."""


def found_city(database: Database) -> City:
    """The database with one person per role; liaison and head belong to the lead department."""
    places = dict.fromkeys(("liaison", "head"), LEAD) | {"discipline": DISCIPLINE, "office": "办公室"}
    people: dict[str, Actor] = {}
    with database.write() as session:
        cast = [(role, role, places.get(role, "")) for role in ROLES]
        cast += [(f"assist_{role}", role, ASSIST) for role in ("liaison", "head")]
        cast += [(f"other_{role}", role, OUTSIDER) for role in ("liaison", "head")]
        cast += [("second_chief", "duty_chief", ""), ("second_office", "office", "办公室")]
        for name, role, department in cast:
            user = User(name=name, display=name, password_hash="", department=department, created_at=MONDAY)
            session.add(user)
            session.flush()
            session.add(UserRole(user_id=user.id, role=role))
            people[name] = Actor(user.id, name, frozenset({role}), department)
    return City(database, people)


def add_candidate(city: City, **values: Any) -> int:
    """A candidate with an event and one item, as monitoring and routing leave it."""
    severity = values.pop("severity", "蓝")
    channel = values.pop("channel", "forum")
    kind = values.pop("kind", "问题")
    found = values.pop("found_at", city.now)
    with city.database.write() as session:
        event = Event(
            title="律师事务所乱收费", channel=channel, first_item_id=None, first_at=found, last_at=found,
            found_at=found, items=1, relevant=True, topic="政法/律师", kind=kind, severity=severity,
        )  # fmt: skip
        session.add(event)
        session.flush()
        item = Item(
            identity=f"url:https://forum.invalid/{event.id}", channel=channel, ref=values.pop("ref", None),
            url=f"https://forum.invalid/{event.id}", title="律师事务所乱收费", text="多收了我两千元",
            published_at=found, found_at=found, content_hash=f"hash-{event.id}", judged_at=found, event_id=event.id,
        )  # fmt: skip
        session.add(item)
        session.flush()
        event.first_item_id = item.id
        rank = "蓝黄橙红".index(severity)
        given = {"lead": LEAD, "assist": [], "rule": "R3", "duty": "D13-1", "words": ["律师"], "proposed_at": found}
        candidate = Candidate(
            event_id=event.id, raised_at=found, severity=severity, rank=rank, state="open", **(given | values)
        )
        session.add(candidate)
        session.flush()
        return candidate.id


WAY = ("registered", "graded", "assigned", "in_hand", "drafting", "review", "approved", "replied", "watched", "closed",
       "archived")  # fmt: skip

UNPUBLISHED = {"disclosure": "不予公开", "disclosure_reason": "涉及正在核查的人员"}
"""How an isolated letter is answered: its writer alone."""


def case_in(city: City, state: str, *, form: Mapping[str, Any] | None = None, **values: Any) -> int:
    """A case brought to `state` by the moves that lead there; gives its id."""
    candidate = add_candidate(city, **values)
    officer = city.people["duty_officer"]
    outcome = city.do(officer, "confirm", candidate, {"assign": False, **(form or {})})
    assert outcome.case_id is not None
    case_id = outcome.case_id
    if state in _SIDE:
        return _SIDE[state](city, case_id, values)
    for step in WAY[1 : WAY.index(state) + 1]:
        advance(city, case_id, step)
    return case_id


def advance(city: City, case_id: int, to: str) -> None:
    """One step on the main way."""
    if to == "closed":
        city.later(days=4)  # the longest watch after a reply is 72 hours
        if city.case(case_id).severity == "红":
            city.do("bureau_chief", "waive_press", case_id, {"reason": "已充分回应"})
    if to in ("graded", "watched", "closed", "archived"):
        who, move = {
            "graded": ("duty_chief", "confirm_severity"),
            "watched": ("duty_officer", "watch"),
            "closed": ("office", "close"),
            "archived": ("office", "archive"),
        }[to]
        city.do(who, move, case_id)
    elif to == "assigned":
        city.do("office", "assign", case_id, {"lead": city.case(case_id).lead or LEAD})
    elif to == "in_hand":
        city.do("liaison", "accept", assignment_of(city, case_id, city.case(case_id).lead))
    elif to == "drafting":
        city.do("liaison", "draft", case_id, DRAFT | (UNPUBLISHED if city.case(case_id).isolated else {}))
    elif to == "review":
        city.do("liaison", "submit", draft_of(city, case_id))
    elif to == "approved":
        sign_all(city, case_id)
    elif to == "replied":
        publish(city, case_id)


def assignment_of(city: City, case_id: int, department: str = LEAD) -> int:
    return int(city.rows(Assignment, case_id=case_id, department=department)[-1].id)


def draft_of(city: City, case_id: int, part: str = "reply") -> int:
    return int(city.rows(Draft, case_id=case_id, part=part)[-1].id)


def reply_of(city: City, case_id: int) -> Reply:
    found: Reply = city.rows(Reply, case_id=case_id)[-1]
    return found


def sign_all(city: City, case_id: int, part: str = "reply") -> list[str]:
    """Everybody in the chain signs; gives the roles in order."""
    draft, signed = draft_of(city, case_id, part), []
    while True:
        with city.database.read() as session:
            step = waiting_step(session, draft)
        if step is None:
            return signed
        city.do(step.role, "review_pass", draft, {"record": step.needed_record and "已记录"})
        signed.append(step.role)


def publish(city: City, case_id: int, part: str = "reply") -> int:
    who = "spokesperson" if city.case(case_id).severity == "红" else "office"
    city.do(who, "publish", draft_of(city, case_id, part), {"sign": True})
    return int(reply_of(city, case_id).id)


def _merged(city: City, case_id: int, values: dict[str, Any]) -> int:
    other = case_in(city, "graded", **values)
    city.do("office", "merge_case", other, {"into": str(case_id), "reason": "同一件事"})
    return other


def _transferred(city: City, case_id: int, values: dict[str, Any]) -> int:
    if city.case(case_id).isolated:  # 机关纪委 transfers nothing; the state is forced so that its cells can be tried
        with city.database.write() as session:
            session.get_one(Case, case_id).state = "transferred"
        return case_id
    city.do("office", "transfer_case", case_id, {"body": "住建局", "reason": "不属本局"})
    return case_id


def _no_reply(city: City, case_id: int, values: dict[str, Any]) -> int:
    for step in ("graded", "assigned", "in_hand"):
        advance(city, case_id, step)
    code = the_pack().casework.no_reply_reasons[0]
    city.do("head", "no_reply_ask", case_id, {"code": code, "reason": "涉及隐私"})
    city.do("bureau_chief", "no_reply_decide", approval_of(city, case_id), {"decision": "agree"})
    return case_id


def approval_of(city: City, case_id: int) -> int:
    return int(city.rows(Approval, case_id=case_id)[-1].id)


def _withdrawn(city: City, case_id: int, values: dict[str, Any]) -> int:
    candidate = city.rows(Candidate, case_id=case_id)[-1].id
    city.do(city.people["duty_officer"], "undo", candidate)
    return case_id


_SIDE = {"merged": _merged, "transferred": _transferred, "no_reply": _no_reply, "withdrawn": _withdrawn}
