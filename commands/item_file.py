"""Items as JSON lines from a file or a pipe: a bad line is noted with its place, the rest goes on."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from errors import BadInput
from times import parse_time

if TYPE_CHECKING:
    from classifiers.grouping import Item

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TEXTS = ("title", "text", "source", "channel")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line that has an id: the id as it was given, its texts, and its time (of the line before where none is)."""

    given_id: str | int
    at: datetime
    texts: dict[str, str]

    @property
    def id(self) -> str:
        """The id as a string, by which items are told apart."""
        return str(self.given_id)

    def item(self) -> Item:
        """The line as an item to group."""
        from classifiers.grouping import Item

        texts = self.texts
        channel = texts["channel"] or "news"
        return Item(self.id, self.at, texts["title"], texts["text"], texts["source"], channel)


@dataclass
class ItemFile:
    """Reads `{"id","title","text","time","source"[,"channel"]}` per line; `file` "-" is the standard input.

    A line that is no object or has no usable id is left out; a wrong field counts as empty; both stand in `errors`.
    """

    file: str
    errors: list[BadInput] = field(default_factory=list)

    def entries(self) -> list[Entry]:
        """All lines that have an id, in order of the file; raises BadInput if the file cannot be read."""
        found: dict[str, Entry] = {}
        at = _EPOCH
        for number, raw in enumerate(self._lines(), start=1):
            if not raw.strip():
                continue
            try:
                fields = _object_of(raw)
                given = _id_of(fields)
                if str(given) in found:
                    raise BadInput(f"{given!r} 在前面已出现过，只取第一次", field="id")
            except BadInput as error:
                self._note(error, number)
                continue
            at = self._time_of(fields, number) or at
            found[str(given)] = Entry(given, at, {name: self._text_of(fields, name, number) for name in _TEXTS})
        return list(found.values())

    def _lines(self) -> Iterable[bytes]:
        if self.file == "-":
            return sys.stdin.buffer
        try:
            return Path(self.file).read_bytes().split(b"\n")
        except OSError as error:
            raise BadInput(f"读不到文件：{error.strerror}", file=self.file) from None

    def _text_of(self, fields: dict[str, Any], name: str, number: int) -> str:
        value = fields.get(name)
        if value is None or isinstance(value, str):
            return value or ""
        self._note(BadInput(f"{value!r:.60} 不是文字，按空处理", field=name), number)
        return ""

    def _time_of(self, fields: dict[str, Any], number: int) -> datetime | None:
        written = self._text_of(fields, "time", number)
        if not written:
            return None
        try:
            return parse_time(written)[0]
        except BadInput as error:
            self._note(BadInput(f"{error.why:.80}，按上一行的时间处理", field="time"), number)
            return None

    def _note(self, error: BadInput, number: int) -> None:
        file = "标准输入" if self.file == "-" else self.file
        self.errors.append(BadInput(error.why, file=file, line=number, field=error.field))


def _object_of(raw: bytes) -> dict[str, Any]:
    try:
        content = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadInput(f"不是 UTF-8 文本（第 {error.start} 字节）") from None
    except (ValueError, RecursionError) as error:
        raise BadInput(f"不是 JSON：{error!s:.80}") from None
    if not isinstance(content, dict):
        raise BadInput("不是 JSON 对象")
    return content


def _id_of(fields: dict[str, Any]) -> str | int:
    given = fields.get("id")
    if isinstance(given, bool) or not isinstance(given, str | int) or given == "":
        raise BadInput("缺少 id（应为文字或整数）" if given in (None, "") else f"{given!r:.60} 不能作 id", field="id")
    return given
