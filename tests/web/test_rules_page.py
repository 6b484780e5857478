"""Pages of the pack: rules with a dry run over past cases, proposals from corrections, departments, words, calendar."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, update

from packs.pack import Pack
from store.session import Database
from store.tables.casework import Case
from store.tables.judging import Correction, Event, Verdict
from tests.web import cast

TABS = {
    "system": {"departments", "rules", "words", "calendar", "model", "settings"},
    "office": {"departments", "rules", "words", "calendar", "model"},
    "security": {"people", "keys"},
    "audit": {"log", "traces"},
    "officer": set(),
    "owner": set(),
    "bureau_chief": set(),
}
ALL = set().union(*TABS.values())


@pytest.mark.parametrize("who", TABS)
def test_each_administrator_has_pages_of_their_own(as_, who: str) -> None:
    browser = as_(who)
    for name in ALL:
        assert browser.get(f"/admin/{name}").status_code == (200 if name in TABS[who] else 403), name
    assert browser.get("/admin").status_code == (303 if TABS[who] else 403)


@pytest.fixture
def judged(database: Database) -> Database:
    """Case 1 belongs to event 1, whose first text is judged to touch a duty of 律师工作科."""
    duties = [["律师工作科", "D13-1", ["律师费"], 3.0, 0]]
    with database.write() as session:
        session.execute(update(Case).where(Case.id == 1).values(event_id=1))
        session.execute(update(Case).where(Case.id == 3).values(event_id=3))
        for number in (1, 3):
            event = session.get_one(Event, number)
            event.first_item_id = session.scalars(select(Verdict.item_id).order_by(Verdict.item_id)).all()[number - 1]
            session.get_one(Verdict, event.first_item_id).signals = {"duties": duties}
    return database


def written(pack: Pack) -> str:
    return (pack.folder / "routing.yaml").read_text("utf-8")


def test_a_dry_run_shows_what_would_move_and_saves_nothing(as_, judged: Database, pack: Pack) -> None:
    before = written(pack)
    changed = before.replace('when: one_duty, lead: "@duty"', 'when: one_duty, lead: "@political"')
    assert changed != before
    page = as_("office").post("/admin/rules/try", rules=changed).text
    assert "1 件里有 1 件会变" in page  # the isolated case is left out
    assert "律师工作科 → 政治处 1 件" in page
    assert "/cases/1" in page
    assert written(pack) == before
    assert "一件也不变" in as_("office").post("/admin/rules/try", rules=before).text


def test_who_sees_no_cases_sees_numbers_only(as_, judged: Database, pack: Pack) -> None:
    changed = written(pack).replace('when: one_duty, lead: "@duty"', 'when: one_duty, lead: "@political"')
    page = as_("system").post("/admin/rules/try", rules=changed).text
    assert "LJSF-2026-00001" in page
    assert "/cases/1" not in page
    assert "律师收费不办事" not in page


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("when: one_duty", "when: full_moon", "没有条件 full_moon"),
        ('lead: "@county"', "lead: 月球局", "没有单位 月球局"),
        ("clear: 1.0", "clear: 很清楚", "应为数字"),
        ("rules:", "rules: [", "YAML 有误"),
        ("because: 反映", "weil: 反映", "（rules.0."),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_line(as_, pack: Pack, old: str, new: str, why: str) -> None:
    answer = as_("system").post("/admin/rules/try", rules=written(pack).replace(old, new) + f"\n# {cast.NASTY}")
    assert answer.status_code == 422
    assert why in answer.text
    assert "第 " in answer.text
    assert "<script>alert" not in answer.text


def test_corrections_become_proposals_that_the_office_settles(as_, database: Database) -> None:
    with database.write() as session:
        for case in (1, 2, 3):
            session.add(Correction(case_id=case, head="lead", was="律师工作科", now="公证仲裁科", at=cast.NOW))
    page = as_("office").get("/admin/rules").text
    assert "律师工作科 → 公证仲裁科" in page
    assert "2 次" in page  # the isolated case is left out
    fields = {"was": "律师工作科", "now": "公证仲裁科", "do": "taken"}
    assert as_("system").post("/admin/rules/proposals", **fields).status_code == 403
    assert as_("office").post("/admin/rules/proposals", **fields).status_code == 303
    with database.read() as session:
        assert set(session.scalars(select(Correction.state))) == {"taken"}
    assert "没有待处理的建议" in as_("office").get("/admin/rules").text


def test_departments_show_their_duties_with_the_line_of_the_file(as_, pack: Pack) -> None:
    page = as_("system").get("/admin/departments?name=律师工作科").text
    duty = pack.department_by_name["律师工作科"].duties[0]
    assert duty.line in page
    number = int(page.split(f"<span>{duty.id}</span>")[1].split("departments.yaml 第 ")[1].split(" 行")[0])
    assert duty.id in Path(pack.folder / "departments.yaml").read_text("utf-8").splitlines()[number - 1]
    assert as_("system").get("/admin/departments?name=没有").status_code == 404


def test_words_say_what_a_sentence_touches(as_) -> None:
    page = as_("system").get("/admin/words?text=司法局的人收受红包，请问谁管").text
    assert "违纪违法" in page
    assert "<span>红包</span>" in page
    assert "<script>alert" not in as_("system").get(f"/admin/words?text={cast.NASTY}").text


def test_the_calendar_marks_make_up_days_and_owns_up_to_missing_years(as_) -> None:
    browser = as_("system")
    page = browser.get("/admin/calendar").text
    # 2026: the Saturday after the National Day holiday is worked (国务院办公厅 2026 年节假日安排).
    assert '<td class="worked" title="调休上班">10<' in page
    assert "2027 年没有节假日数据" in page
    assert "2027 年没有数据" in browser.get("/admin/calendar?year=2027").text
    assert "2026 年工作日历" in browser.get("/admin/calendar?year=abc").text
