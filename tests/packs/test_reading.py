"""Errors of a pack name file, line and field."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest
from pydantic import Field

from errors import BadInput
from packs.reading import read_part, wrong
from packs.schema.base import ClockTime, Part


class Inner(Part):
    count: int
    names: list[str] = Field(default_factory=list)


class Outer(Part):
    title: str
    inner: Inner
    closes: ClockTime = time(17, 30)


def refused(tmp_path: Path, text: str | bytes) -> BadInput:
    file = tmp_path / "x.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(BadInput) as caught:
        read_part(file, Outer)
    assert caught.value.file == str(file)
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "field", "why"),
    [
        ("title: a\ninner:\n  count: x\n", 3, "inner.count", "应为整数"),
        ("title: a\ninner:\n  count: 1\n  naems: []\n", 4, "inner.naems", "没有这一项"),
        ("title: a\n", 1, "inner", "缺少这一项"),
        ("title: a\ninner:\n  count: 1\n  names:\n    - a\n    - 3\n", 6, "inner.names.1", "应为文字"),
        ("title: a\ninner: 5\n", 2, "inner", "应为"),
        # YAML reads a bare 17:30 as 1050: refused instead of understood as 00:17:30
        ("title: a\ninner: {count: 1}\ncloses: 17:30\n", 3, "closes", "带引号"),
        ('title: a\ninner: {count: 1}\ncloses: "24:30"\n', 3, "closes", "带引号"),
        ("title: a\ntitle: b\ninner: {count: 1}\n", 2, "title", "写了两次"),
        ("title: a\ninner:\n  count: 1\n  count: 2\n", 4, "count", "写了两次"),
        ("title: [a\n", 2, None, "YAML 有误"),
        ("title: a\n\tinner: 1\n", 2, None, "YAML 有误"),
        ("", 1, "title", "缺少这一项"),
        ("- a\n", 1, None, "应为"),
        ("&a [*a]\n", 1, None, "应为"),
        ("? [a]\n: b\n", None, None, "YAML 有误"),
    ],
)
def test_a_wrong_file_names_line_and_field(
    tmp_path: Path, text: str, line: int | None, field: str | None, why: str
) -> None:
    error = refused(tmp_path, text)
    assert why in error.why
    assert error.field == field
    if line is not None:
        assert error.line == line


def test_what_is_no_text_or_no_file_says_so(tmp_path: Path) -> None:
    assert "不是 UTF-8" in refused(tmp_path, "title: 标题".encode("gbk")).why
    with pytest.raises(BadInput, match="读不到"):
        read_part(tmp_path / "absent.yaml", Outer)


def test_a_right_file_is_read_and_a_quoted_time_is_a_time(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text('title: a\ninner: {count: 1}\ncloses: "9:05"\n', "utf-8")
    assert read_part(tmp_path / "x.yaml", Outer) == Outer(title="a", inner=Inner(count=1), closes="09:05")


def test_a_cross_check_finds_the_line_of_its_place(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("a:\n  - b: 1\n  - b: 2\n", "utf-8")
    error = wrong(tmp_path / "x.yaml", ("a", 1, "b"), "错了")
    assert (error.line, error.field, error.why) == (3, "a.1.b", "错了")
