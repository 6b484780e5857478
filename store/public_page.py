"""What everybody may read: published replies and the tables of adoption, and nothing else.

A reply is public if a person published it as 主动公开, it was not withdrawn, and its case is not isolated: an accused
department must not read there what it may not see here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Select, and_, bindparam, exists, func, literal, or_, select, tuple_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.functions import FunctionElement

from store.session import Session, rows_of
from store.tables.casework import Case
from store.tables.replying import Appearance, Reply

DISCLOSED = "主动公开"
SEARCHED = 10_000
"""How many of the newest replies words are looked for in, unless a month is asked for: every text is read for it."""


@dataclass(frozen=True, slots=True)
class PublicReply:
    """A published text as citizens read it; `heard_at` is when the matter was heard (T0)."""

    id: int
    case_id: int
    slug: str
    part: str
    topic: str
    kind: str
    title: str
    question: str
    text: str
    done: str
    department: str
    adopted: str
    published_at: datetime
    heard_at: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to: a topic with what is below it, a stretch of time, words that all must occur."""

    topic: str = ""
    since: datetime | None = None
    until: datetime | None = None
    words: tuple[str, ...] = ()
    suggestions: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A reply with the other published texts of the same matter, oldest first, and where else it stands."""

    reply: PublicReply
    others: list[PublicReply]
    appearances: list[Appearance]


COLUMNS = (
    Reply.id,
    Reply.case_id,
    Reply.slug,
    Reply.part,
    Reply.topic,
    Reply.kind,
    Reply.title,
    Reply.question,
    Reply.text,
    Reply.done,
    Reply.department,
    Reply.adopted,
    Reply.published_at,
    Case.t0,
)


class letters_in(FunctionElement[bool]):
    """`letters_in(column, literal(word))`: true where the text has exactly these letters in a row."""

    name = "letters_in"
    type = Boolean()
    inherit_cache = True


@compiles(letters_in, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    column, word = (compiler.process(each, **options) for each in element.clauses)
    return f"instr({column}, {word}) > 0"


@compiles(letters_in, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    column, word = (compiler.process(each, **options) for each in element.clauses)
    return f"strpos({column}, {word}) > 0"


def is_public(reply: Any = Reply) -> ColumnElement[bool]:
    """The filter of everything in this file, on `Reply` (or an alias of it) joined with its `Case`."""
    return and_(
        reply.public.is_(True),
        reply.disclosure == DISCLOSED,
        reply.withdrawn_at.is_(None),
        Case.isolated.is_(False),
    )


def _public() -> Select[Any]:
    question: Any = select(*COLUMNS)
    joined: Select[Any] = question.join(Case, Case.id == Reply.case_id).where(is_public())
    return joined


def _stands_for_its_case() -> ColumnElement[bool]:
    # In lists a matter shows its answer; while there is none, the newest of its interim texts.
    later = aliased(Reply)
    newer = and_(
        later.case_id == Reply.case_id,
        later.public.is_(True),
        later.withdrawn_at.is_(None),
        later.disclosure == DISCLOSED,
        or_(later.part == "reply", tuple_(later.published_at, later.id) > tuple_(Reply.published_at, Reply.id)),
    )
    return or_(Reply.part == "reply", ~exists(select(1).where(newer)))


def replies(
    session: Session, wanted: Wanted, *, after: tuple[int, datetime, int] | None = None, limit: int = 20
) -> list[PublicReply]:
    """Up to `limit` published matters behind `after`, newest first."""
    values = {"limit": limit} | ({"at": after[1], "id": after[2]} if after is not None else {})
    return [PublicReply(*row) for row in rows_of(session, _asked(wanted, after is not None), values)]


@lru_cache(256)
def _asked(wanted: Wanted, behind: bool) -> Select[Any]:
    question = _public().where(_stands_for_its_case(), *_narrowed(wanted))
    if behind:
        place = tuple_(bindparam("at", type_=Reply.published_at.type), bindparam("id"))
        question = question.where(tuple_(Reply.published_at, Reply.id) < place)
    return question.order_by(Reply.published_at.desc(), Reply.id.desc()).limit(bindparam("limit"))


def _narrowed(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.topic:
        found.append(or_(Reply.topic == wanted.topic, Reply.topic.startswith(f"{wanted.topic}/", autoescape=True)))
    if wanted.since is not None and wanted.until is not None:
        found += [Reply.published_at >= wanted.since, Reply.published_at < wanted.until]
    if wanted.suggestions:
        found += [Reply.kind == "建议", Reply.adopted != ""]
    found += [or_(*(_has(column, word) for column in _READ)) for word in wanted.words]
    if wanted.words and wanted.since is None:
        newest = select(Reply.published_at).where(Reply.public.is_(True)).order_by(Reply.published_at.desc())
        last = newest.offset(SEARCHED - 1).limit(1).scalar_subquery()
        found.append(Reply.published_at >= func.coalesce(last, datetime(1970, 1, 1, tzinfo=UTC)))
    return found


def _has(column: Any, word: str) -> ColumnElement[bool]:
    # Plain comparison of letters is much quicker than LIKE, but tells A from a.
    caseless = word.lower() == word.upper()
    return letters_in(column, literal(word)) if caseless else column.contains(word, autoescape=True)


_READ = (Reply.title, Reply.question, Reply.text, Reply.done)


def newest_texts(session: Session, limit: int) -> list[PublicReply]:
    """The newest published texts, interim ones too, for feeds."""
    question = _public().order_by(Reply.published_at.desc(), Reply.id.desc()).limit(limit)
    return [PublicReply(*row) for row in session.execute(question)]


def opened(session: Session, slug: str) -> Opened | None:
    """The reply at that address with what belongs to it; None if there is none that everybody may read."""
    row: Any = session.execute(_public().where(Reply.slug == slug)).first()
    if row is None:
        return None
    reply = PublicReply(*row)
    others = session.execute(
        _public().where(Reply.case_id == reply.case_id, Reply.id != reply.id).order_by(Reply.published_at, Reply.id)
    )
    appearances = session.scalars(select(Appearance).where(Appearance.reply_id == reply.id).order_by(Appearance.at))
    return Opened(reply, [PublicReply(*each) for each in others], list(appearances))


def slugs(session: Session) -> list[str]:
    """The addresses of all public texts, oldest first."""
    question = select(Reply.slug).join(Case, Case.id == Reply.case_id).where(is_public()).order_by(Reply.id)
    return list(session.scalars(question))


def was_withdrawn(session: Session, slug: str) -> bool:
    """True if the reply at that address was on the public page and was taken off it."""
    question = (
        select(Reply.id)
        .join(Case, Case.id == Reply.case_id)
        .where(Reply.slug == slug, Reply.withdrawn_at.is_not(None))
        .where(Reply.disclosure == DISCLOSED, Case.isolated.is_(False))
    )
    return session.scalar(question) is not None


def count_by_topic(session: Session) -> list[tuple[str, int]]:
    """Topic → published matters, most first."""
    question = (
        select(Reply.topic, func.count())
        .join(Case, Case.id == Reply.case_id)
        .where(is_public(), _stands_for_its_case())
        .group_by(Reply.topic)
        .order_by(func.count().desc(), Reply.topic)
    )
    return [(topic, count) for topic, count in session.execute(question)]


def first_and_last(session: Session) -> tuple[datetime, datetime] | None:
    """When the oldest and the newest public text came out; None where there is none."""
    first, last = (
        session.scalar(_times().order_by(order).limit(1)) for order in (Reply.published_at, Reply.published_at.desc())
    )
    return (first, last) if first and last else None


def _times() -> Select[Any]:
    return select(Reply.published_at).join(Case, Case.id == Reply.case_id).where(is_public())


def count_between(session: Session, spans: Sequence[tuple[datetime, datetime]]) -> list[int]:
    """How many published matters there are in each of the spans."""
    question = select(func.count()).select_from(Reply).join(Case, Case.id == Reply.case_id)
    question = question.where(is_public(), _stands_for_its_case())
    return [
        session.scalar(question.where(Reply.published_at >= since, Reply.published_at < until)) or 0
        for since, until in spans
    ]
