"""A fixed cast and a few matters for tests of pages: who owns a case, who works beside them, who must be refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from store import log, people
from store.actors import Actor
from store.tables.casework import Assignment, Case, Deadline, Grading, Return
from store.tables.judging import Alert, Candidate, Event, EventHour, Verdict
from store.tables.people import Shift
from store.tables.replying import Draft, Promise, Reply, ReviewStep
from store.tables.watching import Evidence, Item, Source

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
"""16:00 in Shanghai."""
PASSWORD = "correct horse battery"
NASTY = "<script>alert('标题')</script>\"><img src=x onerror=alert(1)>"

PEOPLE: dict[str, tuple[str, tuple[str, ...], str]] = {
    "officer": ("陈值班", ("duty_officer",), ""),
    "chief": ("李班长", ("duty_chief",), ""),
    "owner": ("王科长", ("head",), "律师工作科"),
    "colleague": ("赵联络", ("liaison",), "律师工作科"),
    "outsider": ("孙科长", ("head",), "公证仲裁科"),
    "office": ("周办公", ("office",), "办公室"),
    "political": ("吴口径", ("political",), "政治处"),
    "deputy": ("郑副局", ("deputy_chief",), ""),
    "bureau_chief": ("冯局长", ("bureau_chief",), ""),
    "discipline": ("钱纪委", ("discipline",), "机关纪委"),
    "assessor": ("何考核", ("assessor",), ""),
    "system": ("许系统", ("system_admin",), ""),
    "security": ("韩安全", ("security_admin",), ""),
    "audit": ("秦审计", ("audit_admin",), ""),
    "reader": ("尤查阅", ("office", "originals"), "办公室"),
}


def add_people(session: Session, password_hash: str) -> dict[str, int]:
    """Everybody of the cast, with the same password; name → id."""
    ids = {}
    for name, (display, roles, department) in PEOPLE.items():
        ids[name] = people.add_user(session, name, display, roles, department, password_hash, NOW)
        people.set_password(session, ids[name], password_hash, must_change=False)
        people.note_tour(session, ids[name], NOW)
    return ids


def actor(ids: dict[str, int], name: str) -> Actor:
    """A person of the cast as moves see them."""
    display, roles, department = PEOPLE[name]
    return Actor(ids[name], display, frozenset(roles), department)


def add_shift(session: Session, ids: dict[str, int]) -> None:
    """A shift that lasts now."""
    session.add(
        Shift(
            starts_at=NOW - timedelta(hours=8),
            ends_at=NOW + timedelta(hours=4),
            begun_at=NOW - timedelta(hours=8),
            officer_id=ids["officer"],
            chief_id=ids["chief"],
        )
    )


def add_sources(session: Session) -> None:
    """One source that is watched, one that is silent."""
    for name, state in (("临江新闻网", "watched"), ("市民论坛", "silent")):
        session.add(
            Source(
                kind="feed",
                url=f"http://{state}.invalid/feed",
                name=name,
                media_level="city",
                created_at=NOW,
                next_at=NOW,
                state=state,
            )
        )


def add_event(
    session: Session,
    title: str,
    severity: str = "黄",
    *,
    text: str = "有市民反映某律师事务所收费后不办事，要求退还律师费。",
    lead: str = "律师工作科",
    words: tuple[str, ...] = ("律师事务所", "律师费"),
    copies: int = 3,
    hours_ago: float = 3.0,
    isolated: bool = False,
    accused: tuple[str, ...] = (),
) -> Candidate:
    """An event with one text, some reprints, an alert and an open candidate."""
    began = NOW - timedelta(hours=hours_ago)
    event = Event(
        title=title,
        channel="news",
        first_at=began,
        last_at=NOW,
        found_at=began + timedelta(minutes=6),
        items=copies + 1,
        reprints=copies,
        sources=copies + 1,
        platforms=["临江新闻网", "微博"],
        relevant=True,
        topic="政法/律师",
        kind="问题",
        place="江北区",
        severity=severity,
        severity_reasons=[{"about": "severity", "because": "见于 3 个以上平台", "words": ["微博"]}],
    )
    session.add(event)
    session.flush()
    first = _item(session, event, title, text, began, None)
    for number in range(copies):
        _item(session, event, title, text, began + timedelta(minutes=20 * (number + 1)), first.id, number)
    session.add(
        Verdict(
            item_id=first.id,
            judged_at=NOW,
            relevant=True,
            topic="政法/律师",
            kind="问题",
            severity=severity,
            emotion="negative",
            reasons=[{"about": "topic", "because": "说到律师收费", "words": ["律师费"]}],
        )
    )
    for back in range(int(hours_ago) + 1):
        hour = (NOW - timedelta(hours=back)).replace(minute=0)
        session.add(EventHour(event_id=event.id, hour=hour, platform="微博", items=1 + (back * 7 + copies) % 5))
    session.add(Alert(event_id=event.id, severity=severity, raised_at=began, reasons=[]))
    candidate = Candidate(
        event_id=event.id,
        raised_at=began,
        severity=severity,
        rank="蓝黄橙红".index(severity),
        proposed_at=NOW,
        rule="R3",
        rules_version="2026.11",
        duty="D13-1",
        words=list(words),
        lead=lead,
        assist=[],
        runners_up=["公证仲裁科"],
        confidence=0.86,
        reasons=[{"about": "lead", "because": "职责清单里只有这一条明确相符", "words": list(words)}],
        isolated=isolated,
        accused=list(accused),
    )
    session.add(candidate)
    session.flush()
    return candidate


def _item(
    session: Session,
    event: Event,
    title: str,
    text: str,
    at: datetime,
    reprint_of: int | None,
    number: int = -1,
) -> Item:
    item = Item(
        identity=f"url:event{event.id}/{number}",
        channel="news",
        url=f"https://news.invalid/{event.id}/{number}",
        title=title,
        text=text,
        media="临江日报" if reprint_of is None else f"转载站 {number + 1}",
        media_level="city",
        platform="临江新闻网",
        published_at=at,
        found_at=at,
        content_hash="0" * 64,
        judged_at=NOW,
        reprint_of=reprint_of,
        event_id=event.id,
    )
    session.add(item)
    session.flush()
    return item


def add_case(
    session: Session,
    title: str,
    ids: dict[str, int],
    *,
    number: str = "LJSF-2026-00001",
    severity: str = "黄",
    state: str = "in_hand",
    lead: str = "律师工作科",
    hours_ago: float = 20.0,
    isolated: bool = False,
    accused: tuple[str, ...] = (),
) -> Case:
    """A case with its lead department's assignment, clocks and log."""
    t0 = NOW - timedelta(hours=hours_ago)
    case = Case(
        number=number,
        title=title,
        summary="来信人说，交了律师费以后律师一直没有办事，也联系不上，要求退费。",
        state=state,
        channel="news",
        topic="政法/律师",
        kind="问题",
        place="江北区",
        severity=severity,
        rank="蓝黄橙红".index(severity),
        severity_confirmed_at=t0 + timedelta(minutes=30),
        isolated=isolated,
        accused=list(accused),
        t0=t0,
        t0_basis="found",
        opened_at=t0,
        lead=lead,
        rule="R3",
        duty="D13-1",
        words=["律师费", "退费"],
        routing_reasons=[{"about": "lead", "because": "职责清单里只有这一条明确相符", "words": ["律师费"]}],
    )
    session.add(case)
    session.flush()
    session.add(Grading(case_id=case.id, at=t0, severity=severity))
    accepted = state not in ("registered", "graded", "assigned")
    session.add(
        Assignment(
            case_id=case.id,
            department=lead,
            part="lead",
            state="accepted" if accepted else "assigned",
            task="核实收费情况并答复来信人",
            assigned_at=t0 + timedelta(hours=1),
            accepted_at=t0 + timedelta(hours=2) if accepted else None,
            accepted_by=ids["colleague"] if accepted else None,
        )
    )
    for step, hours, done in (("confirm", 2, True), ("sign", 4, accepted), ("reply", 48, False)):
        session.add(
            Deadline(
                case_id=case.id,
                step=step,
                key=step,
                department=lead if step == "sign" else "",
                kind="natural",
                started_at=t0,
                due_at=t0 + timedelta(hours=hours),
                source="国办发〔2016〕61号",
                explanation=f"自起算时刻起 {hours} 小时",
                state="met" if done else "running",
                ended_at=t0 + timedelta(hours=1) if done else None,
                on_time=True if done else None,
            )
        )
    session.add(
        Evidence(
            case_id=case.id,
            url="https://news.invalid/1",
            title="律师收费引投诉",
            text="有市民反映交了律师费以后律师一直没有办事。",
            content_hash="12" * 32,
            fetched_at=t0,
        )
    )
    who = actor(ids, "officer")
    before, after = {"case": {"id": case.id, "state": "registered"}}, {"case": {"id": case.id, "state": state}}
    log.append(session, who, "register", "case", case.id, t0, reason="多平台转载，确认立项")
    log.append(session, who, "assign", "case", case.id, t0 + timedelta(hours=1), before=before, after=after)
    return case


def add_draft(session: Session, case: Case, ids: dict[str, int], *, number: int = 1, state: str = "review") -> Draft:
    """A draft with facts, questions and a chain whose first signature is the head's."""
    draft = Draft(
        case_id=case.id,
        part="reply",
        number=number,
        department=case.lead,
        question="交了律师费，律师不办事，能退吗？",
        text=f"经核实，该所已与当事人解除委托并退还费用。第 {number} 次修改。今后可拨打公布的电话反映。",
        done="已约谈该所负责人，责成三日内退还。",
        disclosure="主动公开",
        questions=[{"question": "能不能退费", "answer": "已答：三日内退还"}],
        facts=[{"fact": "该所已退费", "source": "退费凭证"}],
        promises=[{"what": "三日内退还", "department": "律师工作科", "due": "11月23日"}],
        written_by=ids["colleague"],
        written_at=NOW - timedelta(hours=2),
        state=state,
    )
    session.add(draft)
    session.flush()
    for position, (role, name) in enumerate((("head", "科室负责人审核"), ("office", "办公室审核公开属性和保密"))):
        department = case.lead if role == "head" else ""
        session.add(
            ReviewStep(draft_id=draft.id, position=position, step=role, name=name, role=role, department=department)
        )
    session.flush()
    return draft


def add_extras(session: Session, case: Case, draft: Draft, ids: dict[str, int]) -> None:
    """A return with its ruling, a promise and a published reply, for pages that must show them all."""
    task = session.query(Assignment).filter_by(case_id=case.id).one()
    session.add(
        Return(
            case_id=case.id,
            assignment_id=task.id,
            returned_at=NOW - timedelta(hours=19),
            returned_by=ids["owner"],
            reason_code="not_duty",
            explanation="收费争议应由仲裁处理",
            suggested="公证仲裁科",
            ruling="refuse",
            ruled_at=NOW - timedelta(hours=18),
            ruled_by=ids["office"],
            ruling_reason="监管律师收费是律师工作科的职责",
        )
    )
    session.add(Promise(case_id=case.id, what="三日内退还", department=case.lead, due_at=NOW + timedelta(days=3)))
    session.add(
        Reply(
            case_id=case.id,
            draft_id=draft.id,
            slug="r1",
            part="interim",
            title=case.title,
            question="能退吗",
            text="正在办理。",
            department=case.lead,
            disclosure="主动公开",
            published_at=NOW - timedelta(hours=1),
            published_by=ids["office"],
        )
    )
    session.flush()
