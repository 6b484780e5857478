"""Published replies that everybody may read."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables.replying import Reply


def public_replies(session: Session, limit: int) -> list[Reply]:
    """The newest public replies that were not withdrawn."""
    question = select(Reply).where(Reply.public, Reply.withdrawn_at.is_(None))
    return list(session.scalars(question.order_by(Reply.published_at.desc(), Reply.id.desc()).limit(limit)))
