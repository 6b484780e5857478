"""The leadership page: parts and wholes, what each figure opens to, and who may see what of it."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from reports.figures import refresh
from reports.unwatched import by_source
from store.session import Database
from store.tables.casework import Deadline
from store.tables.watching import Source, SourceState
from store.unwatched import Stretch
from tests.web import cast

LAWYERS, NOTARIES = "律师工作科", "公证仲裁科"
NOVEMBER = "/figures?period=2026-11"


@pytest.fixture
def counted(database: Database) -> Database:
    """Beside the cast's two cases that count: six answered in time by the notaries, one overdue of the lawyers."""
    with database.write() as session:
        ids = {name: number for number, name in enumerate(cast.PEOPLE, 1)}
        for number in range(6):
            case = cast.add_case(
                session, f"按时答复 {number}", ids, number=f"LJSF-2026-001{number}", lead=NOTARIES, hours_ago=90
            )
            case.replied_at = case.t0 + timedelta(hours=20)
            reply = session.query(Deadline).filter_by(case_id=case.id, step="reply").one()
            reply.state, reply.on_time, reply.ended_at = "met", True, case.replied_at
        cast.add_case(session, f"超期 {cast.NASTY}", ids, number="LJSF-2026-00020", hours_ago=60)
        cast.add_case(
            session, "隔离的不进数字", ids, number="LJSF-2026-00021", isolated=True, accused=(LAWYERS,), hours_ago=60
        )
    refresh(database, cast.NOW)
    return database


def links(page: str, word: str) -> list[str]:
    return [unescape(each) for each in re.findall(r'href="([^"]+)"', page) if word in each]


def test_a_rate_shows_its_part_and_whole_and_opens_to_its_cases(as_, counted: Database) -> None:
    # 6 answered in time ÷ (6 + 1 overdue); the cast's running cases are not due yet, the isolated one never counts.
    chief = as_("bureau_chief")
    page = chief.get(NOVEMBER).text
    assert ">6 / 7<" in page
    assert ">85%<" in page or ">86%<" in page
    opened = chief.get(next(each for each in links(page, "reply_48h") if "missed" not in each)).text
    assert opened.count("按时答复") == 6
    assert "LJSF-2026-00020" in opened
    assert "隔离" not in opened
    missed = chief.get(next(each for each in links(page, "reply_48h") if "missed" in each)).text
    assert "LJSF-2026-00020" in missed
    assert "按时答复" not in missed


def test_the_bars_of_what_is_overdue_open_to_exactly_those_cases(as_, counted: Database) -> None:
    chief = as_("bureau_chief")
    bar = next(each for each in links(chief.get("/figures").text, "overdue"))
    opened = chief.get(bar).text
    assert "LJSF-2026-00020" in opened
    assert "LJSF-2026-00021" not in opened
    assert "1 件" in opened


def test_fewer_than_five_are_not_ranked_and_the_page_says_so(as_, counted: Database) -> None:
    chief = as_("bureau_chief")
    opened = chief.get("/figures/cases?kind=rate&name=reply_48h&period=2026-11").text
    ranked, _, rest = opened.partition("以下不足 5 件，不排名")
    assert f">{NOTARIES}<" in ranked
    assert f">{LAWYERS}<" in rest


def test_a_head_sees_all_figures_but_opens_only_their_own_cases(as_, counted: Database) -> None:
    head = as_("owner")
    assert ">6 / 7<" in head.get(NOVEMBER).text
    opened = head.get("/figures/cases?kind=rate&name=reply_48h&period=2026-11").text
    assert "LJSF-2026-00020" in opened
    assert "按时答复" not in opened


def test_the_assessor_sees_figures_and_no_case(as_, counted: Database) -> None:
    assessor = as_("assessor")
    page = assessor.get("/figures").text
    assert "6 / 7" in page
    assert "LJSF" not in page
    assert "超期 " not in page
    opened = assessor.get("/figures/cases?kind=rate&name=reply_48h&period=2026-11").text
    assert "您的角色看数字，不看事项" in opened
    assert "LJSF" not in opened
    assert assessor.get("/cases").status_code == 403


@pytest.mark.parametrize("name", ["colleague", "system", "security"])
@pytest.mark.parametrize("address", ["/figures", "/figures/cases?kind=overdue", "/wall"])
def test_others_are_refused(as_, name: str, address: str) -> None:
    assert as_(name).get(address).status_code == 403


@pytest.mark.parametrize("period", ["2026-13", "x", "2026-11-31", "../etc"])
def test_what_is_no_period_is_said_to_be_none(as_, period: str) -> None:
    answer = as_("bureau_chief").get("/figures?period=" + period)
    assert answer.status_code == 400
    assert "不是时段" in answer.text


@pytest.mark.parametrize("asked", ["kind=rate&name=nothing", "kind=stage&name=x", "kind=total&name=紫", "kind="])
def test_a_figure_that_is_none_is_not_found(as_, asked: str) -> None:
    assert as_("bureau_chief").get("/figures/cases?" + asked).status_code == 404


@pytest.mark.parametrize("address", ["/figures?period=2026-W47", "/figures?period=2026-11-20", "/figures?period=2026"])
def test_every_kind_of_period_is_shown(as_, address: str) -> None:
    assert as_("deputy").get(address).status_code == 200


def test_every_figure_of_the_page_opens(as_, counted: Database) -> None:
    chief = as_("bureau_chief")
    found = set(links(chief.get(NOVEMBER).text, "/figures/cases"))
    assert len(found) > 10
    for address in found:
        answer = chief.get(address)
        assert answer.status_code == 200, address
        assert "<script>alert" not in answer.text
        assert " style=" not in answer.text


def test_what_was_not_watched_stands_beside_the_figures(as_, counted: Database) -> None:
    with counted.write() as session:
        source = session.query(Source).filter_by(name="市民论坛").one()
        session.add(SourceState(source_id=source.id, state="refused", since=cast.NOW - timedelta(hours=5)))
    page = as_("bureau_chief").get("/figures").text
    assert "没看全" in page
    assert "市民论坛" in page
    assert "5 小时，至今" in page


def test_stretches_of_one_source_that_overlap_count_once() -> None:
    hour = timedelta(hours=1)
    since, until = cast.NOW, cast.NOW + 10 * hour
    # 2 h before the period do not count: 0-3 and 2-5 are 5 h together; the second source lasts from 9 to 10: 1 h.
    found = by_source(
        [
            Stretch("甲", "failing", since - 2 * hour, since + 3 * hour),
            Stretch("甲", "silent", since + 2 * hour, since + 5 * hour),
            Stretch("乙", "refused", since + 9 * hour, None),
            Stretch("丙", "silent", since - 2 * hour, since),
        ],
        since,
        until,
    )
    assert [(each.source, each.length, each.lasts) for each in found] == [("甲", 5 * hour, False), ("乙", hour, True)]


def test_a_kept_sheet_is_shown_without_reckoning_and_says_how_old_it_is(as_, counted: Database, clock) -> None:
    chief = as_("bureau_chief")
    clock.forward(minutes=5)
    with counted.write() as session:
        session.query(Deadline).delete()
    assert ">6 / 7<" in chief.get("/figures").text


def test_the_wall_screen_asks_again_by_itself_and_needs_no_script(as_, counted: Database) -> None:
    answer = as_("bureau_chief").get("/wall")
    assert answer.headers["refresh"] == "60"
    assert "<script" not in answer.text
    assert "6 / 7" in answer.text
