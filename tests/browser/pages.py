"""Every page of the demo city that is looked at: who opens it, and where it is."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from store.session import Database
from store.tables.casework import Case
from store.tables.consulting import Consultation, Policy
from store.tables.judging import Candidate
from store.tables.replying import Reply


@dataclass(frozen=True)
class PageOf:
    """A page: a name for its picture, the sign-in name ("" = nobody), its address."""

    name: str
    who: str
    path: str


def pages_of(database: Database) -> list[PageOf]:
    """All pages, with real rows of the city behind those that need one."""
    with database.read() as session:
        answered = session.scalars(select(Case).where(Case.replied_at.is_not(None)).order_by(Case.id.desc())).first()
        at_notaries = select(Case).where(Case.state == "in_hand", Case.lead == "公证仲裁科").order_by(Case.id.desc())
        running = session.scalars(at_notaries).first()
        candidate = session.scalars(select(Candidate).where(Candidate.state == "open").order_by(Candidate.id)).first()
        reply = session.scalars(select(Reply).where(Reply.public.is_(True)).order_by(Reply.id)).first()
        consultation = session.scalars(select(Consultation).order_by(Consultation.id)).first()
        policy = session.scalars(select(Policy).order_by(Policy.id)).first()
    assert answered is not None
    assert running is not None
    assert reply is not None
    assert consultation is not None
    assert policy is not None
    return [
        PageOf("sign-in", "", "/sign-in"),
        PageOf("desk", "zhiban", f"/desk?event={candidate.event_id}" if candidate else "/desk"),
        PageOf("entry", "zhiban", "/desk/entry"),
        PageOf("cases", "zhiban", "/cases"),
        PageOf("case", "bangong", f"/cases/{answered.id}"),
        PageOf("case-in-hand", "gongzheng", f"/cases/{running.id}"),
        PageOf("draft", "gongzheng", f"/cases/{running.id}/moves/draft"),
        PageOf("why", "bangong", f"/why/cases/{answered.id}"),
        PageOf("department", "gongzheng", "/department"),
        PageOf("review", "bangong", "/review"),
        PageOf("figures", "juzhang", "/figures"),
        PageOf("wall", "juzhang", "/wall"),
        PageOf("notices", "zhiban", "/notices"),
        PageOf("shifts", "zhiban", "/shifts"),
        PageOf("policies", "bangong", "/policies"),
        PageOf("policy", "bangong", f"/policies/{policy.id}"),
        PageOf("consultations", "bangong", "/consultations"),
        PageOf("consultation", "bangong", f"/consultations/{consultation.id}"),
        PageOf("search", "zhiban", "/search?q=律师"),
        PageOf("sources", "zhiban", "/sources"),
        PageOf("source", "xitong", "/sources/1"),
        PageOf("source-new", "xitong", "/sources/new"),
        PageOf("source-import", "xitong", "/sources/import"),
        PageOf("interest", "zhiban", "/sources/interest"),
        PageOf("interest-rule", "zhiban", "/sources/interest/1"),
        PageOf("interest-new", "zhiban", "/sources/interest/new"),
        PageOf("departments", "xitong", "/admin/departments"),
        PageOf("rules", "bangong", "/admin/rules"),
        PageOf("words", "xitong", "/admin/words"),
        PageOf("calendar", "xitong", "/admin/calendar"),
        PageOf("model", "bangong", "/admin/model"),
        PageOf("settings", "xitong", "/admin/settings"),
        PageOf("people", "anquan", "/admin/people"),
        PageOf("keys", "anquan", "/admin/keys"),
        PageOf("log", "shenji", "/admin/log?verify=1"),
        PageOf("traces", "shenji", "/admin/traces"),
        PageOf("help", "zhiban", "/help"),
        PageOf("tour", "gongzheng", "/tour"),
        PageOf("public", "", "/public/"),
        PageOf("public-reply", "", f"/public/replies/{reply.slug}"),
        PageOf("public-adoption", "", "/public/adoption"),
        PageOf("public-consultation", "", f"/public/consultations/{consultation.id}"),
        PageOf("public-privacy", "", "/public/privacy"),
    ]
