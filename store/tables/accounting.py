"""Accounting: figures reckoned in advance, so that a page of figures is read and not computed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base


class FigureSheet(Base):
    """The figures of one period as reckoned at `reckoned_at`; `key` is the period as written: 2026-10, 2026-W40, …"""

    __tablename__ = "figure_sheet"

    key: Mapped[str] = mapped_column(primary_key=True)
    reckoned_at: Mapped[datetime]
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
