"""The answer goes back to who wrote or called, and what they say of it stands in the rates."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from pathlib import Path

import pytest

from cli import main
from errors import BadInput
from store.figures import Period, counts
from store.session import Database
from store.tables.replying import FollowUp
from store.tables.watching import Item
from tests.routing.city import LEAD, MONDAY, City, advance, case_in, found_city, reply_of

YEAR = Period(MONDAY - timedelta(days=200), MONDAY + timedelta(days=165), MONDAY + timedelta(days=10))


def export(city: City, folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> list[dict[str, str]]:
    """The rows that `answers` writes for the mailbox."""
    file = folder / f"answers-{len(list(folder.glob('answers-*')))}.csv"
    words = ["answers", "--channel", "mailbox", "--out", str(file), "--database", str(city.database.url), "--json"]
    assert main([*words, *more]) == 0
    with file.open(encoding="utf-8-sig", newline="") as rows:
        found = list(csv.DictReader(rows))
    assert json.loads(capsys.readouterr().out)["answers"] == len(found)
    return found


def letter(city: City, event_of: int, ref: str) -> None:
    """Another letter that was grouped with the event of that case."""
    with city.database.write() as session:
        item = Item(
            identity=f"letter:{ref}", channel="mailbox", ref=ref, title="同一件事", text="我也是", found_at=city.now,
            content_hash=ref, event_id=city.case(event_of).event_id,
        )  # fmt: skip
        session.add(item)


def test_everybody_who_wrote_about_the_case_is_answered_by_reference(
    sqlite: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    city = found_city(sqlite)
    case_id = case_in(city, "in_hand", channel="mailbox", ref="M-1")
    merged = case_in(city, "graded", channel="mailbox", ref="M-2")
    city.do("office", "merge_case", merged, {"into": str(case_id), "reason": "同一件事"})
    letter(city, case_id, "M-3")
    letter(city, merged, "M-4")
    case_in(city, "in_hand", channel="mailbox", ref="M-9")  # not answered yet
    for step in ("drafting", "review", "approved", "replied"):
        advance(city, case_id, step)
    rows = export(city, tmp_path, capsys)
    assert sorted(each["ref"] for each in rows) == ["M-1", "M-2", "M-3", "M-4"]
    reply = reply_of(city, case_id)
    assert {each["address"] for each in rows} == {f"/public/replies/{reply.slug}"}
    assert {each["reply"] for each in rows} == {reply.text}
    assert export(city, tmp_path, capsys, "--since", "2027-01-01") == []


def test_a_letter_to_a_matter_heard_in_public_is_answered_too(
    sqlite: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    city = found_city(sqlite)
    letter(city, case_in(city, "replied"), "M-5")
    assert [each["ref"] for each in export(city, tmp_path, capsys)] == ["M-5"]


def test_an_isolated_case_is_not_exported(sqlite: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    city = found_city(sqlite)
    case_id = case_in(city, "replied", channel="mailbox", ref="M-1")
    city.do("duty_chief", "isolate", case_id, {"accused": [LEAD], "reason": "反映本科室"})
    assert export(city, tmp_path, capsys) == []


def test_follow_up_feeds_the_rates_and_who_was_not_reached_does_not_count(sqlite: Database) -> None:
    # three called: two reached, both solved, one satisfied -> 2 of 2, 1 of 2
    city = found_city(sqlite)
    calls = [(True, True, True), (True, True, False), (False, None, None)]
    for reached, solved, satisfied in calls:
        case_id = case_in(city, "replied", channel="hotline", ref=f"H-{reached}-{satisfied}")
        form = {"via": "phone", "reached": reached, "solved": solved, "satisfied": satisfied}
        city.do("liaison", "follow_up", case_id, {name: each for name, each in form.items() if each is not None})
    assert len(city.rows(FollowUp)) == 3
    with sqlite.read() as session:
        rates = {name: counts(session, name, YEAR) for name in ("solved", "satisfied")}
    assert {name: [(each.part, each.whole) for each in rows] for name, rows in rates.items()} == {
        "solved": [(2, 2)],
        "satisfied": [(1, 2)],
    }


def test_who_was_not_reached_cannot_be_satisfied(sqlite: Database) -> None:
    city = found_city(sqlite)
    case_id = case_in(city, "replied", channel="hotline", ref="H-1")
    with pytest.raises(BadInput, match="联系上"):
        city.do("liaison", "follow_up", case_id, {"via": "phone", "reached": False, "satisfied": True})
    with pytest.raises(BadInput, match="是否解决"):
        city.do("liaison", "follow_up", case_id, {"via": "phone", "reached": True, "solved": True})
