"""What a person filled in, read by the fields of the move: every error names the field."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from errors import BadInput
from packs.pack import Pack
from routing.move import Choices, Field, Move
from times import parse_time, require_aware

LONGEST = {"text": 500, "long": 50_000}
"""Most characters of a short and of a long text."""
MOST_ROWS = 200
_YES, _NO = ("1", "on", "true", "yes", "是"), ("", "0", "off", "false", "no", "否")


def fields_of(move: Move, pack: Pack) -> tuple[Field, ...]:
    """The move's fields with the pack's lists filled in, as a page shows them."""
    return tuple(replace(each, choices=_listed(each, pack)) if each.listed else each for each in move.fields)


def _listed(field: Field, pack: Pack) -> Choices:
    if field.listed == "return_reasons":
        return tuple((each.code, each.name) for each in pack.casework.return_reasons)
    if field.listed == "steps":
        return tuple((each.step, each.name) for each in pack.clocks.steps if not each.window)
    given: list[str] = getattr(pack.casework, field.listed)
    return tuple((each, each) for each in given)


def read(move: Move, form: Mapping[str, Any], pack: Pack) -> dict[str, Any]:
    """The values by field name, None where nothing was given; raises BadInput naming the field.

    Values may be text as browsers send it or JSON's own kinds. A field that the move does not have is an error.
    """
    fields = fields_of(move, pack)
    if unknown := sorted(set(form) - {each.name for each in fields}):
        raise BadInput(f"“{move.label}”没有这一项", field=unknown[0])
    return {each.name: _value(each, form.get(each.name), pack) for each in fields}


def _value(field: Field, given: Any, pack: Pack) -> Any:
    if field.kind == "bool":
        return _yes_or_no(field, given)
    if given is None or (isinstance(given, str) and not given.strip()) or given in ([], ()):
        if field.required:
            raise BadInput(f"请填写“{field.label}”", field=field.name)
        return _nothing(field)
    value = _READERS[field.kind](field, given, pack)
    if field.required and value in ("", [], ()):
        raise BadInput(f"请填写“{field.label}”", field=field.name)
    return value


def _nothing(field: Field) -> Any:
    return [] if field.kind in ("departments", "table") else None


def _yes_or_no(field: Field, given: Any) -> bool | None:
    if given is None or given == "":
        if field.required:
            raise BadInput(f"请选择“{field.label}”", field=field.name)
        return None if given is None else False
    if isinstance(given, bool):
        return given
    word = str(given).strip().lower()
    if word not in _YES + _NO:
        raise BadInput(f"“{field.label}”应为是或否", field=field.name)
    return word in _YES


def _text(field: Field, given: Any, pack: Pack) -> str:
    if not isinstance(given, str | int | float):
        raise BadInput(f"“{field.label}”应为文字", field=field.name)
    text = str(given).replace("\r\n", "\n").replace("\x00", "").strip()
    most = LONGEST.get(field.kind, LONGEST["text"])
    if len(text) > most:
        raise BadInput(f"“{field.label}”最多 {most} 字，现有 {len(text)} 字", field=field.name)
    return text


def _choice(field: Field, given: Any, pack: Pack) -> str:
    word = _text(field, given, pack)
    for value, label in field.choices:
        if word in (value, label):
            return value
    offered = "、".join(value if value == label else f"{value}（{label}）" for value, label in field.choices)
    raise BadInput(f"“{field.label}”应为其中之一：{offered}", field=field.name)


def is_own(pack: Pack, name: str) -> bool:
    """True for one of the body's own departments."""
    return any(each.name == name for each in pack.departments.own)


def is_county_body(pack: Pack, name: str) -> bool:
    """True for the body of a county, listed or of the pattern that the pack gives (rule R2)."""
    places = pack.organisation.places
    if not places.county_body:
        return False
    before, after = places.county_body.split("{place}")
    if not (name.startswith(before) and name.endswith(after) and len(name) > len(before + after)):
        return False
    place = name.removeprefix(before)[: -len(after) or None] if after else name.removeprefix(before)
    return place in places.counties or any(re.fullmatch(each, place) for each in places.county_patterns)


def _department(field: Field, given: Any, pack: Pack) -> str:
    name = _text(field, given, pack)
    if is_own(pack, name) or is_county_body(pack, name):
        return name
    for each in pack.departments.own:
        if name in each.aliases:
            return each.name
    raise BadInput(f"没有“{name}”这个科室；外单位请用“转出”", field=field.name)


def _outside(field: Field, given: Any, pack: Pack) -> str:
    name = _text(field, given, pack)
    if any(each.name == name for each in pack.departments.outside):
        return name
    raise BadInput(f"清单里没有“{name}”这个外单位", field=field.name)


def _departments(field: Field, given: Any, pack: Pack) -> list[str]:
    names = re.split(r"[,，、;；\n]", given) if isinstance(given, str) else given
    if not isinstance(names, list | tuple):
        raise BadInput(f"“{field.label}”应为科室名称的列表", field=field.name)
    wanted = [each.strip() if isinstance(each, str) else each for each in names]
    outside = {each.name for each in pack.departments.outside}
    found = [each if each in outside else _department(field, each, pack) for each in wanted if each]
    return list(dict.fromkeys(found))


def _time(field: Field, given: Any, pack: Pack) -> datetime:
    if isinstance(given, datetime):
        return require_aware(given)
    try:
        return parse_time(_text(field, given, pack).replace("T", " "))[0]
    except BadInput as error:
        raise BadInput(error.why, field=field.name) from None


def _number(field: Field, given: Any, pack: Pack) -> int:
    text = _text(field, given, pack)
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadInput(f"“{field.label}”应为整数", field=field.name)
    return int(text)


def _table(field: Field, given: Any, pack: Pack) -> list[dict[str, str]]:
    rows = _rows(field, given)
    if len(rows) > MOST_ROWS:
        raise BadInput(f"“{field.label}”最多 {MOST_ROWS} 行", field=field.name)
    names = [name for name, _ in field.columns]
    made = []
    for number, row in enumerate(rows, 1):
        if not isinstance(row, Mapping) or set(row) - set(names):
            raise BadInput(f"“{field.label}”第 {number} 行应有这些列：{'、'.join(names)}", field=field.name)
        cells = {name: str(row.get(name) or "").strip() for name in names}
        if any(cells.values()):
            made.append(cells)
    return made


def _rows(field: Field, given: Any) -> list[Any]:
    """Rows from JSON, or from lines whose cells are parted by `|`."""
    if isinstance(given, str) and given.lstrip().startswith("["):
        try:
            given = json.loads(given)
        except json.JSONDecodeError as error:
            raise BadInput(f"“{field.label}”不是有效的 JSON：{error.msg}", field=field.name) from None
    if isinstance(given, str):
        names = [name for name, _ in field.columns]
        lines = [re.split(r"[|｜\t]", line) for line in given.splitlines() if line.strip()]
        return [dict(zip(names, line + [""] * len(names), strict=False)) for line in lines]
    if not isinstance(given, list | tuple):
        raise BadInput(f"“{field.label}”应为表格", field=field.name)
    return list(given)


_READERS = {
    "text": _text,
    "long": _text,
    "case": _text,
    "choice": _choice,
    "department": _department,
    "departments": _departments,
    "outside": _outside,
    "time": _time,
    "number": _number,
    "table": _table,
}
