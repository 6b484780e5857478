"""Keys of the API: only their hashes are kept; each opens what its scopes name, until it ends or is revoked."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from store.actors import Actor
from store.people import actor_of
from store.sign_ins import hash_of
from store.tables.people import Token, User

SCOPES = {"items:write": "推送信息", "cases:read": "读取事项", "replies:read": "读取回应"}
PREFIX = "hy_"
USED_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who a request with a key comes from: the key's name, its scopes, and the person it acts for, if any."""

    token_id: int
    name: str
    scopes: frozenset[str]
    actor: Actor | None


def add_token(
    session: Session,
    name: str,
    scopes: Iterable[str],
    now: datetime,
    *,
    user_id: int | None = None,
    expires_at: datetime | None = None,
) -> str:
    """Make a key and give it once; afterwards only its hash is known."""
    secret = PREFIX + secrets.token_urlsafe(32)
    session.add(
        Token(
            name=name,
            secret_hash=hash_of(secret),
            scopes=sorted(scopes),
            user_id=user_id,
            created_at=now,
            expires_at=expires_at,
        )
    )
    return secret


def bearer_of(session: Session, secret: str, now: datetime) -> tuple[Bearer, bool] | None:
    """(who it is, True if its use should be noted) of a living key, else None."""
    token = session.scalars(
        select(Token).where(
            Token.secret_hash == hash_of(secret),
            Token.revoked_at.is_(None),
            Token.expires_at.is_(None) | (Token.expires_at > now),
        )
    ).first()
    if token is None:
        return None
    actor = None
    if token.user_id is not None:
        if not session.scalar(select(User.active).where(User.id == token.user_id)):
            return None
        actor = actor_of(session, token.user_id)
    due = token.used_at is None or now - token.used_at > USED_EVERY
    return Bearer(token.id, token.name, frozenset(token.scopes), actor), due


def note_use(session: Session, token_id: int, now: datetime) -> None:
    """Note that the key was used."""
    session.execute(update(Token).where(Token.id == token_id).values(used_at=now))


def revoke(session: Session, token_id: int, now: datetime) -> None:
    """The key opens nothing from now on."""
    session.execute(update(Token).where(Token.id == token_id, Token.revoked_at.is_(None)).values(revoked_at=now))
