"""`huiying check`: what is wrong, and how to mend it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cli import main
from commands import check
from commands.check import look
from errors import BadInput
from settings import Settings
from store import health
from store.session import Database

NOVEMBER = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
JULY = datetime(2026, 7, 20, 2, 0, tzinfo=UTC)


def rows(tmp_path: Path, now: datetime, **more: object) -> dict[str, dict[str, str]]:
    settings = Settings(data=tmp_path, contact="office@example.gov.cn", **more)  # type: ignore[arg-type]
    return {row["about"]: row for row in look(settings, now)}


def test_a_sound_installation_has_nothing_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "clock_of", lambda database: NOVEMBER)
    monkeypatch.setattr(check, "LEAST_FREE_BYTES", 0)
    found = rows(tmp_path, NOVEMBER)
    assert {name: row["state"] for name, row in found.items() if row["state"] == "wrong"} == {}
    assert "SQLite" in found["数据库"]["found"]


def test_a_year_without_calendar_is_an_alarm_from_october_on(tmp_path: Path) -> None:
    # chinesecalendar knows 2004-2026
    assert rows(tmp_path, JULY)["工作日历"]["state"] == "ok"
    november = rows(tmp_path, NOVEMBER)["工作日历"]
    assert november["state"] == "warning"
    assert "2027" in november["found"]
    assert rows(tmp_path, datetime(2031, 1, 5, tzinfo=UTC))["工作日历"]["state"] == "wrong"


def test_a_clock_that_is_wrong_is_wrong(tmp_path: Path) -> None:
    assert rows(tmp_path, JULY)["时钟"]["state"] == "wrong"


def test_the_clock_of_the_database_is_read(database: Database) -> None:
    before = datetime.now(UTC)
    read = health.clock_of(database)
    # SQLite tells whole milliseconds
    assert before - timedelta(milliseconds=1) <= read <= datetime.now(UTC)


def test_a_full_disk_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "LEAST_FREE_BYTES", 1 << 80)
    assert rows(tmp_path, NOVEMBER)["磁盘"]["state"] == "wrong"


def test_a_wrong_channels_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "channels.yaml"
    file.write_text("channels:\n  - {name: a, url: 'hook://h', per_minute: 0}\n", "utf-8")
    row = rows(tmp_path, NOVEMBER, channels=str(file))["通知渠道"]
    assert row["state"] == "wrong"
    assert "channels.yaml:2" in row["found"]


def test_a_pack_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        rows(tmp_path, NOVEMBER, pack="nowhere")


def test_the_command_prints_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--data", str(tmp_path / "new"), "--json"]) in (0, 1)
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["about"] for row in printed} >= {"设置", "组织包", "工作日历", "数据库", "时钟", "磁盘"}


@pytest.mark.parametrize("words", [["nosuch"], ["check", "--nosuch"], []])
def test_wrong_usage_exits_2(words: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == 2


def test_an_unknown_pack_exits_2_with_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--data", str(tmp_path), "--pack", "nowhere"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
