"""What a visit teaches: states of not being watched, honest and lying 304, silence beyond habit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.bodies import ParsedBody
from monitor.faults import Fault
from monitor.reading.entry import PROBLEM_WORDS, Problem
from monitor.watching import STATE_WORDS, WATCHED, Visit, after_visit, condition, with_more
from store.found import FoundItem, Kept
from store.sources import SourceRow

NOW = datetime(2026, 10, 3, 8, 30, tzinfo=UTC)
ITEM = FoundItem("url:x", "news", "http://x/a", "标题", "", "hash")


def source(**changes: object) -> SourceRow:
    fields: dict[str, object] = dict.fromkeys(SourceRow.__slots__)
    fields |= {"id": 1, "kind": "feed", "url": "http://x/feed", "host": "x", "name": "x", "settings": {}}
    fields |= {"created_at": NOW - timedelta(days=1), "next_at": NOW, "pace_s": 900, "state": "watched"}
    fields |= {"conditional": True, "unverified_304": 0, "honest_304": False, "entries_seen": 0, "failures": 0}
    fields |= {"duplicate_share": 0.0, "weekly_volume": 0.0, "state_detail": "", "media_level": "local", "platform": ""}
    return SourceRow(**fields | changes)  # type: ignore[arg-type]


def read(row: SourceRow, *, items: int = 1, new: int = 0, problems: tuple[str, ...] = (), **more: object) -> dict:
    parsed = ParsedBody((ITEM,) * items, tuple(Problem(each) for each in problems))
    headers = more.pop("headers", {"etag": '"b"'})
    visit = Visit(row, "read", NOW, status=200, headers=headers, parsed=parsed, body_hash="h", **more)
    return after_visit(visit, Kept(new, items - new))


def failed(row: SourceRow, name: str, **more: object) -> dict:
    return after_visit(Visit(row, "failed", NOW, fault=Fault(name), **more), Kept())


def test_every_state_has_its_words() -> None:
    assert set(PROBLEM_WORDS) <= set(STATE_WORDS)
    assert set(STATE_WORDS) >= WATCHED


@pytest.mark.parametrize("name", ["selector_missing", "login_page", "captcha_page", "garbled", "not_this_kind"])
def test_a_page_without_entries_is_named_for_what_it_is(name: str) -> None:
    change = read(source(), items=0, problems=(name, "zero_entries"))
    assert change["state"] == name
    assert change["state_since"] == NOW


def test_no_entries_and_no_reason_is_a_state_too() -> None:
    assert read(source(), items=0)["state"] == "zero_entries"


@pytest.mark.parametrize(("name", "watched"), [("clock_skew", True), ("capture_time", True), ("garbled", False)])
def test_remarks_on_what_was_read(name: str, watched: bool) -> None:
    change = read(source(), problems=(name,))
    assert change["state"] == name
    assert (change["state"] in WATCHED) is watched


def test_a_body_without_entries_is_asked_for_whole_next_time() -> None:
    change = read(source(), items=0)
    assert (change["etag"], change["body_hash"]) == (None, None)
    assert read(source())["etag"] == '"b"'


def test_a_cut_body_is_asked_for_whole_next_time() -> None:
    assert read(source(), fault=Fault("cut_off"))["etag"] is None


def test_one_failure_is_no_habit() -> None:
    assert failed(source(), "timed_out")["state"] == "watched"
    assert failed(source(failures=1), "timed_out")["state"] == "failing"
    assert failed(source(state="new"), "timed_out")["state"] == "failing"  # it has never been watched


@pytest.mark.parametrize(
    ("name", "state"), [("gone", "gone"), ("robots_refused", "refused"), ("forbidden", "failing"), ("bomb", "failing")]
)
def test_hard_failures_are_named_at_once(name: str, state: str) -> None:
    assert failed(source(), name)["state"] == state


def test_a_state_keeps_its_beginning() -> None:
    began = NOW - timedelta(days=3)
    change = failed(source(state="gone", state_since=began, failures=7), "gone")
    assert (change["state"], change["state_since"], change["failures"]) == ("gone", began, 8)


def test_a_good_visit_ends_the_failure() -> None:
    change = read(source(state="failing", failures=9), new=1)
    assert (change["state"], change["failures"]) == ("watched", 0)


def test_an_unchanged_body_keeps_its_fault() -> None:
    visit = Visit(source(state="garbled", state_detail="乱码"), "unchanged", NOW, headers={}, body_hash="h")
    assert after_visit(visit, Kept())["state"] == "garbled"


@pytest.mark.parametrize(
    ("weekly", "quiet_days", "silent"),
    [
        (7.0, 5, False),  # one a day: six days are its limit
        (7.0, 7, True),
        (700.0, 2, False),  # a hundred a day: but never before three days
        (700.0, 4, True),
        (0.0, 29, False),  # nothing known: thirty days
        (0.0, 31, True),
        (0.2, 59, False),  # one in five weeks: but at most sixty days
        (0.2, 61, True),
    ],
)
def test_silence_beyond_habit(weekly: float, quiet_days: int, silent: bool) -> None:
    row = source(changed_at=NOW - timedelta(days=quiet_days), weekly_volume=weekly, created_at=NOW - timedelta(days=99))
    change = after_visit(Visit(row, "not_modified", NOW, headers={}), Kept())
    # smoothing takes 30 % off the volume at this visit, which is within the margins above
    assert (change["state"] == "silent") is silent


def test_conditions_are_asked_for_as_long_as_they_are_trusted() -> None:
    row = source(etag='"a"', last_modified="Sat, 03 Oct 2026 08:00:00 GMT")
    assert set(condition(row)) == {"If-None-Match", "If-Modified-Since"}
    assert condition(replace(row, unverified_304=3)) == {}
    assert condition(replace(row, unverified_304=3, honest_304=True)) != {}
    assert condition(replace(row, unverified_304=12, honest_304=True)) == {}
    assert condition(replace(row, conditional=False)) == {}


@pytest.mark.parametrize(
    ("new", "etag", "newest", "lies"),
    [
        (1, '"a"', None, True),  # new entries under the validator that was called unchanged
        (0, '"a"', None, False),
        (1, '"b"', None, False),  # changed since, and says so
        (1, '"b"', NOW - timedelta(hours=3), True),  # published before the last 304, an hour ago
        (1, '"b"', NOW - timedelta(minutes=30), False),
    ],
)
def test_lies_are_told_from_changes(new: int, etag: str, newest: datetime | None, lies: bool) -> None:
    row = source(etag='"a"', unverified_304=3, visited_at=NOW - timedelta(hours=1))
    parsed = ParsedBody((ITEM,), newest_at=newest)
    visit = Visit(row, "read", NOW, headers={"etag": etag}, parsed=parsed, body_hash="h")
    change = after_visit(visit, Kept(new, 1 - new))
    assert change["conditional"] is not lies
    assert change["honest_304"] is not lies
    assert change["unverified_304"] == 0


def test_an_entry_from_the_future_is_not_the_newest() -> None:
    parsed = ParsedBody((ITEM,), newest_at=NOW + timedelta(days=1))
    change = after_visit(Visit(source(), "read", NOW, headers={}, parsed=parsed, body_hash="h"), Kept(1))
    assert change["newest_entry_at"] is None


def test_further_pages_add_their_items() -> None:
    visit = Visit(source(), "read", NOW, parsed=ParsedBody((ITEM,), next_pages=("http://x/2",)))
    both = with_more(visit, ParsedBody((ITEM, ITEM)))
    assert both.parsed is not None
    assert len(both.parsed.items) == 3
    assert not both.parsed.is_whole


def test_the_next_visit_keeps_its_distance_from_the_last_page() -> None:
    assert read(source())["visited_at"] == NOW
    assert read(source(), left_at=NOW + timedelta(seconds=50))["visited_at"] == NOW + timedelta(seconds=50)
