"""Tables: deadline, reply, return, review_step, appearance, promise, publish_duty."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.tables.base import Json, Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _deadline()
    _reply()
    _return()
    _review_step()
    _appearance()
    _promise()
    _publish_duty()


def downgrade() -> None:
    """Drop them again."""
    op.drop_table("publish_duty")
    op.drop_table("promise")
    op.drop_table("appearance")
    op.drop_table("review_step")
    op.drop_table("return")
    op.drop_table("reply")
    op.drop_table("deadline")


def _deadline() -> None:
    op.create_table(
        "deadline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=True),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("started_at", Moment(), nullable=True),
        sa.Column("counted_from", Moment(), nullable=True),
        sa.Column("due_at", Moment(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("on_time", sa.Boolean(), nullable=True),
        sa.Column("warned_50_at", Moment(), nullable=True),
        sa.Column("warned_25_at", Moment(), nullable=True),
        sa.Column("breached_at", Moment(), nullable=True),
        sa.Column("reminded_at", Moment(), nullable=True),
        sa.Column("circular_at", Moment(), nullable=True),
        sa.Column("told", Json, nullable=False),
        sa.Column("next_check_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_deadline_assignment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_deadline_case_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline")),
        sa.UniqueConstraint("case_id", "round", "key", name=op.f("uq_deadline_case_id_round_key")),
    )
    op.create_index("ix_deadline_case_open", "deadline", ["case_id", "state", "due_at", "department"], unique=False)
    op.create_index("ix_deadline_case_step", "deadline", ["case_id", "step"], unique=False)
    op.create_index("ix_deadline_check", "deadline", ["next_check_at"], unique=False)
    op.create_index(op.f("ix_deadline_department"), "deadline", ["department"], unique=False)
    op.create_index(op.f("ix_deadline_due_at"), "deadline", ["due_at"], unique=False)
    op.create_index("ix_deadline_open", "deadline", ["ended_at", "due_at"], unique=False)


def _reply() -> None:
    op.create_table(
        "reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("done", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("disclosure", sa.String(), nullable=False),
        sa.Column("adopted", sa.String(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("published_at", Moment(), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.Column("sent_back_at", Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_reply_case_id")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_reply_draft_id")),
        sa.ForeignKeyConstraint(["published_by"], ["user.id"], name=op.f("fk_reply_published_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_reply_draft_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_reply_slug")),
    )
    op.create_index(op.f("ix_reply_case_id"), "reply", ["case_id"], unique=False)
    op.create_index("ix_reply_public", "reply", ["public", "published_at"], unique=False)
    op.create_index(op.f("ix_reply_published_at"), "reply", ["published_at"], unique=False)
    op.create_index(op.f("ix_reply_topic"), "reply", ["topic"], unique=False)


def _return() -> None:
    op.create_table(
        "return",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("returned_at", Moment(), nullable=False),
        sa.Column("returned_by", sa.Integer(), nullable=True),
        sa.Column("reason_code", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.Column("suggested", sa.String(), nullable=False),
        sa.Column("ruling", sa.String(), nullable=False),
        sa.Column("ruled_at", Moment(), nullable=True),
        sa.Column("ruled_by", sa.Integer(), nullable=True),
        sa.Column("ruling_reason", sa.String(), nullable=False),
        sa.Column("new_department", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_return_assignment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_return_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["returned_by"], ["user.id"], name=op.f("fk_return_returned_by")),
        sa.ForeignKeyConstraint(["ruled_by"], ["user.id"], name=op.f("fk_return_ruled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return")),
    )
    op.create_index(op.f("ix_return_assignment_id"), "return", ["assignment_id"], unique=False)
    op.create_index(op.f("ix_return_case_id"), "return", ["case_id"], unique=False)


def _review_step() -> None:
    op.create_table(
        "review_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("check", sa.String(), nullable=False),
        sa.Column("needed_record", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_review_step_decided_by")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_review_step_draft_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_step")),
    )
    op.create_index(op.f("ix_review_step_draft_id"), "review_step", ["draft_id"], unique=False)
    op.create_index(op.f("ix_review_step_role"), "review_step", ["role"], unique=False)


def _appearance() -> None:
    op.create_table(
        "appearance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_appearance_reply_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appearance")),
    )
    op.create_index(op.f("ix_appearance_reply_id"), "appearance", ["reply_id"], unique=False)


def _promise() -> None:
    op.create_table(
        "promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("kept_at", Moment(), nullable=True),
        sa.Column("overdue_told_at", Moment(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_promise_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_promise_reply_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
    )
    op.create_index(op.f("ix_promise_case_id"), "promise", ["case_id"], unique=False)
    op.create_index(op.f("ix_promise_due_at"), "promise", ["due_at"], unique=False)


def _publish_duty() -> None:
    op.create_table(
        "publish_duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("owed_at", Moment(), nullable=False),
        sa.Column("done_at", Moment(), nullable=True),
        sa.Column("reply_id", sa.Integer(), nullable=True),
        sa.Column("released_at", Moment(), nullable=True),
        sa.Column("release_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_publish_duty_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_publish_duty_reply_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publish_duty")),
        sa.UniqueConstraint("case_id", name=op.f("uq_publish_duty_case_id")),
    )
