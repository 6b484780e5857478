"""YAML with line numbers: a wrong value in a pack is reported with file, line and field."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from errors import BadInput

_Part = TypeVar("_Part", bound=BaseModel)
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# What pydantic says of the usual slips, in the words of the people who edit packs.
_IN_CHINESE = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项（写错了名字？）",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "float_type": "应为数字",
    "float_parsing": "应为数字",
    "string_type": "应为文字（数字要加引号）",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "list_type": "应为列表",
    "dict_type": "应为“键: 值”的一组",
    "model_type": "应为“键: 值”的一组",
}
_BOUNDS = {
    "greater_than": "应大于",
    "greater_than_equal": "应不小于",
    "less_than": "应小于",
    "less_than_equal": "应不大于",
}


def read_part(file: Path, form: type[_Part]) -> _Part:
    """The file's content as `form`; raises BadInput naming file, line and field.

    The text is parsed once; lines are looked up again only where something is wrong.
    """
    text = _text_of(file)
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        _refuse_repeated_keys(file, node)
        content = {} if node is None else loader.construct_document(node)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or "不是有效的 YAML"
        raise BadInput(f"YAML 有误：{why}", file=str(file), line=mark.line + 1 if mark else None) from None
    finally:
        loader.dispose()
    try:
        return form.model_validate({} if content is None else content)
    except ValidationError as error:
        raise _named(file, text, error) from None


def wrong(file: Path, path: Sequence[str | int], why: str) -> BadInput:
    """The error of a cross check: `why` at the place `path` of a file that was already read."""
    return BadInput(why, file=str(file), line=line_of(_text_of(file), path), field=_dotted(path) or None)


def _text_of(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(f"不是 UTF-8 文本（第 {error.start} 字节）", file=str(file)) from None
    except OSError as error:
        raise BadInput(f"读不到组织包文件：{error.strerror}", file=str(file)) from None


def _named(file: Path, text: str, error: ValidationError) -> BadInput:
    first = error.errors()[0]
    path = [part for part in first["loc"] if not (isinstance(part, str) and part.startswith("function-"))]
    given = first.get("input")
    shown = f"（写的是 {given!r}）" if isinstance(given, str | int | float | bool) else ""
    more = f"；另有 {error.error_count() - 1} 处错误" if error.error_count() > 1 else ""
    return BadInput(
        f"{_said(first)}{shown}{more}", file=str(file), line=line_of(text, path), field=_dotted(path) or None
    )


def _said(error: Any) -> str:
    context = error.get("ctx", {})
    if error["type"] == "literal_error":
        return f"应为其中之一：{context['expected'].replace(' or ', ', ')}"
    if error["type"] == "value_error":
        return str(context["error"])
    if error["type"] in _BOUNDS:
        return f"{_BOUNDS[error['type']]} {next(iter(context.values()))}"
    return str(_IN_CHINESE.get(error["type"], error["msg"]))


def _dotted(path: Sequence[str | int]) -> str:
    return ".".join(str(part) for part in path)


def line_of(text: str, path: Sequence[str | int]) -> int:
    """The line (from 1) of the deepest part of `path` that is written in the YAML text."""
    node = yaml.compose(text, Loader=_Loader)
    line = 1
    for part in path:
        step = _step(node, part)
        if step is None:
            break
        line, node = step
    return line


def _step(node: Any, part: str | int) -> tuple[int, Any] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return key.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        child = node.value[part]
        return child.start_mark.line + 1, child
    return None


def _refuse_repeated_keys(file: Path, root: Any) -> None:
    """YAML lets the later of two equal keys win in silence; in a pack that would lose a rule."""
    waiting, visited = [root], set()
    while waiting:
        node = waiting.pop()
        if id(node) in visited:  # an alias: seen where it was written first, and it may point back at itself
            continue
        visited.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting.extend(node.value)
        elif isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if isinstance(key, yaml.ScalarNode) and key.value in seen:
                    raise BadInput("同一个键写了两次", file=str(file), line=key.start_mark.line + 1, field=key.value)
                seen.add(str(key.value))
                waiting.append(value)
