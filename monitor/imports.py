"""Letters, hotline tickets and orders from a file: rows by the pack's headings, each wrong one with its place.

Pure but for reading the file. The columns are `ref, title, text, received_at` and, of answered ones, `reply,
replied_at`; a time without zone is Asia/Shanghai.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from errors import BadInput
from monitor.reading.bytes import decode
from monitor.reading.dates import Written, parse_written
from packs.schema.imports import COLUMNS, REQUIRED_COLUMNS, Column, Imports, plain_heading
from times import SHANGHAI

_TITLE_CHARS = 40
_HEADING_ROWS = 10
_CSV_FIELD_CHARS = 10_000_000
# Day 0 of the serial numbers that Excel stores dates as, and the span 1954–2119 that can be meant.
_EXCEL_DAYS = (20_000, 80_000)


@dataclass(frozen=True, slots=True)
class Letter:
    """One row: a letter, ticket or order. Times are aware; `reply` "" = not answered yet; `line` counts from 1."""

    ref: str
    title: str
    text: str
    received_at: datetime
    received_is_date: bool
    reply: str
    replied_at: datetime | None
    line: int


class ImportFile:
    """The rows of a file. `file` names it in errors, `mapping` (column → headings) goes before the pack's headings."""

    def __init__(self, file: Path, imports: Imports, mapping: Mapping[Column, Sequence[str]] | None = None) -> None:
        self._file, self._imports = file, imports
        self._mapped = {plain_heading(name): column for column, names in (mapping or {}).items() for name in names}

    def rows(self) -> Iterator[Letter | BadInput]:
        """Each row, or what is wrong with it; raises BadInput for a file that cannot be read as a whole."""
        for line, cells in self._records():
            try:
                letter = self._letter(line, cells)
            except BadInput as error:
                yield error
                continue
            if letter:
                yield letter

    def _records(self) -> Iterator[tuple[int, dict[Column, Any]]]:
        suffix = self._file.suffix.lower()
        if suffix in (".jsonl", ".ndjson", ".json"):
            return self._from_json_lines()
        if suffix in (".csv", ".tsv", ".txt"):
            return self._from_table(_csv_rows(self._content()))
        if suffix in (".xlsx", ".xlsm"):
            return self._from_table(self._sheet_rows())
        raise BadInput("只能导入 .jsonl、.csv 或 .xlsx 文件", file=str(self._file))

    def _content(self) -> str:
        try:
            decoded = decode(self._file.read_bytes())
        except OSError as error:
            raise BadInput(f"读不了文件：{error.strerror}", file=str(self._file)) from None
        if decoded.replaced:
            raise BadInput(f"有 {decoded.replaced} 处文字无法按 {decoded.encoding} 解读", file=str(self._file))
        return decoded.text

    def _sheet_rows(self) -> Iterator[tuple[int, Sequence[Any]]]:
        import zipfile

        from openpyxl import load_workbook

        try:
            book = load_workbook(self._file, read_only=True, data_only=True)
        except OSError as error:
            raise BadInput(f"读不了文件：{error.strerror}", file=str(self._file)) from None
        except (zipfile.BadZipFile, KeyError, ValueError, TypeError):
            raise BadInput("不是可用的 xlsx 文件", file=str(self._file)) from None
        sheet = book.worksheets[0] if book.worksheets else None
        if sheet is None:
            raise BadInput("工作簿里没有工作表", file=str(self._file))
        # Some programs write a wrong size into the file, which would cut rows off.
        sheet.reset_dimensions()
        return enumerate(sheet.iter_rows(values_only=True), 1)

    def _from_json_lines(self) -> Iterator[tuple[int, dict[Column, Any]]]:
        for line, text in enumerate(self._content().split("\n"), 1):
            if not text.strip():
                continue
            try:
                record = json.loads(text, strict=False)
            except (ValueError, RecursionError) as error:
                yield line, {"ref": BadInput(f"不是 JSON：{error}", file=str(self._file), line=line)}
                continue
            if not isinstance(record, dict):
                yield line, {"ref": BadInput("不是 JSON 对象", file=str(self._file), line=line)}
                continue
            yield line, self._by_columns(record.keys(), record.values())

    def _from_table(self, rows: Iterable[tuple[int, Sequence[Any]]]) -> Iterator[tuple[int, dict[Column, Any]]]:
        headings: Sequence[Any] | None = None
        for line, cells in rows:
            if headings is not None:
                yield line, self._by_columns(headings, cells)
            elif self._is_heading_row(cells):
                headings = cells
                self._require(headings)
            elif line > _HEADING_ROWS:
                break
        if headings is None:
            raise BadInput("没有找到列名一行（需要编号、内容、时间等列）", file=str(self._file))

    def _is_heading_row(self, cells: Sequence[Any]) -> bool:
        return len({self._column(each) for each in cells} - {None}) >= 2

    def _require(self, headings: Sequence[Any]) -> None:
        known = {self._column(each) for each in headings}
        for column in REQUIRED_COLUMNS:
            if column not in known:
                names = "、".join(self._imports.headings[column][:3])
                raise BadInput(
                    f"缺少这一列（可用列名：{names} 等，或用 --map 指定）", file=str(self._file), field=column
                )

    def _column(self, heading: Any) -> Column | None:
        if not isinstance(heading, str) or not heading.strip():
            return None
        return self._mapped.get(plain_heading(heading)) or self._imports.column_of(heading)

    def _by_columns(self, headings: Iterable[Any], cells: Iterable[Any]) -> dict[Column, Any]:
        """Column → cell; of two headings that mean the same column, the first that is filled."""
        found: dict[Column, Any] = {}
        for heading, cell in zip(headings, cells, strict=False):
            column = self._column(heading)
            if column and found.get(column) in (None, ""):
                found[column] = cell
        return found

    def _letter(self, line: int, cells: Mapping[Column, Any]) -> Letter | None:
        if isinstance(cells.get("ref"), BadInput):
            raise cells["ref"]
        texts = {column: _text(cells.get(column)) for column in COLUMNS}
        if not any(texts.values()):
            return None
        if not texts["ref"]:
            raise self._wrong(line, "ref", "没有编号，无法识别重复")
        if not (texts["text"] or texts["title"]):
            raise self._wrong(line, "text", "没有内容")
        received = self._time(line, "received_at", cells)
        if received is None:
            raise self._wrong(line, "received_at", "没有接收时间")
        replied = self._time(line, "replied_at", cells) if texts["reply"] else None
        if texts["reply"] and replied is None:
            raise self._wrong(line, "replied_at", "有答复，但没有答复时间")
        if replied and replied.moment < received.moment and not replied.is_date:
            raise self._wrong(line, "replied_at", "答复时间早于接收时间")
        return Letter(
            ref=texts["ref"],
            title=texts["title"] or _short(texts["text"]),
            text=texts["text"] or texts["title"],
            received_at=received.moment,
            received_is_date=received.is_date,
            reply=texts["reply"],
            # A bare date of reply on the day of receipt stands for some time after it.
            replied_at=max(replied.moment, received.moment) if replied else None,
            line=line,
        )

    def _time(self, line: int, column: Column, cells: Mapping[Column, Any]) -> Written | None:
        value = cells.get(column)
        if value is None or _text(value) == "":
            return None
        written = _as_time(value)
        if written is None:
            raise self._wrong(line, column, f"不是时间：{_text(value)!r}（例：2026-10-03 08:30）")
        return written

    def _wrong(self, line: int, column: Column, why: str) -> BadInput:
        return BadInput(why, file=str(self._file), line=line, field=column)


def read_mapping(file: Path) -> dict[Column, list[str]]:
    """Headings of one's own: a YAML or JSON file `column: heading` or `column: [headings]`; raises BadInput."""
    import yaml

    try:
        document = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"读不了文件：{error.strerror}", file=str(file)) from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise BadInput("不是可用的 YAML 或 JSON", file=str(file)) from None
    if not isinstance(document, dict):
        raise BadInput("要写成“列: 列名”，例如 ref: 工单号", file=str(file))
    found: dict[Column, list[str]] = {}
    for name, headings in document.items():
        column = next((each for each in COLUMNS if each == name), None)
        if column is None:
            raise BadInput(f"没有这一列（可用：{'、'.join(COLUMNS)}）", file=str(file), field=str(name))
        found[column] = [str(each) for each in (headings if isinstance(headings, list) else [headings])]
    return found


def _csv_rows(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    csv.field_size_limit(_CSV_FIELD_CHARS)
    head = text[:4096]
    delimiter = max(",\t;", key=lambda sign: head.count(sign)) if head else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\r\n", "\n").replace("_x000D_", "").strip()


def _as_time(value: Any) -> Written | None:
    if isinstance(value, datetime):
        at = value if value.tzinfo else value.replace(tzinfo=SHANGHAI)
        return Written(at.astimezone(UTC), value.time() == time())
    if isinstance(value, int | float) and _EXCEL_DAYS[0] <= value <= _EXCEL_DAYS[1]:
        from openpyxl.utils.datetime import from_excel

        return _as_time(from_excel(value))
    return parse_written(_text(value))


def _short(text: str) -> str:
    line = text.split("\n", 1)[0].strip()
    return line if len(line) <= _TITLE_CHARS else line[: _TITLE_CHARS - 1] + "…"
