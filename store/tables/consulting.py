"""Policies that can be misread, and consultations on drafts with their opinions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base


class Policy(Base):
    """政策: title, document number, who drafted it (谁起草谁解读), its disclosure attribute and its interpretation."""

    __tablename__ = "policy"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    number: Mapped[str] = mapped_column(default="", index=True)
    aliases: Mapped[str] = mapped_column(default="")
    department: Mapped[str]
    disclosure: Mapped[str]
    disclosure_reason: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    interpretation: Mapped[str] = mapped_column(default="")
    published_at: Mapped[datetime | None]
    interpreted_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Consultation(Base):
    """民意征集: a draft on which opinions are asked, open between two moments."""

    __tablename__ = "consultation"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    department: Mapped[str]
    text: Mapped[str]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Clause(Base):
    """One clause of a draft under consultation."""

    __tablename__ = "clause"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    label: Mapped[str]
    text: Mapped[str]


class Opinion(Base):
    """An opinion on a draft, an item like any other; answered as adopted, partly or not, with a reason."""

    __tablename__ = "opinion"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id", ondelete="SET NULL"))
    clause_id: Mapped[int | None] = mapped_column(ForeignKey("clause.id", ondelete="SET NULL"))
    text: Mapped[str]
    received_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answer_reason: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
