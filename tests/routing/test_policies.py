"""The register of policies."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from errors import BadInput, Refused
from packs.pack import load_pack
from routing import policies
from routing.policies import Listed, Mention
from routing.proposing import by_drafter
from routing.responsibility import Responsibility
from store.session import Database
from store.tables.consulting import Policy
from tests.people import add_person

NOW = datetime(2026, 10, 9, 1, 0, tzinfo=UTC)
PACK = load_pack("justice-bureau")
FORM = {
    "title": "临江市法律援助经济困难标准",
    "number": "临司发〔2026〕12号",
    "aliases": "法援新标准、援助门槛",
    "department": "法律援助中心",
    "disclosure": "主动公开",
    "published_at": NOW,
}

DRAFTED = Listed(1, "临江市法律援助经济困难标准", "", (), "法律援助中心")


def listed(number: int, title: str, aliases: tuple[str, ...] = (), document: str = "") -> Listed:
    return Listed(number, title, document, aliases, "立法科")


def test_a_policy_is_found_by_number_title_or_alias() -> None:
    register = [
        listed(1, "临江市养犬管理条例", ("养狗新规",)),
        listed(2, "临江市公证收费办法", document="临司发〔2026〕3号"),
    ]
    found = policies.mentions("养狗新规说晚上不能遛狗？还有临司发〔2026〕3号也这么写", register)
    assert [(each.policy.id, each.words) for each in found] == [(2, ("临司发〔2026〕3号",)), (1, ("养狗新规",))]
    assert policies.mentions("今天天气不错", register) == []


def test_an_empty_number_mentions_nothing() -> None:
    assert policies.mentions("任何话", [listed(1, "不会出现的标题")]) == []


@pytest.mark.parametrize(
    ("after", "interpreted", "expected"),
    # within three days in step, later not; while the three days run it is open
    [(1, 2, True), (9, 3, True), (9, 4, False), (2, None, None), (4, None, False)],
)
def test_whether_the_interpretation_came_in_step(after: int, interpreted: int | None, expected: bool | None) -> None:
    row = Policy(published_at=NOW, interpreted_at=None if interpreted is None else NOW + timedelta(days=interpreted))
    assert policies.is_in_step(row, NOW + timedelta(days=after)) is expected


def test_a_department_keeps_what_it_drafted(database: Database) -> None:
    drafter = add_person(database, "a", "head", department="法律援助中心")
    other = add_person(database, "b", "head", department="立法科")
    office = add_person(database, "c", "office", department="办公室")
    row = policies.keep(database, PACK, drafter, None, FORM, NOW)
    for form in (FORM, FORM | {"department": "立法科"}):
        with pytest.raises(Refused):
            policies.keep(database, PACK, other, row, form, NOW)
    policies.keep(database, PACK, office, row, FORM | {"interpretation": "解读全文"}, NOW)
    with database.read() as session:
        kept = session.scalars(select(Policy)).one()
        assert kept.interpreted_at == NOW
        assert kept.version == 2


def test_two_people_at_once_do_not_overwrite_each_other(database: Database) -> None:
    office = add_person(database, "c", "office")
    row = policies.keep(database, PACK, office, None, FORM, NOW)
    policies.keep(database, PACK, office, row, FORM | {"text": "甲"}, NOW, version=1)
    with pytest.raises(Refused) as caught:
        policies.keep(database, PACK, office, row, FORM | {"text": "乙"}, NOW, version=1)
    assert caught.value.code == "changed"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"department": "没有的科"}, "department"),
        ({"disclosure": "公开"}, "disclosure"),
        ({"disclosure": "不予公开"}, "disclosure_reason"),
    ],
)
def test_a_wrong_form_names_the_field(sqlite: Database, change: dict[str, str], field: str) -> None:
    office = add_person(sqlite, "c", "office")
    with pytest.raises(BadInput) as caught:
        policies.keep(sqlite, PACK, office, None, FORM | change, NOW)
    assert caught.value.field == field


def misread(lead: str = "立法科", rule: str = "R5") -> Responsibility:
    return Responsibility(rule, lead, assist=("政治处",), runners_up=("办公室",), words=("新规",))


def test_a_misread_policy_goes_to_who_drafted_it() -> None:
    found = policies.mentions("法援新标准把我们都挡在门外了", [replace(DRAFTED, aliases=("法援新标准",))])
    made = by_drafter(misread(), found)
    assert (made.lead, made.assist) == ("法律援助中心", ("政治处",))
    assert made.runners_up == ("立法科", "办公室")
    assert "谁起草谁解读" in made.reasons[-1].because
    assert made.words == ("新规", "法援新标准")


@pytest.mark.parametrize("before", [misread(rule="R3"), misread(lead="法律援助中心")])
def test_other_decisions_stay_as_they_are(before: Responsibility) -> None:
    assert by_drafter(before, [Mention(DRAFTED, ("法援新标准",))]) is before
    assert by_drafter(misread(), []) == misread()
