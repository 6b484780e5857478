"""The file imports.yaml: by which headings the columns of letters and tickets are known."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from packs.schema.base import Part

Column = Literal["ref", "title", "text", "received_at", "reply", "replied_at"]
COLUMNS: tuple[Column, ...] = ("ref", "title", "text", "received_at", "reply", "replied_at")
REQUIRED_COLUMNS: tuple[Column, ...] = ("ref", "text", "received_at")


class Imports(Part):
    """Headings by column, best first; case, blanks and brackets of a heading are ignored when compared."""

    version: str
    headings: dict[Column, list[str]]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if missing := [each for each in COLUMNS if each not in self.headings]:
            raise ValueError(f"headings 缺少 {'、'.join(missing)}")
        seen: dict[str, str] = {}
        for column, given in self.headings.items():
            for heading in given:
                if seen.setdefault(plain_heading(heading), column) != column:
                    raise ValueError(f"列名“{heading}”同时属于 {seen[plain_heading(heading)]} 和 {column}")
        return self

    def column_of(self, heading: str) -> Column | None:
        """The column that a heading of a file means, None if the pack knows no such heading."""
        wanted = plain_heading(heading)
        for column, given in self.headings.items():
            if wanted == column or any(plain_heading(each) == wanted for each in given):
                return column
        return None


def plain_heading(heading: str) -> str:
    """A heading without blanks, brackets and what they hold, stars and case: ` 受理时间（必填）*` → `受理时间`."""
    text = heading.strip().lower().lstrip("\ufeff")
    for opening, closing in (("（", "）"), ("(", ")"), ("【", "】"), ("[", "]")):
        while opening in text and closing in text[text.index(opening) :]:
            start = text.index(opening)
            text = text[:start] + text[text.index(closing, start) + 1 :]
    return "".join(text.split()).strip("*＊:：")
