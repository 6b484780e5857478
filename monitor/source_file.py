"""Sources as people hand them in: flags, OPML and CSV, checked row by row."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from errors import BadInput
from monitor.full_text import SETTING, why_no_choice

_LEVELS = ("central", "provincial", "city", "local", "person", "official")
_FEWEST_S, _MOST_S = 1, 30 * 24 * 3600
_FILE_LIMIT = 20 * 1024 * 1024


def source_row(fields: Mapping[str, str | None], now: datetime) -> dict[str, Any]:
    """A row for the store from what was written; raises BadInput with the field. Any web address is accepted."""
    from monitor.guard import host_key, why_not_an_address
    from monitor.kinds.registry import KINDS

    kind, url, name = ((fields.get(each) or "").strip() for each in ("kind", "url", "name"))
    level = (fields.get("media_level") or "").strip() or "local"
    if kind not in KINDS:
        raise BadInput(f"没有这种信源：{kind!r}（可用：{'、'.join(KINDS)}）", field="kind")
    if why := why_not_an_address(url):
        raise BadInput(f"{why}：{url!r}", field="url")
    if level not in _LEVELS:
        raise BadInput(f"没有这个媒体级别：{level!r}（可用：{'、'.join(_LEVELS)}）", field="media_level")
    return {
        "kind": kind,
        "url": url,
        "host": host_key(url),
        "name": name or host_key(url),
        "media_level": level,
        "interval_s": _interval(fields.get("interval")),
        "settings": _full_text(fields.get(SETTING), kind),
        "created_at": now,
        "next_at": now,
    }


def _interval(written: str | None) -> int | None:
    text = (written or "").strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or not _FEWEST_S <= int(text) <= _MOST_S:
        raise BadInput(f"应为 {_FEWEST_S} 到 {_MOST_S} 之间的整秒数，而不是 {text!r}", field="interval")
    return int(text)


def _full_text(written: str | None, kind: str) -> dict[str, Any]:
    chosen = (written or "").strip()
    if chosen and (why := why_no_choice(chosen, kind)):
        raise BadInput(why, field=SETTING)
    return {SETTING: chosen} if chosen else {}


def settings_of(written: Sequence[str], kind: str) -> dict[str, Any]:
    """Settings of a source of that kind from NAME=VALUE; values may be JSON. Raises BadInput for a wrong one."""
    settings: dict[str, Any] = {}
    for each in written:
        name, sign, value = each.partition("=")
        if not sign or not name.strip():
            raise BadInput(f"应写作 NAME=VALUE，而不是 {each!r}", field="--setting")
        try:
            settings[name.strip()] = json.loads(value)
        except ValueError:
            settings[name.strip()] = value
    if SETTING in settings and (why := why_no_choice(settings[SETTING], kind)):
        raise BadInput(why, field="--setting")
    return settings


def read_sources(file: Path, now: datetime) -> list[dict[str, Any]]:
    """All sources of an OPML or CSV file; raises BadInput with file, line and field at the first wrong row."""
    return rows_of(_bytes_of(file), str(file), now, is_csv=file.suffix.lower() == ".csv")


def rows_of(body: bytes, file: str, now: datetime, *, is_csv: bool) -> list[dict[str, Any]]:
    """All sources of the content of an OPML or CSV file that errors call `file`; raises BadInput."""
    rows = []
    for line, fields in _csv_rows(file, body) if is_csv else _opml_rows(file, body):
        try:
            rows.append(source_row(fields, now))
        except BadInput as error:
            raise BadInput(error.why, file=file, line=line, field=error.field) from None
    return rows


def _bytes_of(file: Path) -> bytes:
    if file.suffix.lower() not in (".csv", ".opml", ".xml"):
        raise BadInput("只认识 .opml 和 .csv 文件", file=str(file))
    try:
        body = file.read_bytes()
    except OSError as error:
        raise BadInput(f"读不到文件：{error.strerror}", file=str(file)) from None
    if len(body) > _FILE_LIMIT:
        raise BadInput("文件过大", file=str(file))
    return body


def _csv_rows(file: str, body: bytes) -> Iterator[tuple[int, dict[str, str | None]]]:
    from monitor.reading.bytes import decode

    reader = csv.DictReader(io.StringIO(decode(body).text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        columns = [each.strip() for each in reader.fieldnames or []]
        missing = [each for each in ("kind", "url", "name") if each not in columns]
        if missing:
            raise BadInput(
                f"缺少列：{'、'.join(missing)}（应有 kind,url,name[,media_level,interval,full_text]）",
                file=file,
                line=1,
            )
        reader.fieldnames = columns
        for row in reader:
            if None in row:
                raise BadInput("这一行的列比标题行多", file=file, line=reader.line_num)
            if any((value or "").strip() for value in row.values()):
                yield reader.line_num, dict(row)
    except csv.Error as error:
        raise BadInput(f"CSV 有误：{error}", file=file, line=reader.line_num) from None


def _opml_rows(file: str, body: bytes) -> Iterator[tuple[int, dict[str, str | None]]]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise BadInput(f"OPML 有误：{error.msg}", file=file, line=error.lineno) from None
    if etree.QName(root).localname.lower() != "opml":
        raise BadInput("不是 OPML 文件", file=file, line=1)
    for outline in root.iter("outline"):
        attributes = {name.lower(): str(value) for name, value in outline.attrib.items()}
        if url := attributes.get("xmlurl", "").strip():
            yield (
                outline.sourceline or 1,
                {
                    "kind": attributes.get("kind", "feed"),
                    "url": url,
                    "name": attributes.get("title") or attributes.get("text"),
                    "media_level": attributes.get("media_level"),
                    "interval": attributes.get("interval"),
                    SETTING: attributes.get(SETTING),
                },
            )
