"""What can go wrong with what people hand in, and where.

The ground floor: every other module may use it, it uses none of them.
"""

from __future__ import annotations


class BadInput(ValueError):
    """Something that was handed in cannot be used; the message names the place.

    Attributes: `why` is one plain sentence; `file`, `line` (from 1) and `field` say where, as far as known.
    The command line prints it as one line and exits 2.
    """

    def __init__(self, why: str, *, file: str | None = None, line: int | None = None, field: str | None = None) -> None:
        self.why, self.file, self.line, self.field = why, file, line, field
        super().__init__(str(self))

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        parts = [part for part in (place, self.field, self.why) if part]
        return ": ".join(parts)


class Refused(Exception):
    """A move or an access that the rules of the house do not allow; nothing has changed.

    `code` is a stable word for machines, `why` a sentence for the person, with the next step where there is one.
    """

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code, self.why = code, why
