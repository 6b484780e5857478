"""Consultations: opinions by clause, answers with reasons, the table of adoption."""

from datetime import UTC, datetime, timedelta

import pytest

from errors import BadInput, Refused
from routing import consultations
from routing.consultations import Section, clause_number, clause_of, split_clauses
from store import log, policies
from store.session import Database
from store.tables.consulting import Consultation
from tests.people import add_person

NOW = datetime(2026, 10, 9, 1, 0, tzinfo=UTC)
END = NOW + timedelta(days=30)
DRAFT = """临江市养犬管理条例（草案）
第一条 为了规范养犬行为，保障公众安全，制定本条例。
第二条 携犬外出应当避开高峰时段，使用牵引绳。
第十二条 犬只伤人的，饲养人应当立即送医并承担费用。"""


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("第一条", 1),
        ("第十条", 10),
        ("第十二条", 12),
        ("第二十条", 20),
        ("第一百零五条", 105),
        ("第12条", 12),
        ("第某条", None),
    ],
)
def test_clause_numbers(label: str, number: int | None) -> None:
    assert clause_number(label) == number


def test_a_draft_is_split_at_its_clauses() -> None:
    sections = split_clauses(DRAFT)
    assert [section.label for section in sections] == ["第一条", "第二条", "第十二条"]
    assert sections[1].text == "携犬外出应当避开高峰时段，使用牵引绳。"
    assert split_clauses("没有条款的文本") == [Section("全文", "没有条款的文本")]


@pytest.mark.parametrize(
    ("opinion", "index"),
    [
        ("第12条太轻了，伤人要加重处罚", 2),
        ("第 十二 条不合理".replace(" ", ""), 2),
        ("高峰时段是几点到几点，请写清楚，牵引绳多长也要写", 1),
        ("支持", None),
        ("第九十九条不好", None),
    ],
)
def test_an_opinion_finds_its_clause(opinion: str, index: int | None) -> None:
    assert clause_of(opinion, split_clauses(DRAFT)) == index


def test_from_opening_to_the_published_table(database: Database) -> None:
    drafter = add_person(database, "a", "head", department="立法科")
    row = consultations.open_(database, drafter, "养犬条例", DRAFT, "立法科", NOW, END, NOW)
    first = consultations.take_in(database, row, "第二条写清楚高峰时段", NOW + timedelta(days=1))
    second = consultations.take_in(database, row, "支持立法", NOW + timedelta(days=2))
    with pytest.raises(Refused) as early:
        consultations.publish(database, drafter, row, NOW + timedelta(days=3))
    assert early.value.code == "open"
    consultations.answer(database, drafter, first, "采纳", "", NOW)
    with pytest.raises(Refused, match="1 条意见") as caught:
        consultations.publish(database, drafter, row, END)
    assert caught.value.code == "unanswered"
    consultations.answer(database, drafter, second, "部分采纳", "感谢支持", NOW)
    consultations.publish(database, drafter, row, END)
    with pytest.raises(Refused):
        consultations.answer(database, drafter, second, "采纳", "", END)
    with database.read() as session:
        assert [each.answer for each in policies.opinions_of(session, row)] == ["采纳", "部分采纳"]
        assert [each.id for each in policies.consultations(session, published=True)] == [row]
        assert log.verify(session).intact


def test_opinions_outside_the_time_are_refused(sqlite: Database) -> None:
    drafter = add_person(sqlite, "a", "head", department="立法科")
    row = consultations.open_(sqlite, drafter, "养犬条例", DRAFT, "立法科", NOW, END, NOW)
    for moment in (NOW - timedelta(seconds=1), END + timedelta(seconds=1)):
        with pytest.raises(Refused):
            consultations.take_in(sqlite, row, "晚了", moment)
    with pytest.raises(BadInput):
        consultations.take_in(sqlite, row, "  ", NOW)


def test_only_the_drafter_or_the_office_answers(sqlite: Database) -> None:
    drafter = add_person(sqlite, "a", "head", department="立法科")
    other = add_person(sqlite, "b", "head", department="律师工作科")
    row = consultations.open_(sqlite, drafter, "养犬条例", DRAFT, "立法科", NOW, END, NOW)
    opinion = consultations.take_in(sqlite, row, "支持立法", NOW)
    with pytest.raises(Refused):
        consultations.answer(sqlite, other, opinion, "采纳", "", NOW)
    for decision, reason, field in (("好的", "", "answer"), ("未采纳", " ", "reason")):
        with pytest.raises(BadInput) as caught:
            consultations.answer(sqlite, drafter, opinion, decision, reason, NOW)
        assert caught.value.field == field


def test_a_consultation_must_close_after_it_opens(sqlite: Database) -> None:
    drafter = add_person(sqlite, "a", "head", department="立法科")
    with pytest.raises(BadInput) as caught:
        consultations.open_(sqlite, drafter, "x", DRAFT, "立法科", END, NOW, NOW)
    assert caught.value.field == "closes_at"
    with sqlite.read() as session:
        assert session.query(Consultation).count() == 0
