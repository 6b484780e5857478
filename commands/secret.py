"""The secret outside the database: it hides authors and opens the encrypted originals of letters."""

from __future__ import annotations

import hashlib
import os
import secrets
from typing import TYPE_CHECKING

from errors import BadInput

if TYPE_CHECKING:
    from settings import Settings


def secret_of(settings: Settings) -> bytes:
    """32 bytes from HUIYING_SECRET_KEY, else from the file `secret.key` in the data folder, made at first use.

    The file is written aside and linked into place, so that two processes at first use end up with the same one.
    Raises BadInput if the file can be neither read nor made.
    """
    if settings.secret_key:
        return hashlib.sha256(settings.secret_key.encode()).digest()
    file = settings.data / "secret.key"
    try:
        if not file.exists():
            settings.data.mkdir(parents=True, exist_ok=True)
            _make(file.parent / f".secret.{os.getpid()}", str(file))
        written = file.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"读不到密钥文件：{error}", file=str(file)) from None
    if not written:
        raise BadInput("密钥文件是空的", file=str(file))
    return hashlib.sha256(written.encode()).digest()


def _make(aside: os.PathLike[str], place: str) -> None:
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        handle.write(secrets.token_urlsafe(32) + "\n")
    try:
        os.link(aside, place)
    except FileExistsError:
        pass
    finally:
        os.unlink(aside)
