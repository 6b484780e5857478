"""`huiying group`: answers every id, names each bad line, and exits 2 for it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cli import main
from packs.pack import HOME


def run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lines: list[object], *flags: str
) -> tuple[int, dict[str, dict], str]:
    file = tmp_path / "items.jsonl"
    raw = b"\n".join(
        each if isinstance(each, bytes) else json.dumps(each, ensure_ascii=False).encode() for each in lines
    )
    file.write_bytes(raw)
    code = main(["group", str(file), "--json", *flags])
    out, err = capsys.readouterr()
    return code, {row["id"]: row for row in map(json.loads, out.splitlines())}, err


def test_a_title_alone_is_enough(tmp_path, capsys) -> None:
    code, rows, _ = run(
        tmp_path, capsys, [{"id": "a", "title": "石门县戒毒所人员脱逃"}, {"id": "b", "title": "石门县戒毒所人员脱逃！"}]
    )
    assert code == 0
    assert rows["b"] == {"id": "b", "event": "a", "reprint_of": "a"}


def test_items_are_sorted_by_time_and_the_earliest_is_the_first_print(tmp_path, capsys) -> None:
    lines = [
        {"id": "late", "title": "石门县戒毒所人员脱逃", "time": "2026-10-03 09:00"},
        {"id": "early", "title": "石门县戒毒所人员脱逃", "time": "2026-10-03T08:00:00+08:00"},
    ]
    _, rows, _ = run(tmp_path, capsys, lines)
    assert rows["late"]["reprint_of"] == "early"
    assert rows["early"]["reprint_of"] is None


@pytest.mark.parametrize(
    ("flags", "channel", "together"),
    [
        ((), "news", False),
        (("--window", "30"), "news", True),
        ((), "mailbox", True),
        (("--window", "1"), "mailbox", False),
    ],
)
def test_the_window_follows_the_channel_unless_it_is_given(tmp_path, capsys, flags, channel, together) -> None:
    lines = [
        {"id": "a", "title": "石门县戒毒所人员脱逃", "time": "2026-10-03", "channel": channel},
        {"id": "b", "title": "石门县戒毒所人员脱逃", "time": "2026-10-20", "channel": channel},
    ]
    _, rows, _ = run(tmp_path, capsys, lines, *flags)
    assert (rows["a"]["event"] == rows["b"]["event"]) is together


@pytest.mark.parametrize(
    ("line", "place", "field"),
    [
        ({"id": "b", "title": 5}, ":2:", "title"),
        ({"id": "b", "time": "昨天"}, ":2:", "time"),
        ({"id": "b", "text": ["x"]}, ":2:", "text"),
        ({"title": "没有编号"}, ":2:", "id"),
        ({"id": ""}, ":2:", "id"),
        ({"id": "a"}, ":2:", "id"),
        ([1, 2], ":2:", "JSON"),
        (b"{not json", ":2:", "JSON"),
        (b"\xff\xfe\x00binary", ":2:", "UTF-8"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(tmp_path, capsys, line, place, field) -> None:
    lines = [{"id": "a", "title": "石门县戒毒所人员脱逃"}, line, {"id": "c", "title": "石门县戒毒所人员脱逃"}]
    code, rows, err = run(tmp_path, capsys, lines)
    assert code == 2
    assert {"a", "c"} <= rows.keys()
    assert rows["c"]["event"] == "a"
    assert len(err.splitlines()) == 1
    assert place in err
    assert field in err


def test_a_line_with_a_wrong_field_is_answered_all_the_same(tmp_path, capsys) -> None:
    code, rows, _ = run(tmp_path, capsys, [{"id": "a", "title": None, "text": 7, "time": "?"}])
    assert code == 2
    assert rows["a"] == {"id": "a", "event": "a", "reprint_of": None}


def test_texts_of_a_megabyte_and_without_words_are_answered(tmp_path, capsys) -> None:
    lines = [
        {"id": 1, "title": "", "text": "长" * 1_000_000},
        {"id": 2, "title": "", "text": ""},
        {"id": 3, "title": "\u0000😀"},
    ]
    code, rows, _ = run(tmp_path, capsys, lines)
    assert code == 0
    assert [rows[each]["event"] for each in (1, 2, 3)] == [1, 2, 3]


def test_an_empty_file_has_no_answer(tmp_path, capsys) -> None:
    assert run(tmp_path, capsys, []) == (0, {}, "")


@pytest.mark.parametrize("days", ["0", "-3", "nan", "inf", "drei"])
def test_a_window_that_is_none_is_wrong_usage(tmp_path, capsys, days: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["group", str(tmp_path / "x"), "--window", days])
    assert stopped.value.code == 2


def test_a_file_that_is_not_there_is_bad_input(tmp_path, capsys) -> None:
    assert main(["group", str(tmp_path / "none.jsonl")]) == 2
    assert "none.jsonl" in capsys.readouterr().err


def test_a_pack_that_does_not_exist_is_bad_input(tmp_path, capsys) -> None:
    code, rows, err = run(tmp_path, capsys, [{"id": "a"}], "--pack", "nowhere")
    assert (code, rows) == (2, {})
    assert "nowhere" in err


def test_a_pack_may_change_how_events_are_found(tmp_path, capsys) -> None:
    shutil.copytree(HOME / "justice-bureau", tmp_path, dirs_exist_ok=True)
    (tmp_path / "grouping.yaml").write_text("window_days: 40\n", "utf-8")
    lines = [
        {"id": "a", "title": "石门县戒毒所人员脱逃", "time": "2026-10-03"},
        {"id": "b", "title": "石门县戒毒所人员脱逃", "time": "2026-11-03"},
    ]
    _, rows, _ = run(tmp_path, capsys, lines, "--pack", str(tmp_path))
    assert rows["b"]["event"] == "a"
    (tmp_path / "grouping.yaml").write_text("window_days: 40\nalike_titel: 0.1\n", "utf-8")
    code, _, err = run(tmp_path, capsys, lines, "--pack", str(tmp_path))
    assert code == 2
    assert "grouping.yaml:2: alike_titel" in err
