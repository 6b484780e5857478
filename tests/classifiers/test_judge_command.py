"""`huiying judge`: the form of its output, and clear errors that lose nothing."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from cli import main

FIELDS = {
    "id", "relevant", "topic", "kind", "severity", "emotion", "places", "confidence", "reasons", "rule", "lead",
    "assist", "runners_up", "needs_person",
}  # fmt: skip


def judge_lines(
    lines: list[str | bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str], *flags: str
) -> tuple[int, list[dict[str, object]], str]:
    file = tmp_path / "in.jsonl"
    file.write_bytes(b"\n".join(line.encode() if isinstance(line, str) else line for line in lines))
    code = main(["judge", str(file), "--json", "--data", str(tmp_path), *flags])
    printed = capsys.readouterr()
    return code, [json.loads(line) for line in printed.out.splitlines()], printed.err


def line(**fields: object) -> str:
    return json.dumps(fields, ensure_ascii=False)


def test_the_fields_are_those_that_others_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, (row,), _ = judge_lines(
        [line(id="a", title="投诉律师", text="收费不办事", channel="mailbox")], tmp_path, capsys
    )
    assert code == 0
    assert set(row) == FIELDS
    assert (row["lead"], row["rule"], row["severity"]) == ("律师工作科", "R3", "蓝")
    assert isinstance(row["reasons"], list)
    assert all(set(each) == {"about", "because", "words"} for each in row["reasons"])
    assert set(row["confidence"]) >= {"relevant", "topic", "kind", "severity", "emotion", "lead", "rule"}  # type: ignore[call-overload]


def test_what_is_not_relevant_has_no_lead(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, (row,), _ = judge_lines([line(id="a", title="电视剧律师大结局", channel="hotlist")], tmp_path, capsys)
    assert (row["relevant"], row["rule"], row["lead"], row["assist"]) == (False, "none", "none", [])
    assert row["kind"] == "资讯"


@pytest.mark.parametrize(
    ("bad", "named"),
    [
        ("{broken", "JSON"),
        ("[1, 2]", "对象"),
        (line(title="没有编号"), "id"),
        (line(id="", text="x"), "id"),
        (line(id=True, text="x"), "id"),
        (line(id="b", text=5), "text"),
        (line(id="b", title=["x"], text="x"), "title"),
        (line(id="b", text="x", channel="fax"), "channel"),
        (line(id="b"), "text"),
        (line(id="b", text="x", published="昨天"), "published"),
        (b"\xb0\xa1\xb0\xa2", "UTF-8"),
    ],
)
def test_a_wrong_line_is_named_and_the_rest_goes_on(
    bad: str | bytes, named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = line(id="a", text="怎么办公证", channel="mailbox")
    code, rows, errors = judge_lines([good, bad, good], tmp_path, capsys)
    assert code == 2
    assert [row["id"] for row in rows] == ["a", "a"]
    assert "in.jsonl:2" in errors
    assert named in errors
    assert len(errors.splitlines()) == 1


def test_blank_lines_a_bom_and_numbers_as_ids_are_fine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines: list[str | bytes] = [b"\xef\xbb\xbf" + line(id=7, text="怎么办公证").encode(), "", "  "]
    code, rows, _ = judge_lines(lines, tmp_path, capsys)
    assert (code, rows[0]["id"]) == (0, "7")


def test_two_lines_with_one_id_are_both_answered_by_their_own_channel(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines: list[str | bytes] = [line(id="a", text="小区物业", channel=each) for each in ("mailbox", "forum")]
    _, rows, _ = judge_lines(lines, tmp_path, capsys)
    assert [row["lead"] for row in rows] == ["住建局", "none"]


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(line(id="a", text="办公证").encode())))
    assert main(["judge", "-", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["lead"] == "公证仲裁科"


def test_a_missing_file_is_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["judge", str(tmp_path / "none.jsonl"), "--json"]) == 2
    assert "none.jsonl" in capsys.readouterr().err


def test_without_json_the_answer_is_for_people_and_explain_adds_the_reasons(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "in.jsonl"
    file.write_text(line(id="a", text="怎么办公证", channel="mailbox"), "utf-8")
    assert main(["judge", str(file)]) == 0
    plain = capsys.readouterr().out
    assert "lead: 公证仲裁科" in plain
    assert "reasons" not in plain
    assert main(["judge", str(file), "--explain"]) == 0
    assert "公证机构" in capsys.readouterr().out
