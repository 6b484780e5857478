"""Who would answer a candidate: from the texts of its event, with the words that decided."""

from __future__ import annotations

from typing import Any

from classifiers.verdict import DutyMatch, Reason, Signals, Verdict
from classifiers.verdict_rows import columns_of
from routing.proposing import accused_departments, propose, propose_owed
from store.session import Database
from store.tables.judging import Candidate
from store.tables.judging import Verdict as VerdictRow
from store.tables.watching import Item
from tests.routing.city import DISCIPLINE, LEAD, MONDAY, City, add_candidate, found_city, the_pack

LAWYERS = DutyMatch(LEAD, "D13-1", ("律师事务所",), 6.0, 0)
NOTARIES = DutyMatch("公证仲裁科", "D14-1", ("公证处",), 6.0, 0)


def verdict(number: int, *, relevant: bool = True, **signals: Any) -> Verdict:
    return Verdict(
        id=str(number),
        relevant=relevant,
        topic="政法/律师",
        kind="问题",
        severity="蓝",
        emotion="negative",
        places=(),
        confidence={"relevant": 0.9, "kind": 0.9, "topic": 0.9},
        reasons=(Reason("topic", "words", ("律师",)),),
        signals=Signals(**signals),
        needs_person=False,
    )


def test_the_first_text_that_is_ours_decides_and_others_run_up() -> None:
    texts = [
        (verdict(1, relevant=False), "news"),
        (verdict(2, duties=(LAWYERS,)), "forum"),
        (verdict(3, duties=(NOTARIES,)), "forum"),
    ]
    made = propose(texts, the_pack())
    assert made.made.lead == LEAD
    assert "公证仲裁科" in made.runners_up
    assert LEAD not in made.runners_up


def test_one_report_of_misconduct_isolates_the_whole_event() -> None:
    texts = [
        (verdict(1, duties=(LAWYERS,)), "forum"),
        (verdict(2, duties=(LAWYERS,), misconduct=("收红包",), accused=("律师科工作人员",)), "mailbox"),
    ]
    made = propose(texts, the_pack())
    assert (made.made.rule, made.made.lead, made.made.isolated) == ("R1", DISCIPLINE, True)
    assert made.accused == (LEAD,)


def test_an_event_without_a_text_of_ours_goes_to_the_office_by_hand() -> None:
    for texts in ([], [(verdict(1, relevant=False), "news")]):
        made = propose(texts, the_pack())
        assert (made.made.rule, made.made.lead, made.made.needs_person) == ("R8", "办公室", True)


def test_accused_departments_are_known_by_alias() -> None:
    assert accused_departments(["公证科的人", "普法办", "某派出所"], the_pack()) == ("公证仲裁科", "普法与依法治理科")


def judged(city: City, row: int, text: Verdict) -> None:
    with city.database.write() as session:
        item = session.query(Item).filter_by(event_id=session.get_one(Candidate, row).event_id).one()
        session.add(VerdictRow(item_id=item.id, judged_at=MONDAY, **columns_of(text)))


def test_owed_candidates_get_their_proposal_once(database: Database) -> None:
    city = found_city(database)
    row = add_candidate(city, proposed_at=None, lead="", rule="", duty="", words=[])
    judged(city, row, verdict(1, duties=(LAWYERS,)))
    assert propose_owed(database, the_pack(), MONDAY) == 1
    found = city.row(Candidate, row)
    assert (found.lead, found.rule, found.duty, found.proposed_at) == (LEAD, "R3", "D13-1", MONDAY)
    assert found.words == ["律师事务所"]
    assert found.reasons
    assert 0 < found.confidence <= 1
    assert propose_owed(database, the_pack(), MONDAY) == 0


def test_a_report_about_a_department_is_isolated_before_anybody_decides(database: Database) -> None:
    city = found_city(database)
    row = add_candidate(city, proposed_at=None, lead="", rule="", duty="", words=[])
    judged(city, row, verdict(1, duties=(LAWYERS,), misconduct=("收红包",), accused=("律师工作科",)))
    propose_owed(database, the_pack(), MONDAY)
    found = city.row(Candidate, row)
    assert (found.isolated, found.accused, found.assist) == (True, [LEAD], [])
