"""What a new version of a text changed: sentence by sentence, then letter by letter within changed ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]|[^。！？；\n]+$")
LONGEST_COMPARED = 2000
"""Changed stretches above this many letters are shown as a whole: comparing letters would take too long."""


def differences(old: str, new: str) -> list[tuple[str, str]]:
    """The new text in pieces: ("same", …), ("out", …) for what went, ("in", …) for what came."""
    before, after = _SENTENCE.findall(old), _SENTENCE.findall(new)
    pieces: list[tuple[str, str]] = []
    for kind, low, high, begin, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        out, into = "".join(before[low:high]), "".join(after[begin:end])
        pieces += [("same", into)] if kind == "equal" else list(_within(out, into))
    return [(kind, text) for kind, text in pieces if text]


def _within(out: str, into: str) -> Iterator[tuple[str, str]]:
    matcher = SequenceMatcher(None, out, into, autojunk=False)
    if len(out) + len(into) > LONGEST_COMPARED or matcher.ratio() < 0.4:
        yield "out", out
        yield "in", into
        return
    for kind, low, high, begin, end in matcher.get_opcodes():
        if kind == "equal":
            yield "same", into[begin:end]
        else:
            yield "out", out[low:high]
            yield "in", into[begin:end]
