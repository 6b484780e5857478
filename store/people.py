"""People and their roles: who there is, who may act as what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from errors import BadInput
from store.actors import ROLES, Actor
from store.tables.people import SignIn, User, UserRole

ADMINISTRATORS = frozenset({"system_admin", "security_admin", "audit_admin"})
IN_A_DEPARTMENT = frozenset({"liaison", "head"})


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the list of people."""

    id: int
    name: str
    display: str
    department: str
    roles: tuple[str, ...]
    active: bool
    must_change: bool
    locked_until: datetime | None


def check_roles(roles: Iterable[str], department: str) -> frozenset[str]:
    """The roles as a set; raises BadInput for an unknown role, for two administrators in one person
    (三员分立: system, security and audit are separate) and for a liaison or head without a department."""
    held = frozenset(roles)
    unknown = sorted(held - set(ROLES))
    if unknown:
        raise BadInput(f"没有这个角色：{'、'.join(unknown)}（可用：{'、'.join(ROLES)}）", field="role")
    if len(held & ADMINISTRATORS) > 1:
        raise BadInput("三员分立：系统、安全、审计管理员不能由一人兼任", field="role")
    if held & IN_A_DEPARTMENT and not department:
        raise BadInput("科室联络员和科室负责人要写明所在科室", field="department")
    return held


def add_user(
    session: Session, name: str, display: str, roles: Iterable[str], department: str, password_hash: str, now: datetime
) -> int:
    """Add a person who must change the password at first sign-in; returns the id, raises BadInput."""
    held = check_roles(roles, department)
    if not name.strip() or len(name) > 64:
        raise BadInput("登录名不能为空，也不能超过 64 字", field="name")
    if session.scalar(select(User.id).where(User.name == name)) is not None:
        raise BadInput(f"登录名 {name} 已经有人用了", field="name")
    user = User(name=name, display=display or name, password_hash=password_hash, department=department, created_at=now)
    session.add(user)
    session.flush()
    session.add_all(UserRole(user_id=user.id, role=role) for role in sorted(held))
    return user.id


def set_roles(session: Session, user_id: int, roles: Iterable[str], department: str) -> None:
    """Give a person these roles instead of the present ones; raises BadInput as `check_roles`."""
    held = check_roles(roles, department)
    user = session.get_one(User, user_id)
    user.department = department
    session.execute(delete(UserRole).where(UserRole.user_id == user_id))
    session.add_all(UserRole(user_id=user_id, role=role) for role in sorted(held))


def set_password(session: Session, user_id: int, password_hash: str, *, must_change: bool) -> None:
    """Store a new password's hash, forget failures and end all sessions of the person."""
    user = session.get_one(User, user_id)
    user.password_hash, user.must_change = password_hash, must_change
    user.failures, user.locked_until = 0, None
    session.execute(delete(SignIn).where(SignIn.user_id == user_id))


def set_active(session: Session, user_id: int, *, active: bool) -> None:
    """Let a person in, or keep them out; who is kept out loses all sessions at once."""
    session.get_one(User, user_id).active = active
    if not active:
        session.execute(delete(SignIn).where(SignIn.user_id == user_id))


def user_named(session: Session, name: str) -> User | None:
    """The person with that sign-in name."""
    return session.scalar(select(User).where(User.name == name))


def actor_of(session: Session, user_id: int) -> Actor:
    """The person as moves and permissions see them."""
    user = session.get_one(User, user_id)
    roles = session.scalars(select(UserRole.role).where(UserRole.user_id == user_id))
    return Actor(user.id, user.display, frozenset(roles), user.department)


def list_people(session: Session) -> list[Person]:
    """Everybody, by sign-in name."""
    roles: dict[int, list[str]] = {}
    for user_id, role in session.execute(select(UserRole.user_id, UserRole.role).order_by(UserRole.role)):
        roles.setdefault(user_id, []).append(role)
    return [
        Person(
            each.id,
            each.name,
            each.display,
            each.department,
            tuple(roles.get(each.id, ())),
            each.active,
            each.must_change,
            each.locked_until,
        )
        for each in session.scalars(select(User).order_by(User.name))
    ]


def note_tour(session: Session, user_id: int, now: datetime) -> None:
    """The person has seen the first tour."""
    user = session.get_one(User, user_id)
    user.toured_at = user.toured_at or now
