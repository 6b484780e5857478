"""JSON bodies: parsed tolerantly, picked apart by paths, and searched for the list of records that they hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from errors import BadInput
from monitor.reading.bytes import decode

_PADDED = re.compile(r"^\s*(?:/\*.*?\*/)?\s*[\w.$]+\s*\((.*)\)\s*;?\s*$", re.S)
_DEPTH = 6
_NUMBER = re.compile(r"(\d+(?:[.,]\d+)*)\s*(亿|万|千|[kKmMwW])?")
_TIMES = {"亿": 1e8, "万": 1e4, "千": 1e3, "k": 1e3, "w": 1e4, "m": 1e6}


def parsed(body: bytes, content_type: str = "") -> Any:
    """The document of a JSON or JSONP body; raises BadInput with the place where it breaks."""
    text = decode(body, content_type).text
    padded = _PADDED.match(text) if text.lstrip()[:1] not in "{[" else None
    try:
        return json.loads(padded[1] if padded else text, strict=False)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"JSON 有误或不完整：{error}") from None


def at(document: Any, path: str) -> Any:
    """The value at a path such as `data.list.0.title`; None where it leads nowhere, the whole for ""."""
    for step in filter(None, path.split(".")):
        if isinstance(document, Mapping):
            document = document.get(step)
        elif isinstance(document, Sequence) and not isinstance(document, str) and step.lstrip("-").isdigit():
            document = document[int(step)] if -len(document) <= int(step) < len(document) else None
        else:
            return None
    return document


def text_at(record: Any, path: str) -> str:
    """The value at a path as text, "" for what is neither text nor number."""
    value = at(record, path) if path else None
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def number_in(text: str) -> float | None:
    """The first number in a text, with 万, 亿, k and m resolved: `热度 86.5万` → 865000."""
    found = _NUMBER.search(text)
    if not found:
        return None
    digits = found[1].replace(",", "")
    value = float(digits) if digits.count(".") < 2 else None
    return None if value is None else round(value * _TIMES.get((found[2] or "").lower(), 1.0), 3)


def lists_of_records(document: Any, path: str = "", depth: int = 0) -> Iterator[tuple[str, list[Any]]]:
    """(path, list) of every list of records in the document, down to a depth of six."""
    if depth > _DEPTH:
        return
    if isinstance(document, list):
        if document and all(isinstance(each, Mapping) for each in document):
            yield path, document
        steps: Iterator[tuple[str, Any]] = ((str(index), each) for index, each in enumerate(document[:3]))
    elif isinstance(document, Mapping):
        steps = ((str(name), each) for name, each in document.items())
    else:
        return
    for step, each in steps:
        if isinstance(each, Mapping | list):
            yield from lists_of_records(each, f"{path}.{step}" if path else step, depth + 1)


def field_like(records: Sequence[Mapping[str, Any]], names: Sequence[str]) -> str:
    """The first of `names` under which most records carry text or a number, "" if none."""
    sample = records[:20]
    for name in names:
        if 2 * sum(1 for each in sample if text_at(each, name)) > len(sample):
            return name
    return ""
