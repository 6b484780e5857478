"""A fixed cast for tests that need rows of people."""

from __future__ import annotations

from datetime import UTC, datetime

from store.actors import Actor
from store.session import Database
from store.tables.people import User, UserRole

BORN = datetime(2026, 1, 1, tzinfo=UTC)


def add_person(database: Database, name: str, *roles: str, department: str = "") -> Actor:
    """A person with roles as a row, and as the actor of moves."""
    with database.write() as session:
        user = User(name=name, display=name, password_hash="-", department=department, created_at=BORN)
        session.add(user)
        session.flush()
        session.add_all(UserRole(user_id=user.id, role=role) for role in roles)
        return Actor(user.id, name, frozenset(roles), department)
