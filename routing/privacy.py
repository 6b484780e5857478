"""Unmasked personal data in an outgoing text."""

from __future__ import annotations

import re

_KINDS = {
    "身份证号": re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"),
    "手机号": re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"),
    "银行卡号": re.compile(r"(?<!\d)\d{16,19}(?!\d)"),
}


def personal_data(text: str) -> list[str]:
    """The kinds of personal data that stand openly in `text`."""
    return [kind for kind, pattern in _KINDS.items() if pattern.search(text)]
