"""Originals of letters: encrypted, the key outside the database, so that only the right to unmask opens them."""

from __future__ import annotations

import base64
import json

from cryptography.fernet import Fernet, InvalidToken

from errors import BadInput


def sealed(title: str, text: str, secret: bytes) -> bytes:
    """Title and text as they came, encrypted with the installation's secret (32 bytes)."""
    return _lock(secret).encrypt(json.dumps([title, text], ensure_ascii=False).encode("utf-8", "surrogatepass"))


def opened(original: bytes, secret: bytes) -> tuple[str, str]:
    """(title, text) of a sealed original; raises BadInput where the secret is not the one that sealed it."""
    try:
        title, text = json.loads(_lock(secret).decrypt(original))
    except InvalidToken:
        raise BadInput("原文打不开：密钥与加密时不同", field="HUIYING_SECRET_KEY") from None
    return str(title), str(text)


def _lock(secret: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(secret))
