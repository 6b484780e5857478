"""The questions of the pages of administration answer the same on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from errors import BadInput, Refused
from monitor.interest import dry_run
from monitor.interest_rule import read_rule
from store import interest, log, log_page, model_page, people_page, rules_page, source_page
from store.actors import Actor
from store.originals_page import masked_item
from store.search_page import case_hits, item_hits
from store.session import Database
from store.source_page import SourceFilter
from store.tables.casework import Case
from store.tables.judging import Correction, Event
from store.tables.watching import InterestHit, Item
from tests.web import cast

KEEPER = Actor(None, "许系统", frozenset({"system_admin"}))
OFFICER = Actor(None, "陈值班", frozenset({"duty_officer"}))
WATCHED = ("new", "watched")


@pytest.fixture
def filled(database: Database) -> Database:
    """The cast, two sources, an open event and an isolated one, two cases of events."""
    with database.write() as session:
        ids = cast.add_people(session, "x")
        cast.add_sources(session)
        cast.add_event(session, "律师费不退", copies=1)
        cast.add_event(session, "有人收红包", isolated=True, accused=("律师工作科",), copies=0)
        cast.add_case(session, "律师收费", ids)
        cast.add_case(session, "举报", ids, number="LJSF-2026-00002", isolated=True, accused=("律师工作科",))
        for number in (1, 2):
            first = session.query(Item.id).filter_by(event_id=number, reprint_of=None).scalar()
            session.execute(update(Event).where(Event.id == number).values(first_item_id=first))
            session.execute(update(Case).where(Case.id == number).values(event_id=number))
            session.add(Correction(case_id=number, head="lead", was="律师工作科", now="公证仲裁科", at=cast.NOW))
            session.add(Correction(case_id=number, head="topic", was="政法/公证", now="政法/律师", at=cast.NOW))
    return database


def test_sources_are_listed_counted_changed_and_paused(filled: Database) -> None:
    with filled.read() as session:
        assert source_page.counts(session) == ({"watched": 1, "silent": 1}, 0)
        rows = source_page.page_of(session, SourceFilter(), WATCHED, after=None, limit=5)
        assert [place for place, _ in rows] == [(0, 2), (1, 1)]
        rest = source_page.page_of(session, SourceFilter(), WATCHED, after=(0, 2), limit=5)
        assert [source.id for _, source in rest] == [1]
        assert source_page.page_of(session, SourceFilter(words="论坛", state="silent"), WATCHED, after=None, limit=5)
    row = {"kind": "feed", "url": "https://a.example/", "host": "a.example", "name": "甲", "media_level": "city",
           "interval_s": 60, "settings": {"a": 1}}  # fmt: skip
    with filled.write() as session:
        source_page.edit(session, KEEPER, 1, 1, row, cast.NOW)
        source_page.switch(session, KEEPER, 2, enabled=False, reason="改版", now=cast.NOW)
    with filled.read() as session:
        assert source_page.source_named(session, 1).settings == {"a": 1}
        assert source_page.counts(session)[1] == 1
        assert log.verify(session).intact
    with pytest.raises(BadInput), filled.write() as session:
        source_page.edit(session, KEEPER, 2, None, row, cast.NOW)
    with pytest.raises(Refused), filled.write() as session:
        source_page.edit(session, KEEPER, 1, 1, row, cast.NOW)


def test_rules_of_interest_count_what_the_desk_made_of_their_hits(filled: Database) -> None:
    with filled.write() as session:
        rule = interest.keep_rule(session, OFFICER, None, "退费", "律师费", None, cast.NOW)
        session.add(InterestHit(rule_id=rule, item_id=1, at=cast.NOW, words=["律师费"]))
    with filled.read() as session:
        (line,) = interest.list_rules(session, cast.NOW - timedelta(days=1))
        assert (line.hits, line.useful, line.noise) == (1, 0, 0)
        assert [each.item_id for each in interest.hits_of(session, OFFICER, rule, 5)] == [1]
        assert interest.known_pairs(session, [1]) == {(rule, 1)}
        run = dry_run(session, OFFICER, read_rule("律师费"), cast.NOW)
        assert run.looked == len(run.hits) == 2  # the event of the isolated case is left out


def test_past_cases_and_proposals_leave_isolated_ones_out(filled: Database) -> None:
    with filled.write() as session:
        assert [each.id for each in rules_page.past_cases(session, 10)] == [1]
        (proposal,) = rules_page.proposals(session)
        assert (proposal.was, proposal.now, proposal.times) == ("律师工作科", "公证仲裁科", 1)
        assert rules_page.titles_of(session, OFFICER, [1, 2]) == {1: "律师收费"}
        assert rules_page.settle(session, KEEPER, "律师工作科", "公证仲裁科", "taken", cast.NOW) == 2
        assert rules_page.proposals(session) == []


def test_topics_and_what_to_label_next(filled: Database) -> None:
    with filled.read() as session:
        lines = model_page.topic_lines(session, cast.NOW, 2)
        assert [(each.topic, each.cases, each.corrected) for each in lines] == [("政法/公证", 1, 1)]
        office = Actor(None, "周办公", frozenset({"office"}), "办公室")
        assert [each.title for each in model_page.to_label(session, office, cast.NOW, 5)] == ["律师费不退"]


def test_people_keys_log_and_traces_are_read(filled: Database) -> None:
    with filled.write() as session:
        fields = people_page.Fields("新人", "", ("assessor",))
        number = people_page.add(session, KEEPER, "xin", fields, "hash", cast.NOW)
        assert people_page.one(session, number)[2] == fields
        with pytest.raises(BadInput):
            people_page.set_active(session, KEEPER, 13, active=False, now=cast.NOW)
        assert people_page.keys(session) == []
    with filled.read() as session:
        wanted = log_page.LogFilter(subject="user", since=cast.NOW, until=cast.NOW + timedelta(days=1))
        entries = log_page.entries(session, wanted, below=None, limit=5)
        assert [each.action for each in entries] == ["user_added"]
        cases = log_page.entries(session, log_page.LogFilter(subject="case"), below=None, limit=9)
        assert set(log_page.numbers_of(session, cases)) == {1, 2}
        assert log_page.traces(session, below=5, limit=5) == []


def test_items_are_seen_by_their_event_or_by_the_case_of_their_reference(filled: Database) -> None:
    with filled.write() as session:
        session.execute(update(Case).where(Case.id == 2).values(channel="mailbox", ref="R1", event_id=None))
        letter = Item(identity="ref:mailbox:R1", channel="mailbox", ref="R1", title="来信", text="", found_at=cast.NOW,
                      content_hash="1")  # fmt: skip
        session.add(letter)
        session.flush()
        number = letter.id
    discipline = Actor(None, "钱纪委", frozenset({"discipline"}), "机关纪委")
    with filled.read() as session:
        assert masked_item(session, discipline, number).case_id == 2
        assert masked_item(session, OFFICER, 1).id == 1
        with pytest.raises(Refused):
            masked_item(session, OFFICER, number)
        assert item_hits(session, OFFICER, ["没有"], None, 5, since=cast.NOW).items == []
        assert case_hits(session, OFFICER, ["没有"], 5, since=cast.NOW) == []
