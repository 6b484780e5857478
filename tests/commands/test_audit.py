"""`huiying audit verify` as it is called: an intact chain, a broken one, and wrong usage."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from cli import main
from store.actors import PROGRAM
from store.log import append
from store.session import open_database
from times import parse_time

NOW = parse_time("2026-10-12 09:00")[0]


def filled(data: Path) -> str:
    url = f"sqlite:///{data / 'huiying.sqlite'}"
    database = open_database(url)
    with database.write() as session:
        for number in range(3):
            append(session, PROGRAM, "accept", "case", number, NOW)
    database.close()
    return url


def test_an_intact_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled(tmp_path)
    assert main(["audit", "verify", "--data", str(tmp_path), "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["entries"], row["intact"]) == (3, True)
    assert main(["audit", "verify", "--data", str(tmp_path)]) == 0
    assert "完好" in capsys.readouterr().out


def test_a_broken_log_is_named_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = open_database(filled(tmp_path))
    with database.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER log_entry_no_UPDATE"))
        connection.execute(text("UPDATE log_entry SET actor = '别人' WHERE id = 2"))
    database.close()
    assert main(["audit", "verify", "--data", str(tmp_path), "--json"]) == 1
    row = json.loads(capsys.readouterr().out)
    assert (row["intact"], row["broken"]) == (False, 2)


def test_an_unknown_action_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as wrong:
        main(["audit", "repair", "--data", str(tmp_path)])
    assert wrong.value.code == 2


def test_a_database_made_by_any_command_guards_its_log(tmp_path: Path) -> None:
    """In a process of its own, in which nothing but the opening of the database is imported."""
    url = f"sqlite:///{tmp_path / 'huiying.sqlite'}"
    done = subprocess.run(
        [sys.executable, "-c", f"from store.session import open_database; open_database({url!r})"],
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0
    database = open_database(url)
    with database.engine.connect() as connection:
        made = connection.execute(text("SELECT count(*) FROM sqlite_master WHERE name LIKE 'log_entry_no%'")).scalar()
    database.close()
    assert made == 2
