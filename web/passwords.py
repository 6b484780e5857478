"""Passwords: Argon2id, a floor of length, and one-time passwords that a person can type."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from errors import BadInput

SHORTEST = 10
LONGEST = 200
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_COMMON = ("password", "123456", "qwerty", "huiying", "admin", "111111", "abcdef")


class Passwords:
    """Hashing at a given cost. The default is 19 MiB and two passes (about 20 ms), the least that OWASP names."""

    def __init__(self, *, passes: int = 2, kib: int = 19 * 1024) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=kib, parallelism=1)
        # Checked for names that do not exist, so that the answer takes as long as for those that do.
        self._nobody = self._hasher.hash(secrets.token_hex(16))

    def hash(self, password: str) -> str:
        """The hash to store."""
        return self._hasher.hash(password)

    def fits(self, stored: str | None, password: str) -> bool:
        """True if the password belongs to the stored hash; None = nobody, always False, in the same time."""
        try:
            return self._hasher.verify(stored or self._nobody, password[:LONGEST]) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def check_password(password: str, name: str) -> str:
    """The password, if it will do; raises BadInput with what to change."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadInput(f"密码要 {SHORTEST} 到 {LONGEST} 个字符", field="password")
    plain = password.lower()
    if len(set(plain)) < 5 or any(plain.strip("0123456789!@#") == word.strip("0123456789") for word in _COMMON):
        raise BadInput("这个密码太容易猜到，换一句别人想不到的话", field="password")
    if len(name) >= 4 and name.lower() in plain:
        raise BadInput("密码里不要含登录名", field="password")
    return password


def one_time_password() -> str:
    """A random password of four groups, easy to read out and to type; it must be changed at first sign-in."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
