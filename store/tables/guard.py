"""The log is append-only in the database itself: triggers refuse to change or delete an entry, on both kinds."""

from __future__ import annotations

from sqlalchemy import DDL, Table, event

_SQLITE = """CREATE TRIGGER IF NOT EXISTS log_entry_no_{what} BEFORE {what} ON log_entry
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"""
_POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION log_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the log is append-only'; END $$""",
    """CREATE OR REPLACE TRIGGER log_entry_no_change BEFORE UPDATE OR DELETE ON log_entry
FOR EACH ROW EXECUTE FUNCTION log_entry_refuse()""",
    """CREATE OR REPLACE TRIGGER log_entry_no_truncate BEFORE TRUNCATE ON log_entry
FOR EACH STATEMENT EXECUTE FUNCTION log_entry_refuse()""",
)


def guard_statements(dialect: str) -> tuple[str, ...]:
    """The statements that make a database refuse changes of the log; migrations run the same ones."""
    if dialect == "postgresql":
        return _POSTGRESQL
    return tuple(_SQLITE.format(what=what) for what in ("UPDATE", "DELETE"))


def guard(table: Table) -> None:
    """Make the triggers whenever the table is created."""
    for dialect in ("sqlite", "postgresql"):
        for statement in guard_statements(dialect):
            refuse = DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", refuse)
