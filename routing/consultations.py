"""Consultations on drafts (民意征集): opinions grouped by clause, each answered, the table of adoption published."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from errors import BadInput, Refused
from store import log, policies
from store.actors import Actor
from store.session import Database, Session
from store.tables.consulting import Clause, Consultation, Opinion
from times import require_aware

ANSWERS = ("采纳", "部分采纳", "未采纳")
_CLAUSE = re.compile(r"^\s*(第[一二三四五六七八九十百零〇\d]+条)\s*", re.MULTILINE)
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}


@dataclass(frozen=True)
class Section:
    """One clause of a draft: its label (第三条) and its text."""

    label: str
    text: str


def split_clauses(draft: str) -> list[Section]:
    """The clauses (第…条) of a draft in order; a draft without any is one section called 全文."""
    starts = list(_CLAUSE.finditer(draft))
    if not starts:
        return [Section("全文", draft.strip())]
    ends = [each.start() for each in starts[1:]] + [len(draft)]
    return [Section(start[1], draft[start.end() : end].strip()) for start, end in zip(starts, ends, strict=True)]


def clause_number(label: str) -> int | None:
    """The number in 第十二条 or 第12条; None where there is none. Up to 999."""
    inner = label.removeprefix("第").removesuffix("条")
    if inner.isdigit():
        return int(inner)
    total, digit = 0, 0
    for sign in inner:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in "十百":
            total += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
        else:
            return None
    return (total + digit) or None


def clause_of(opinion: str, sections: Sequence[Section]) -> int | None:
    """Index of the clause that an opinion is about: the one it names, else the one it shares most words with.

    None where it names none and nothing of length is shared; a person then files it.
    """
    named = re.search(r"第\s*([一二三四五六七八九十百零〇\d]+)\s*条", opinion)
    if named:
        wanted = clause_number(f"第{named[1]}条")
        for index, section in enumerate(sections):
            if wanted is not None and clause_number(section.label) == wanted:
                return index
    pairs = _pairs(opinion)
    scores = [len(pairs & _pairs(section.text)) for section in sections]
    best = max(scores, default=0)
    return scores.index(best) if best >= 3 and scores.count(best) == 1 else None


def _pairs(text: str) -> set[str]:
    letters = re.sub(r"[^\w]+", "", text)
    return {letters[index : index + 2] for index in range(len(letters) - 1)}


def open_(
    database: Database,
    actor: Actor,
    title: str,
    draft: str,
    department: str,
    opens_at: datetime,
    closes_at: datetime,
    now: datetime,
) -> int:
    """Open a consultation on a draft; gives its id. The drafting department or the office may."""
    _require_drafter(actor, department)
    if not title.strip() or not draft.strip():
        raise BadInput("请写标题和草案全文", field="text" if title.strip() else "title")
    if require_aware(closes_at) <= require_aware(opens_at):
        raise BadInput("截止时间应晚于开始时间", field="closes_at")
    with database.write() as session:
        row = Consultation(
            title=title.strip(), text=draft.strip(), department=department, opens_at=opens_at, closes_at=closes_at
        )
        session.add(row)
        session.flush()
        for position, section in enumerate(split_clauses(draft)):
            session.add(Clause(consultation_id=row.id, position=position, label=section.label, text=section.text))
        log.append(session, actor, "open_consultation", "consultation", row.id, now, after={"title": row.title})
        return row.id


def take_in(
    database: Database, consultation_id: int, text: str, received_at: datetime, item_id: int | None = None
) -> int:
    """File an opinion under its clause; gives its id. Refused outside the time of the consultation."""
    if not text.strip():
        raise BadInput("意见内容是空的", field="text")
    with database.write() as session:
        row = _consultation(session, consultation_id)
        if not row.opens_at <= require_aware(received_at) <= row.closes_at:
            raise Refused("closed", "不在征集时间内。")
        clauses = policies.clauses_of(session, consultation_id)
        index = clause_of(text, [Section(each.label, each.text) for each in clauses])
        opinion = Opinion(
            consultation_id=consultation_id,
            item_id=item_id,
            clause_id=None if index is None else clauses[index].id,
            text=text.strip(),
            received_at=received_at,
        )
        session.add(opinion)
        session.flush()
        return opinion.id


def answer(
    database: Database,
    actor: Actor,
    opinion_id: int,
    decision: str,
    reason: str,
    now: datetime,
    clause_id: int | None = None,
) -> None:
    """Answer an opinion as adopted, partly or not, with a reason where it is not wholly adopted."""
    if decision not in ANSWERS:
        raise BadInput("答复应为：" + "、".join(ANSWERS), field="answer")
    if decision != "采纳" and not reason.strip():
        raise BadInput("未全部采纳的，须写明理由", field="reason")
    with database.write() as session:
        opinion = session.get(Opinion, opinion_id)
        if opinion is None:
            raise Refused("no_such_opinion", "没有这条意见。")
        consultation = _consultation(session, opinion.consultation_id)
        _require_drafter(actor, consultation.department)
        if consultation.published_at is not None:
            raise Refused("published", "采纳情况已经公布，不能再改。")
        before = {"answer": opinion.answer, "reason": opinion.answer_reason, "clause_id": opinion.clause_id}
        opinion.answer, opinion.answer_reason = decision, reason.strip()
        opinion.answered_at, opinion.answered_by = now, actor.id
        opinion.clause_id = clause_id or opinion.clause_id
        after = {"answer": opinion.answer, "reason": opinion.answer_reason, "clause_id": opinion.clause_id}
        log.append(session, actor, "answer_opinion", "opinion", opinion.id, now, before=before, after=after)


def publish(database: Database, actor: Actor, consultation_id: int, now: datetime) -> None:
    """Publish the table of adoption; refused before the closing time or while an opinion is unanswered."""
    with database.write() as session:
        row = _consultation(session, consultation_id)
        _require_drafter(actor, row.department)
        if row.published_at is not None:
            raise Refused("published", "采纳情况已经公布。")
        if now < row.closes_at:
            raise Refused("open", "征集还没有截止，不能公布采纳情况。")
        left = policies.unanswered(session, consultation_id)
        if left:
            raise Refused("unanswered", f"还有 {left} 条意见没有答复。")
        row.published_at = now
        row.version += 1
        log.append(session, actor, "publish_adoption", "consultation", row.id, now)


def _consultation(session: Session, consultation_id: int) -> Consultation:
    row = session.get(Consultation, consultation_id)
    if row is None:
        raise Refused("no_such_consultation", "没有这次征集。")
    return row


def _require_drafter(actor: Actor, department: str) -> None:
    own = actor.has("head", "liaison") and actor.department == department
    if not own and not actor.has("office"):
        raise Refused("role", "由起草科室或办公室办理。")
