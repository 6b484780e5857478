"""People as the security administrator changes them: the change and its entry in the log in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from errors import BadInput, Refused
from store import log, people
from store.actors import Actor
from store.people import Person
from store.tables.people import Token, User, UserRole

MUST_STAY = "security_admin"


@dataclass(frozen=True, slots=True)
class Fields:
    """What may be changed of a person."""

    display: str
    department: str
    roles: tuple[str, ...]
    contact: str = ""


def add(session: Session, actor: Actor, name: str, fields: Fields, password_hash: str, now: datetime) -> int:
    """Add a person; raises BadInput."""
    user_id = people.add_user(session, name, fields.display, fields.roles, fields.department, password_hash, now)
    session.get_one(User, user_id).contact = fields.contact
    after = {"name": name, "roles": sorted(fields.roles), "department": fields.department}
    log.append(session, actor, "user_added", "user", user_id, now, after=after)
    return user_id


def one(session: Session, user_id: int) -> tuple[Person, int, Fields]:
    """(the person, version, what may be changed); raises Refused where there is none."""
    user = _user(session, user_id)
    roles = _roles(session, user_id)
    person = Person(
        user.id, user.name, user.display, user.department, roles, user.active, user.must_change, user.locked_until
    )
    return person, user.version, Fields(user.display, user.department, roles, user.contact)


def change(session: Session, actor: Actor, user_id: int, fields: Fields, version: int | None, now: datetime) -> None:
    """Change a person; raises BadInput for roles that do not go together, Refused where somebody was faster."""
    user = _user(session, user_id)
    if version is not None and user.version != version:
        raise Refused("stale", "这个人刚被别人改过，您的改动没有保存。请刷新后再改。")
    before = Fields(user.display, user.department, _roles(session, user_id), user.contact)
    if MUST_STAY in before.roles and MUST_STAY not in fields.roles:
        _one_guard_stays(session, user_id)
    people.set_roles(session, user_id, fields.roles, fields.department)
    user.display, user.contact = fields.display or user.name, fields.contact
    user.version += 1
    log.append(session, actor, "user_changed", "user", user_id, now, before=_written(before), after=_written(fields))


def reset(session: Session, actor: Actor, user_id: int, password_hash: str, now: datetime) -> str:
    """A new first password; gives the sign-in name."""
    user = _user(session, user_id)
    people.set_password(session, user_id, password_hash, must_change=True)
    log.append(session, actor, "password_reset", "user", user_id, now)
    return user.name


def set_active(session: Session, actor: Actor, user_id: int, *, active: bool, now: datetime) -> None:
    """Keep a person out or let in; the last security administrator stays."""
    _user(session, user_id)
    if not active and MUST_STAY in _roles(session, user_id):
        _one_guard_stays(session, user_id)
    people.set_active(session, user_id, active=active)
    log.append(session, actor, "user_active", "user", user_id, now, after={"active": active})


def keys(session: Session) -> list[tuple[Token, str]]:
    """(key, name of the person that it acts for), living ones first."""
    question = select(Token, User.display).outerjoin(User, User.id == Token.user_id)
    rows = session.execute(question.order_by(Token.revoked_at.is_not(None), Token.id.desc()))
    return [(token, name or "") for token, name in rows]


def _written(fields: Fields) -> dict[str, object]:
    return {"display": fields.display, "department": fields.department, "roles": sorted(fields.roles)}


def _roles(session: Session, user_id: int) -> tuple[str, ...]:
    return tuple(session.scalars(select(UserRole.role).where(UserRole.user_id == user_id).order_by(UserRole.role)))


def _user(session: Session, user_id: int) -> User:
    user = session.scalar(select(User).where(User.id == user_id).with_for_update())
    if user is None:
        raise Refused("not_found", "没有这个人。")
    return user


def _one_guard_stays(session: Session, user_id: int) -> None:
    others = select(User.id).join(UserRole, UserRole.user_id == User.id)
    others = others.where(UserRole.role == MUST_STAY, User.active, User.id != user_id).limit(1)
    if session.scalar(others) is None:
        raise BadInput("这是最后一位安全管理员，先另外任命一位", field="role")
