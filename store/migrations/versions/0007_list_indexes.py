"""Indexes of long lists: cases of a department by age, open clocks of a case, public replies by age."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the indexes."""
    op.create_index("ix_case_lead_t0", "case", ["lead", "t0"], unique=False)
    op.create_index("ix_deadline_case_open", "deadline", ["case_id", "state", "due_at", "department"], unique=False)
    op.create_index("ix_reply_public", "reply", ["public", "published_at"], unique=False)


def downgrade() -> None:
    """Drop them again."""
    op.drop_index("ix_reply_public", table_name="reply")
    op.drop_index("ix_deadline_case_open", table_name="deadline")
    op.drop_index("ix_case_lead_t0", table_name="case")
