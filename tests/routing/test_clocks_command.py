"""`huiying clock`: the exact output format, and refusals that name the flag."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli import main
from packs.schema.clocks import STEP_NAMES


def rows(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, object]]:
    assert main(["clock", *words, "--json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_one_object_per_line_in_the_order_of_the_steps(capsys: pytest.CaptureFixture[str]) -> None:
    made = rows(capsys, "--severity", "红", "--t0", "2026-09-30 16:00")
    assert [each["step"] for each in made] == list(STEP_NAMES)
    assert all(list(each) == ["step", "due_at", "kind", "source", "explanation"] for each in made)
    # 48 h from Wed 2026-09-30 16:00, with the offset of Asia/Shanghai
    assert made[7]["due_at"] == "2026-10-02T16:00:00+08:00"
    assert (made[7]["kind"], made[7]["source"]) == ("natural", "国办发〔2016〕61号")


def test_a_step_without_time_has_null_and_the_reason(capsys: pytest.CaptureFixture[str]) -> None:
    made = {each["step"]: each for each in rows(capsys, "--severity", "橙", "--t0", "2026-09-30T08:00:00Z")}
    assert made["finish"]["due_at"] is None
    assert "按处置方案" in str(made["finish"]["explanation"])
    assert "press" not in made


def test_channel_kind_and_major_incident_choose_the_row(capsys: pytest.CaptureFixture[str]) -> None:
    def due(step: str, *words: str) -> object:
        return next(each["due_at"] for each in rows(capsys, *words, "--t0", "2025-06-09 09:00") if each["step"] == step)

    # Mon 2025-06-09: 48 h; 5 working days → Mon 16; a question 1 working day → Tue 10
    assert due("reply", "--severity", "蓝") == "2025-06-11T09:00:00+08:00"
    assert due("reply", "--severity", "蓝", "--channel", "hotline") == "2025-06-16T17:30:00+08:00"
    assert due("reply", "--severity", "蓝", "--channel", "mailbox", "--kind", "疑问") == "2025-06-10T17:30:00+08:00"
    assert due("authoritative", "--severity", "橙", "--major-incident") == "2025-06-09T14:00:00+08:00"


def test_people_read_lines_and_the_other_pack_has_the_same_clock(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clock", "--severity", "黄", "--t0", "2026-01-05", "--pack", "city-government"]) == 0
    assert "step: reply  due_at: 2026-01-07T00:00:00+08:00" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--severity", "黄", "--t0", "昨天"], "--t0"),
        (["--severity", "黄", "--t0", "2026-02-30"], "--t0"),
        (["--severity", "黄", "--t0", "1026-02-01"], "--t0"),
        (["--severity", "黄", "--t0", "9999-12-31"], "--t0"),
        (["--severity", "黄", "--t0", "2026-01-05", "--pack", "nowhere"], "nowhere"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(words: list[str], named: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clock", *words]) == 2
    said = capsys.readouterr().err
    assert named in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    "words", [["--severity", "绿", "--t0", "2026-01-05"], ["--severity", "黄"], ["--t0", "2026-01-05"]]
)
def test_wrong_usage_exits_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["clock", *words])
    assert caught.value.code == 2
    assert "usage: huiying clock" in capsys.readouterr().err


def test_a_broken_pack_names_file_line_and_field(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pack.yaml").write_text("name: mine\nversion: 3\n", "utf-8")
    assert main(["clock", "--severity", "黄", "--t0", "2026-01-05", "--pack", str(tmp_path)]) == 2
    assert f"{tmp_path / 'pack.yaml'}:2: version" in capsys.readouterr().err
