"""Labelled rows from a CSV or XLSX file: `id,title,text,topic`, optionally `written_at`; nothing wrong is let pass.

Texts without a label come from a file of their own (`id,title,text`): a topic left out by mistake is an error, not
a row without one.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from classifiers.text import same_text_key
from errors import BadInput
from times import parse_time

COLUMNS = ("id", "title", "text", "topic")
TEXT_COLUMNS = ("id", "title", "text")
LONGEST_FIELD = 4_000_000  # characters; csv's own limit of 131,072 is less than a long petition


@dataclass(frozen=True, slots=True)
class Labelled:
    """One row: `topic` as the file has it, `group` equal for equal texts, `written_at` aware or None; `line` from 1."""

    id: str
    title: str
    text: str
    topic: str
    group: str
    written_at: datetime | None
    line: int


def read_labelled(file: Path, known: Iterable[str] | None = None) -> list[Labelled]:
    """All rows of the file. Raises BadInput with file, line and field for the first row that cannot be used.

    That is: a file that is absent, empty or not UTF-8, a missing column, an id given twice, an empty text or topic,
    a topic that is not among `known` (the pack's topics; None: any is taken).
    """
    known = None if known is None else frozenset(known)
    rows: list[Labelled] = []
    seen: dict[str, int] = {}
    for line, fields in _records(file):
        row = _row(file, line, fields)
        if row.id in seen:
            raise BadInput(f"编号 {row.id!r} 与第 {seen[row.id]} 行重复", file=str(file), line=line, field="id")
        if known is not None and row.topic not in known:
            raise BadInput(f"组织包的主题树里没有 {row.topic!r}", file=str(file), line=line, field="topic")
        seen[row.id] = line
        rows.append(row)
    if not rows:
        raise BadInput("文件里没有一行数据", file=str(file))
    return rows


def read_unlabelled(file: Path) -> list[tuple[str, str]]:
    """(title, text) of all rows that have a text. Raises BadInput as `read_labelled` for a file that cannot be read."""
    texts = [(fields["title"].strip(), fields["text"].strip()) for _, fields in _records(file, TEXT_COLUMNS)]
    found = [(title, text) for title, text in texts if text]
    if not found:
        raise BadInput("文件里没有一行有正文的数据", file=str(file))
    return found


def _row(file: Path, line: int, fields: dict[str, str]) -> Labelled:
    for name in ("id", "topic"):
        if not fields[name].strip():
            raise BadInput("不能为空", file=str(file), line=line, field=name)
    if not fields["text"].strip():
        raise BadInput("正文为空", file=str(file), line=line, field="text")
    title, text = fields["title"].strip(), fields["text"].strip()
    written = fields.get("written_at", "").strip()
    try:
        moment = parse_time(written)[0] if written else None
    except ValueError as error:
        raise BadInput(f"时间读不懂：{written!r}", file=str(file), line=line, field="written_at") from error
    group = same_text_key(title, text) or title
    return Labelled(fields["id"].strip(), title, text, fields["topic"].strip(), group, moment, line)


def _records(file: Path, columns: Sequence[str] = COLUMNS) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and fields of each record below the header, which must name `columns`."""
    records = _xlsx(file) if file.suffix.lower() == ".xlsx" else _csv(file)
    line, header = next(records, (1, []))
    names = [name.strip().lstrip("\ufeff") for name in header]
    for name in columns:
        if name not in names:
            raise BadInput(f"缺少这一列（需要 {'、'.join(columns)}）", file=str(file), line=line, field=name)
    for line, values in records:
        if not any(value.strip() for value in values):
            continue
        if len(values) != len(names):
            raise BadInput(f"有 {len(values)} 栏，表头有 {len(names)} 栏", file=str(file), line=line)
        yield line, dict(zip(names, values, strict=True))


def _csv(file: Path) -> Iterator[tuple[int, list[str]]]:
    content = _decoded(file)
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(content.splitlines(keepends=True), strict=True)
    line = 1
    try:
        for values in reader:
            yield line, values
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadInput(f"不是有效的 CSV：{error}", file=str(file), line=line) from error


def _decoded(file: Path) -> str:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise BadInput(f"打不开：{error.strerror}", file=str(file)) from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadInput("不是 UTF-8 编码（可能是 GBK，请另存为 UTF-8）", file=str(file), line=line) from error
    if "\0" in text:
        raise BadInput("含有二进制内容，不是文本文件", file=str(file), line=text.count("\n", 0, text.index("\0")) + 1)
    return text


def _xlsx(file: Path) -> Iterator[tuple[int, list[str]]]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(file, read_only=True, data_only=True)
    except (OSError, BadZipFile, InvalidFileException, KeyError) as error:
        raise BadInput(f"打不开这个 xlsx：{error}", file=str(file)) from error
    for line, row in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
        yield line, ["" if value is None else str(value) for value in row]


def pairs(rows: Sequence[Labelled]) -> list[tuple[str, str]]:
    """(title, text) of each row."""
    return [(row.title, row.text) for row in rows]
