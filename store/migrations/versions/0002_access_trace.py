"""Tables: access_trace, alert, case, clause, event_change, event_hour, fetch, interest_rule."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.tables.base import Json, Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _access_trace()
    _alert()
    _case()
    _clause()
    _event_change()
    _event_hour()
    _fetch()
    _interest_rule()


def downgrade() -> None:
    """Drop them again."""
    op.drop_table("interest_rule")
    op.drop_table("fetch")
    op.drop_table("event_hour")
    op.drop_table("event_change")
    op.drop_table("clause")
    op.drop_table("case")
    op.drop_table("alert")
    op.drop_table("access_trace")


def _access_trace() -> None:
    op.create_table(
        "access_trace",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_access_trace_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_trace")),
    )
    op.create_index(op.f("ix_access_trace_at"), "access_trace", ["at"], unique=False)


def _alert() -> None:
    op.create_table(
        "alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("raised_at", Moment(), nullable=False),
        sa.Column("reasons", Json, nullable=False),
        sa.Column("told_at", Moment(), nullable=True),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("acknowledged_at", Moment(), nullable=True),
        sa.Column("acknowledged_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["acknowledged_by"], ["user.id"], name=op.f("fk_alert_acknowledged_by")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_alert_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("event_id", "severity", name=op.f("uq_alert_event_id_severity")),
    )
    op.create_index(op.f("ix_alert_raised_at"), "alert", ["raised_at"], unique=False)
    op.create_index(op.f("ix_alert_told_at"), "alert", ["told_at"], unique=False)


def _case_columns_1() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("severity_confirmed_at", Moment(), nullable=True),
        sa.Column("reported_at", Moment(), nullable=True),
        sa.Column("press_at", Moment(), nullable=True),
        sa.Column("major_incident", sa.Boolean(), nullable=False),
        sa.Column("isolated", sa.Boolean(), nullable=False),
        sa.Column("accused", Json, nullable=False),
        sa.Column("t0", Moment(), nullable=False),
        sa.Column("t0_basis", sa.String(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("lead", sa.String(), nullable=False),
        sa.Column("return_locked", sa.Boolean(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
    ]


def _case_columns_2() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("words", Json, nullable=False),
        sa.Column("routing_reasons", Json, nullable=False),
        sa.Column("replied_at", Moment(), nullable=True),
        sa.Column("no_reply_at", Moment(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("archived_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_how", sa.String(), nullable=False),
        sa.Column("rebounded_at", Moment(), nullable=True),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.Column("policy_version", sa.String(), nullable=False),
        sa.Column("rebounds", sa.Integer(), nullable=False),
        sa.Column("redone", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_case_event_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["merged_into"], ["case.id"], name=op.f("fk_case_merged_into")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
        sa.UniqueConstraint("number", name=op.f("uq_case_number")),
    ]


def _case() -> None:
    op.create_table("case", *_case_columns_1(), *_case_columns_2())
    op.create_index(op.f("ix_case_event_id"), "case", ["event_id"], unique=False)
    op.create_index("ix_case_lead", "case", ["lead", "state"], unique=False)
    op.create_index("ix_case_lead_t0", "case", ["lead", "t0"], unique=False)
    op.create_index("ix_case_list", "case", ["state", "rank", "t0"], unique=False)
    op.create_index(
        "ix_case_merged_into",
        "case",
        ["merged_into"],
        unique=False,
        sqlite_where=sa.text("merged_into IS NOT NULL"),
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    )
    op.create_index("ix_case_ref", "case", ["ref", "channel"], unique=False)
    op.create_index("ix_case_serial", "case", ["year", "serial"], unique=False)
    op.create_index(op.f("ix_case_t0"), "case", ["t0"], unique=False)


def _clause() -> None:
    op.create_table(
        "clause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_clause_consultation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clause")),
    )
    op.create_index(op.f("ix_clause_consultation_id"), "clause", ["consultation_id"], unique=False)


def _event_change() -> None:
    op.create_table(
        "event_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_user", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_user"], ["user.id"], name=op.f("fk_event_change_by_user")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_change_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_change")),
    )
    op.create_index(op.f("ix_event_change_event_id"), "event_change", ["event_id"], unique=False)


def _event_hour() -> None:
    op.create_table(
        "event_hour",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("hour", Moment(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_hour_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_hour")),
        sa.UniqueConstraint("event_id", "hour", "platform", name=op.f("uq_event_hour_event_id_hour_platform")),
    )


def _fetch() -> None:
    op.create_table(
        "fetch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("items_new", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_fetch_source_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fetch")),
    )
    op.create_index(op.f("ix_fetch_at"), "fetch", ["at"], unique=False)
    op.create_index("ix_fetch_source_at", "fetch", ["source_id", "at"], unique=False)


def _interest_rule() -> None:
    op.create_table(
        "interest_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("expression", sa.String(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["written_by"], ["user.id"], name=op.f("fk_interest_rule_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest_rule")),
        sa.UniqueConstraint("name", name=op.f("uq_interest_rule_name")),
    )
