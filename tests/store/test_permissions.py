"""Who sees which case: the filter of lists and the question for one object agree for all people and all cases."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import func, select

from routing.acting import offers
from store.actors import ROLES, Actor
from store.case_list import CaseFilter, list_rows
from store.cases import visible_candidate, visible_case
from store.owing import Telling, owe
from store.seeing import visible, visible_candidates, visible_events
from store.session import Database
from store.tables.casework import Assignment, Case
from store.tables.judging import Candidate, Event
from store.tables.telling import Notice
from tests.routing.city import (
    ASSIST,
    DISCIPLINE,
    LEAD,
    MONDAY,
    OUTSIDER,
    City,
    add_candidate,
    advance,
    case_in,
    found_city,
    the_pack,
)

DEPARTMENTS = ("", LEAD, ASSIST, OUTSIDER, "办公室", DISCIPLINE)


def everybody() -> list[Actor]:
    """Every role in every department, some people with two roles, and the program."""
    people = [
        Actor(1, f"{role}@{department}", frozenset({role}), department) for role in ROLES for department in DEPARTMENTS
    ]
    pairs = itertools.combinations(("liaison", "office", "discipline", "bureau_chief", "assessor"), 2)
    people += [Actor(1, "+".join(pair), frozenset(pair), department) for pair in pairs for department in DEPARTMENTS]
    return [*people, Actor(None, "系统", frozenset({"program"}))]


def some_cases(city: City) -> list[int]:
    """Cases of every kind: not assigned, assigned, with assistants, reassigned, isolated, isolated about an office."""
    made = [case_in(city, state) for state in ("registered", "assigned", "in_hand", "replied", "merged", "transferred")]
    shared = case_in(city, "in_hand")
    city.do("office", "add_assist", shared, {"department": ASSIST, "task": "核查"})
    moved = case_in(city, "in_hand")
    city.do("office", "reassign", moved, {"lead": OUTSIDER, "reason": "职责调整"})
    isolated = {"isolated": True, "rule": "R1", "lead": DISCIPLINE}
    for accused in ([], [LEAD], ["办公室"], [DISCIPLINE], [LEAD, ASSIST]):
        made.append(case_in(city, "registered", accused=accused, **isolated))
    risen = case_in(city, "replied")
    city.do("office", "rebound", risen, {"reason": "又起"})
    hidden = case_in(city, "replied")
    city.do("office", "rebound", hidden, {"reason": "又起"})
    city.do("duty_chief", "isolate", hidden, {"accused": [LEAD], "reason": "反映本科室"})
    late = case_in(city, "in_hand")
    city.do("duty_chief", "isolate", late, {"accused": [LEAD], "reason": "反映本科室"})
    return [*made, shared, moved, risen, hidden, late]


def test_lists_counts_and_single_objects_agree_for_everybody(database: Database) -> None:
    city = found_city(database)
    made = some_cases(city)
    with database.read() as session:
        known = session.scalars(select(Case.id)).all()
        assert set(made) <= set(known)
        checked = 0
        for person in everybody():
            listed = {each.id for each in list_rows(session, person, CaseFilter(), MONDAY, limit=1000)}
            assert session.scalar(select(func.count(Case.id)).where(visible(person))) == len(listed)
            single = {each for each in known if visible_case(session, person, each) is not None}
            assert single == listed, person.name
            checked += len(known)
    assert checked > 1500


def seen_by(city: City, case_id: int) -> set[str]:
    """The departments whose liaisons see the case."""
    with city.database.read() as session:
        people = {name: Actor(1, name, frozenset({"liaison"}), name) for name in (LEAD, ASSIST, OUTSIDER)}
        return {name for name, who in people.items() if visible_case(session, who, case_id) is not None}


def test_after_a_rebound_departments_read_on_what_they_answered(database: Database) -> None:
    city = found_city(database)
    case_id = case_in(city, "in_hand")
    city.do("office", "add_assist", case_id, {"department": ASSIST, "task": "核查"})
    city.do("assist_liaison", "accept", city.rows(Assignment, case_id=case_id)[-1].id)
    city.do("assist_liaison", "done", city.rows(Assignment, case_id=case_id)[-1].id, {"note": "已核"})
    for step in ("drafting", "review", "approved", "replied"):
        if step == "review":
            city.do("assist_liaison", "agree_wording", city.rows(Assignment, case_id=case_id)[-1].id)
        advance(city, case_id, step)
    city.do("office", "rebound", case_id, {"reason": "又起"})
    assert seen_by(city, case_id) == {LEAD, ASSIST}
    with database.read() as session:  # no work on it until the case is assigned again
        made = {
            each.move.name for each in offers(session, the_pack(), city.people["head"], city.case(case_id), city.now)
        }
    assert made.isdisjoint({"accept", "return_", "draft", "submit", "done", "extend_ask"})
    city.do("office", "assign", case_id, {"lead": OUTSIDER})
    assert seen_by(city, case_id) == {LEAD, ASSIST, OUTSIDER}
    city.do("duty_chief", "isolate", case_id, {"accused": [LEAD], "reason": "反映本科室"})
    assert seen_by(city, case_id) == set()
    city.do("bureau_chief", "lift_isolation", case_id, {"reason": "查无实据"})
    assert seen_by(city, case_id) == set()  # who had it before isolation gets it back by a new assignment only


def test_nobody_of_an_accused_department_sees_the_case_whatever_they_are(database: Database) -> None:
    city = found_city(database)
    isolated = {"isolated": True, "rule": "R1", "lead": DISCIPLINE}
    about = {name: case_in(city, "registered", accused=[name], **isolated) for name in (LEAD, "办公室", DISCIPLINE)}
    with database.read() as session:
        for person in everybody():
            seen = [name for name, case_id in about.items() if visible_case(session, person, case_id) is not None]
            assert person.department not in seen or person.has("program"), person.name
            if seen and not person.has("program"):
                assert person.has("discipline", "bureau_chief"), person.name


def test_an_isolated_candidate_leaves_the_desk_once_it_is_decided(database: Database) -> None:
    city = found_city(database)
    row = add_candidate(city, isolated=True, accused=[LEAD], rule="R1", lead=DISCIPLINE)
    officer, accused = city.people["duty_officer"], Actor(9, "officer", frozenset({"duty_officer"}), LEAD)
    with database.read() as session:
        assert visible_candidate(session, officer, row) is not None
        assert visible_candidate(session, accused, row) is None
        assert visible_candidate(session, city.people["office"], row) is None
    city.do("duty_officer", "confirm", row)
    with database.read() as session:
        assert visible_candidate(session, officer, row) is None
        assert visible_candidate(session, city.people["discipline"], row) is not None


def test_the_event_behind_an_isolated_matter_is_hidden_too(database: Database) -> None:
    city = found_city(database)
    row = add_candidate(city, isolated=True, accused=[LEAD], rule="R1", lead=DISCIPLINE)
    plain = add_candidate(city)
    city.do("duty_officer", "confirm", row)
    with database.read() as session:
        hidden, open_one = (session.get_one(Candidate, each).event_id for each in (row, plain))
        for name in ("duty_officer", "office", "liaison", "assessor", "political"):
            seen = set(session.scalars(select(Event.id).where(visible_events(city.people[name]))))
            assert hidden not in seen, name
        assert open_one in set(session.scalars(select(Event.id).where(visible_events(city.people["office"]))))
        assert hidden in set(session.scalars(select(Event.id).where(visible_events(city.people["discipline"]))))


def test_the_filter_on_candidates_agrees_with_the_single_question(database: Database) -> None:
    city = found_city(database)
    for accused in ([], [LEAD], ["办公室"]):
        add_candidate(city, isolated=bool(accused), accused=accused)
        decided = add_candidate(city, isolated=bool(accused), accused=accused, lead=DISCIPLINE if accused else LEAD)
        city.do("duty_officer", "confirm", decided)
    with database.read() as session:
        known = session.scalars(select(Candidate.id)).all()
        for person in everybody():
            listed = set(session.scalars(select(Candidate.id).where(visible_candidates(person))))
            assert listed == {each for each in known if visible_candidate(session, person, each) is not None}


@pytest.mark.parametrize("recipients", [("office",), (LEAD,), ("duty_chief", DISCIPLINE)])
def test_an_accused_department_is_not_notified(database: Database, recipients: tuple[str, ...]) -> None:
    city = found_city(database)
    case_id = case_in(city, "registered", isolated=True, accused=[LEAD], rule="R1", lead=DISCIPLINE)
    with database.write() as session:
        owe(session, Telling("case", case_id, "breach", "黄", "超时", threshold="x"), recipients, MONDAY)
    told = {each.recipient_id for each in city.rows(Notice, subject="case", subject_id=case_id)}
    may_know = {city.people["discipline"].id, city.people["bureau_chief"].id}
    assert told <= may_know
