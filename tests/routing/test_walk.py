"""The whole life of a case, move by move."""

from __future__ import annotations

import pytest

from store.log import verify
from store.session import Database
from store.tables.casework import Deadline, LogEntry
from store.tables.replying import PublishDuty
from tests.routing.city import LEAD, MONDAY, WAY, case_in, found_city, reply_of


def test_a_candidate_becomes_a_published_reply_and_an_archived_case(database: Database) -> None:
    city = found_city(database)
    case_id = case_in(city, "archived")
    case = city.case(case_id)
    assert (case.state, case.lead) == ("archived", LEAD)
    assert reply_of(city, case_id).public
    assert city.rows(PublishDuty, case_id=case_id)[0].done_at == MONDAY
    assert all(each.next_check_at is None for each in city.rows(Deadline, case_id=case_id))
    with database.read() as session:
        assert verify(session).intact
    actions = [each.action for each in city.rows(LogEntry)]
    assert actions[:3] == ["confirm", "register", "confirm_severity"]
    assert actions[-4:] == ["publish", "watch", "close", "archive"]


@pytest.mark.parametrize("state", [*WAY, "merged", "transferred", "no_reply", "withdrawn"])
def test_every_state_can_be_reached(sqlite: Database, state: str) -> None:
    city = found_city(sqlite)
    assert city.case(case_in(city, state)).state == state
