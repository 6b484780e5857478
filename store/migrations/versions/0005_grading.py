"""Tables: grading, handover, interest_hit, opinion, rank_point, reminder, revision, verdict, waiver."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.tables.base import Json, Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _grading()
    _handover()
    _interest_hit()
    _opinion()
    _rank_point()
    _reminder()
    _revision()
    _verdict()
    _waiver()


def downgrade() -> None:
    """Drop them again."""
    op.drop_table("waiver")
    op.drop_table("verdict")
    op.drop_table("revision")
    op.drop_table("reminder")
    op.drop_table("rank_point")
    op.drop_table("opinion")
    op.drop_table("interest_hit")
    op.drop_table("handover")
    op.drop_table("grading")


def _grading() -> None:
    op.create_table(
        "grading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("major_incident", sa.Boolean(), nullable=False),
        sa.Column("by_user", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("rebound", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["by_user"], ["user.id"], name=op.f("fk_grading_by_user")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_grading_case_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grading")),
    )
    op.create_index(op.f("ix_grading_case_id"), "grading", ["case_id"], unique=False)


def _handover() -> None:
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("next_shift_id", sa.Integer(), nullable=True),
        sa.Column("handled", sa.String(), nullable=False),
        sa.Column("open", sa.String(), nullable=False),
        sa.Column("watch", sa.String(), nullable=False),
        sa.Column("memo", sa.String(), nullable=False),
        sa.Column("open_cases", Json, nullable=False),
        sa.Column("signed_out_at", Moment(), nullable=True),
        sa.Column("signed_out_by", sa.Integer(), nullable=True),
        sa.Column("signed_in_at", Moment(), nullable=True),
        sa.Column("signed_in_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["next_shift_id"], ["shift.id"], name=op.f("fk_handover_next_shift_id")),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("fk_handover_shift_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["signed_in_by"], ["user.id"], name=op.f("fk_handover_signed_in_by")),
        sa.ForeignKeyConstraint(["signed_out_by"], ["user.id"], name=op.f("fk_handover_signed_out_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint("shift_id", name=op.f("uq_handover_shift_id")),
    )


def _interest_hit() -> None:
    op.create_table(
        "interest_hit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("words", Json, nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_interest_hit_item_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["rule_id"], ["interest_rule.id"], name=op.f("fk_interest_hit_rule_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest_hit")),
        sa.UniqueConstraint("rule_id", "item_id", name=op.f("uq_interest_hit_rule_id_item_id")),
    )
    op.create_index(op.f("ix_interest_hit_item_id"), "interest_hit", ["item_id"], unique=False)


def _opinion() -> None:
    op.create_table(
        "opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("clause_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answer_reason", sa.String(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["user.id"], name=op.f("fk_opinion_answered_by")),
        sa.ForeignKeyConstraint(["clause_id"], ["clause.id"], name=op.f("fk_opinion_clause_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_opinion_consultation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_opinion_item_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion")),
    )
    op.create_index(op.f("ix_opinion_consultation_id"), "opinion", ["consultation_id"], unique=False)


def _rank_point() -> None:
    op.create_table(
        "rank_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("heat", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_rank_point_item_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_rank_point_source_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rank_point")),
    )
    op.create_index("ix_rank_point_item_at", "rank_point", ["item_id", "at"], unique=False)


def _reminder() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("copied_to", Json, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by_user", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_user"], ["user.id"], name=op.f("fk_reminder_by_user")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_reminder_case_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
    )
    op.create_index(op.f("ix_reminder_case_id"), "reminder", ["case_id"], unique=False)


def _revision() -> None:
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_revision_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
    )
    op.create_index(op.f("ix_revision_item_id"), "revision", ["item_id"], unique=False)


def _verdict() -> None:
    op.create_table(
        "verdict",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("judged_at", Moment(), nullable=False),
        sa.Column("relevant", sa.Boolean(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("emotion", sa.String(), nullable=False),
        sa.Column("places", Json, nullable=False),
        sa.Column("confidence", Json, nullable=False),
        sa.Column("reasons", Json, nullable=False),
        sa.Column("signals", Json, nullable=False),
        sa.Column("needs_person", sa.Boolean(), nullable=False),
        sa.Column("versions", Json, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_verdict_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_verdict")),
    )
    op.create_index(op.f("ix_verdict_topic"), "verdict", ["topic"], unique=False)


def _waiver() -> None:
    op.create_table(
        "waiver",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by_user", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_user"], ["user.id"], name=op.f("fk_waiver_by_user")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_waiver_case_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiver")),
    )
    op.create_index(op.f("ix_waiver_case_id"), "waiver", ["case_id"], unique=False)
