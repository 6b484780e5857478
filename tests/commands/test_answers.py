"""`huiying answers`: the answer goes back by the reference of the letter, with a trace, never twice into one file."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from cli import main
from store.session import Database, open_database
from store.tables.people import AccessTrace
from tests.routing.city import City, case_in, found_city


@pytest.fixture
def city(tmp_path: Path) -> City:
    database: Database = open_database(f"sqlite:///{tmp_path / 'huiying.sqlite'}")
    made = found_city(database)
    case_in(made, "replied", channel="mailbox", ref="=1+1")
    case_in(made, "replied", channel="mailbox", ref="X-2")
    case_in(made, "approved", channel="mailbox", ref="X-3")
    case_in(made, "replied", channel="forum")
    return made


def test_answers_go_back_by_their_reference(city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "answers.csv"
    words = ["answers", "--channel", "mailbox", "--out", str(out), "--data", str(tmp_path), "--json"]
    assert main(words) == 0
    assert json.loads(capsys.readouterr().out)["answers"] == 2
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    assert [each["ref"] for each in rows] == ["'=1+1", "X-2"]
    assert rows[1]["reply"].startswith("经查")
    assert rows[1]["replied_at"] == "2026-10-12 09:00"
    assert [each.subject for each in city.rows(AccessTrace)] == ["answers"]
    assert main(words) == 2
    assert "已存在" in capsys.readouterr().err


def test_only_answers_since_a_moment(city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "later.csv"
    assert main(["answers", "--channel", "mailbox", "--since", "2026-10-13", "--out", str(out), "--data",
                 str(tmp_path), "--json"]) == 0  # fmt: skip
    assert json.loads(capsys.readouterr().out)["answers"] == 0
