"""Two people at once never overwrite one another; a program that is killed loses nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from errors import BadInput, Refused
from routing.acting import perform_in
from store.log import verify
from store.session import Database
from store.tables.casework import Case, LogEntry
from store.tables.judging import Candidate
from store.tables.replying import Draft, Reply
from tests.routing.city import (
    DRAFT,
    MONDAY,
    City,
    add_candidate,
    assignment_of,
    case_in,
    draft_of,
    found_city,
    the_pack,
)

SOAK = int(os.environ.get("HUIYING_SOAK", "3"))


def at_once(*actions: Callable[[], object]) -> list[object]:
    """Run the actions at the same moment; gives what each returned or raised."""
    gate = threading.Barrier(len(actions))
    results: list[object] = [None] * len(actions)

    def run(number: int) -> None:
        gate.wait()
        try:
            results[number] = actions[number]()
        except (Refused, BadInput) as error:
            results[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(actions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def codes(results: list[object]) -> list[str]:
    return sorted(each.code for each in results if isinstance(each, Refused))


def test_a_stale_page_is_refused_and_changes_nothing(database: Database) -> None:
    city = found_city(database)
    case_id = case_in(city, "graded")
    seen = city.case(case_id).version
    city.do("office", "raise", case_id, {"severity": "黄", "reason": "媒体关注"}, version=seen)
    before = city.dump()
    with pytest.raises(Refused) as refused:
        city.do("duty_chief", "raise", case_id, {"severity": "橙", "reason": "媒体关注"}, version=seen)
    assert refused.value.code == "stale"
    assert city.dump() == before


def test_two_officers_confirm_one_candidate_and_one_case_comes_of_it(database: Database) -> None:
    city = found_city(database)
    row = add_candidate(city)
    results = at_once(lambda: city.do("duty_officer", "confirm", row), lambda: city.do("duty_chief", "confirm", row))
    assert codes(results) == ["state"]
    assert len(city.rows(Case)) == 1


def test_confirm_and_dismiss_at_once_leave_one_decision(database: Database) -> None:
    city = found_city(database)
    row = add_candidate(city)
    code = the_pack().casework.not_ours_reasons[0]
    version = city.row(Candidate, row).version
    results = at_once(
        lambda: city.do("duty_officer", "confirm", row, version=version),
        lambda: city.do("duty_chief", "dismiss", row, {"code": code}, version=version),
    )
    assert len(codes(results)) == 1
    assert len(city.rows(LogEntry, subject="candidate")) == 1
    assert (city.row(Candidate, row).state == "confirmed") == (len(city.rows(Case)) == 1)


def test_many_cases_at_once_get_different_numbers(database: Database) -> None:
    city = found_city(database)
    rows = [add_candidate(city) for _ in range(8)]
    results = at_once(*[lambda row=row: city.do("duty_officer", "confirm", row) for row in rows])
    assert not [each for each in results if isinstance(each, Exception)]
    numbers = [each.number for each in city.rows(Case)]
    assert sorted(numbers) == [f"LJSF-2026-{serial:05d}" for serial in range(1, 9)]
    with database.read() as session:
        assert verify(session).intact


def test_two_drafts_at_once_are_two_versions_or_one_is_refused(database: Database) -> None:
    city = found_city(database)
    case_id = case_in(city, "drafting")
    version = city.case(case_id).version
    results = at_once(
        lambda: city.do("liaison", "draft", case_id, DRAFT | {"text": "甲稿"}, version=version),
        lambda: city.do("head", "draft", case_id, DRAFT | {"text": "乙稿"}, version=version),
    )
    assert codes(results) == ["stale"]
    texts = [each.text for each in city.rows(Draft, case_id=case_id, state="drafting")]
    assert len(texts) == 1


def test_publish_and_recall_at_once_leave_one_truth(database: Database) -> None:
    city = found_city(database)
    case_id = case_in(city, "approved")
    draft = draft_of(city, case_id)
    results = at_once(
        lambda: city.do("office", "publish", draft, {"sign": True}),
        lambda: city.do("liaison", "recall", draft, {"reason": "改数字"}),
    )
    assert len(codes(results)) == 1
    published = len(city.rows(Reply, case_id=case_id)) == 1
    assert city.row(Draft, draft).state == ("published" if published else "sent_back")
    assert city.case(case_id).state == ("replied" if published else "drafting")


def test_accept_and_return_at_once_leave_one_answer(database: Database) -> None:
    city = found_city(database)
    given = assignment_of(city, case_in(city, "assigned"))
    back = {"reason_code": "avoidance", "duty": "D13-1"}
    results = at_once(lambda: city.do("liaison", "accept", given), lambda: city.do("head", "return_", given, back))
    assert codes(results) == ["state"]


def test_two_cases_merged_into_one_another_at_once(database: Database) -> None:
    city = found_city(database)
    one, other = case_in(city, "graded"), case_in(city, "graded")
    results = at_once(
        lambda: city.do("office", "merge_case", one, {"into": str(other), "reason": "同一件事"}),
        lambda: city.do("second_office", "merge_case", other, {"into": str(one), "reason": "同一件事"}),
    )
    states = sorted(city.case(each).state for each in (one, other))
    assert states == ["graded", "merged"], results


KILLED = """
import os, sys
sys.path.insert(0, {root!r})
from tests.routing.city import City, MONDAY, the_pack
from routing import acting
from store.actors import Actor
from store.session import Database
database = Database({url!r})
point = {point!r}
def die(*arguments, **named):
    os._exit(9)
if point == "reply":
    acting._finish = die
elif point == "log":
    acting.write_log = die
elif point == "commit":
    from sqlalchemy.orm import Session
    Session.commit = die
acting.perform(database, the_pack(), Actor({actor}, "office", frozenset({{"office"}}), "办公室"), "publish", {draft},
               {{"sign": True}}, now=MONDAY)
os._exit(9)
"""


@pytest.mark.soak
@pytest.mark.parametrize("point", ["reply", "log", "commit", "after"])
def test_killed_between_publication_and_record_nothing_is_lost(database: Database, point: str) -> None:
    """The reply, the state, the clocks and the log entry are one transaction: all of it, or nothing and again."""
    city = found_city(database)
    for _ in range(max(1, SOAK // 3)):
        case_id = case_in(city, "approved")
        draft = draft_of(city, case_id)
        kill_while_publishing(city, draft, point)
        published = city.rows(Reply, case_id=case_id)
        assert len(published) == (1 if point == "after" else 0)
        assert len(city.rows(LogEntry, action="publish", subject_id=case_id)) == len(published)
        if not published:
            city.do("office", "publish", draft, {"sign": True})
        else:
            with pytest.raises(Refused):
                city.do("office", "publish", draft, {"sign": True})
        assert len(city.rows(Reply, case_id=case_id)) == 1
        assert city.case(case_id).state == "replied"
    with database.read() as session:
        assert verify(session).intact


def kill_while_publishing(city: City, draft: int, point: str) -> None:
    root = str(Path(__file__).parents[2])
    url = str(city.database.engine.url.render_as_string(hide_password=False))
    text = KILLED.format(root=root, url=url, point=point, actor=city.people["office"].id, draft=draft)
    done = subprocess.run([sys.executable, "-c", text], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 9, done.stderr


def test_an_exception_in_the_middle_of_a_move_leaves_nothing(database: Database) -> None:
    city = found_city(database)
    draft = draft_of(city, case_in(city, "approved"))
    before = city.dump()
    with pytest.raises(RuntimeError), database.write() as session:  # noqa: PT012 - the block is the point
        perform_in(session, the_pack(), city.people["office"], "publish", draft, {"sign": True}, now=MONDAY)
        raise RuntimeError
    assert city.dump() == before
