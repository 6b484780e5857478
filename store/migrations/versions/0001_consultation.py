"""Tables: consultation, event, figure_sheet, heartbeat, log_entry, outage, policy, robots_rules, source, user."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.tables.base import Json, Moment
from store.tables.guard import guard_statements

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _consultation()
    _event()
    _figure_sheet()
    _heartbeat()
    _log_entry()
    _outage()
    _policy()
    _robots_rules()
    _source()
    _user()
    for statement in guard_statements(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Drop them again."""
    op.drop_table("user")
    op.drop_table("source")
    op.drop_table("robots_rules")
    op.drop_table("policy")
    op.drop_table("outage")
    op.drop_table("log_entry")
    op.drop_table("heartbeat")
    op.drop_table("figure_sheet")
    op.drop_table("event")
    op.drop_table("consultation")


def _consultation() -> None:
    op.create_table(
        "consultation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("opens_at", Moment(), nullable=False),
        sa.Column("closes_at", Moment(), nullable=False),
        sa.Column("published_at", Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
    )


def _event() -> None:
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("keywords", Json, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("first_item_id", sa.Integer(), nullable=True),
        sa.Column("first_at", Moment(), nullable=False),
        sa.Column("last_at", Moment(), nullable=False),
        sa.Column("found_at", Moment(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("reprints", sa.Integer(), nullable=False),
        sa.Column("sources", sa.Integer(), nullable=False),
        sa.Column("platforms", Json, nullable=False),
        sa.Column("relevant", sa.Boolean(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("severity_reasons", Json, nullable=False),
        sa.Column("spread", Json, nullable=False),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.Column("respread_at", Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["merged_into"], ["event.id"], name=op.f("fk_event_merged_into"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index("ix_event_last", "event", ["last_at"], unique=False)
    op.create_index(op.f("ix_event_respread_at"), "event", ["respread_at"], unique=False)


def _figure_sheet() -> None:
    op.create_table(
        "figure_sheet",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("reckoned_at", Moment(), nullable=False),
        sa.Column("content", Json, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_figure_sheet")),
    )


def _heartbeat() -> None:
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeat")),
    )


def _log_entry() -> None:
    op.create_table(
        "log_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("before", Json, nullable=False),
        sa.Column("after", Json, nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_entry")),
        sa.UniqueConstraint("hash", name=op.f("uq_log_entry_hash")),
    )
    op.create_index(op.f("ix_log_entry_at"), "log_entry", ["at"], unique=False)
    op.create_index("ix_log_entry_subject", "log_entry", ["subject", "subject_id"], unique=False)


def _outage() -> None:
    op.create_table(
        "outage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("began_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=False),
        sa.Column("fell_due", sa.Integer(), nullable=False),
        sa.Column("noted_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outage")),
    )


def _policy() -> None:
    op.create_table(
        "policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("aliases", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("disclosure", sa.String(), nullable=False),
        sa.Column("disclosure_reason", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("interpretation", sa.String(), nullable=False),
        sa.Column("published_at", Moment(), nullable=True),
        sa.Column("interpreted_at", Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy")),
    )
    op.create_index(op.f("ix_policy_number"), "policy", ["number"], unique=False)


def _robots_rules() -> None:
    op.create_table(
        "robots_rules",
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("fetched_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_robots_rules")),
    )


def _source_columns_1() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_level", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("settings", Json, nullable=False),
        sa.Column("interval_s", sa.Integer(), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("next_at", Moment(), nullable=False),
        sa.Column("leased_until", Moment(), nullable=True),
        sa.Column("leased_by", sa.String(), nullable=True),
        sa.Column("pace_s", sa.Integer(), nullable=False),
        sa.Column("not_before", Moment(), nullable=True),
        sa.Column("moved_to", sa.String(), nullable=True),
        sa.Column("etag", sa.String(), nullable=True),
        sa.Column("last_modified", sa.String(), nullable=True),
        sa.Column("body_hash", sa.String(), nullable=True),
        sa.Column("conditional", sa.Boolean(), nullable=False),
        sa.Column("unverified_304", sa.Integer(), nullable=False),
        sa.Column("honest_304", sa.Boolean(), nullable=False),
        sa.Column("visited_at", Moment(), nullable=True),
        sa.Column("fetched_at", Moment(), nullable=True),
        sa.Column("entries_seen", sa.Integer(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=True),
        sa.Column("newest_entry_at", Moment(), nullable=True),
    ]


def _source_columns_2() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("duplicate_share", sa.Double(), nullable=False),
        sa.Column("weekly_volume", sa.Double(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_since", Moment(), nullable=True),
        sa.Column("state_detail", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("url", name=op.f("uq_source_url")),
    ]


def _source() -> None:
    op.create_table("source", *_source_columns_1(), *_source_columns_2())
    op.create_index(op.f("ix_source_host"), "source", ["host"], unique=False)
    op.create_index(op.f("ix_source_next_at"), "source", ["next_at"], unique=False)
    op.create_index(op.f("ix_source_state"), "source", ["state"], unique=False)


def _user() -> None:
    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("display", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", Moment(), nullable=True),
        sa.Column("toured_at", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("name", name=op.f("uq_user_name")),
    )
