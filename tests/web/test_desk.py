"""The duty desk: order, filters, pages, decisions and their undo, what is refused, live updates."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from store import desk, desk_live
from store.session import Database
from store.tables.casework import Case, LogEntry
from store.tables.judging import Alert, Candidate
from tests.web import cast

ROW = re.compile(r'id="row-(\d+)"')
OFFICER = cast.actor({"officer": 1}, "officer")


def _version(page: str, move: str) -> str:
    found = re.search(rf'/moves/{move}".*?name="version" value="(\d+)"', page, re.S)
    assert found, f"no form for {move}"
    return found[1]


def _candidate(database: Database, candidate_id: int) -> Candidate:
    with database.read() as session:
        return session.get_one(Candidate, candidate_id)


def test_the_worst_stands_on_top_and_is_opened(as_) -> None:
    page = as_("officer").get("/desk").text
    assert ROW.findall(page) == ["4", "3", "2", "1"]
    assert 'id="row-4" href="/desk?open=4" data-row="4" aria-current="true"' in page


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("severity=红", ["4"]),
        ("lead=律师工作科", ["4", "3", "2", "1"]),
        ("lead=公证仲裁科", []),
        ("channel=weibo", []),
        ("q=律师费", ["4", "3", "2", "1"]),
        ("q=%25", []),
        ("unsure=1", []),
        ("state=nonsense", ["4", "3", "2", "1"]),
        ("open=999999&after=nonsense", ["4", "3", "2", "1"]),
        ("open=99999999999999999999999", ["4", "3", "2", "1"]),
        ("after=3_2026-11-20T05:00:00_4", ["4", "3", "2", "1"]),
    ],
)
def test_filters_stand_in_the_address_and_nonsense_does_no_harm(as_, query: str, rows: list[str]) -> None:
    answer = as_("officer").get(f"/desk?{query}")
    assert answer.status_code == 200
    assert ROW.findall(answer.text) == rows


def test_pages_follow_each_other_without_gap_or_repeat(database: Database) -> None:
    with database.write() as session:
        for number in range(25):
            cast.add_event(session, f"第 {number} 件", "蓝黄"[number % 2], hours_ago=number // 3, copies=0)
    seen: list[int] = []
    after = None
    with database.read() as session:
        while rows := desk.queue(session, OFFICER, desk.Wanted(), cast.NOW, after=after, limit=7):
            seen += [row.id for row in rows]
            after = rows[-1].key
        whole = [row.id for row in desk.queue(session, OFFICER, desk.Wanted(), cast.NOW, limit=100)]
    assert seen == whole
    assert len(set(seen)) == 29


def test_the_opened_event_says_why_with_the_duty_line_and_its_words_marked(as_) -> None:
    page = as_("officer").get("/desk?open=2").text
    assert "为什么是黄色" in page
    assert "见于 3 个以上平台" in page
    assert "为什么交给律师工作科" in page
    assert "<mark>律师事务所</mark>" in page
    assert "转载 3 篇" in page
    assert "到现在 4 篇（其中转载 3 篇）" in page


def test_what_is_not_watched_and_who_is_on_duty_stand_on_top(as_) -> None:
    page = as_("officer").get("/desk").text
    assert "市民论坛：比以往沉默得久" in page
    assert "陈值班（值班长 李班长）" in page


def test_one_click_confirms_and_leads_to_the_next_row(as_, database: Database) -> None:
    browser = as_("officer")
    page = browser.get("/desk?open=4").text
    answer = browser.post("/desk/4/moves/confirm", version=_version(page, "confirm"), next="/desk?open=3")
    assert answer.headers["location"] == "/desk?open=3&done=4"
    after = browser.get(answer.headers["location"]).text
    assert "已立项" in after
    assert ROW.findall(after) == ["3", "2", "1"]
    candidate = _candidate(database, 4)
    with database.read() as session:
        case = session.get_one(Case, candidate.case_id)
    assert (candidate.state, case.lead, case.severity) == ("confirmed", "律师工作科", "红")


def test_a_decision_is_undone_within_ten_seconds_and_nothing_is_erased(as_, database: Database, clock) -> None:
    browser = as_("officer")
    browser.get("/desk?open=4")
    browser.post("/desk/4/moves/confirm", version="1")
    clock.forward(seconds=9)
    page = browser.get("/desk?done=4").text
    assert 'id="undo"' in page
    browser.post("/desk/4/moves/undo", version=_version(page, "undo"))
    assert _candidate(database, 4).state == "open"
    with database.read() as session:
        actions = session.scalars(select(LogEntry.action).where(LogEntry.subject == "candidate")).all()
        states = session.scalars(select(Case.state).where(Case.title.contains("红"))).all()
    assert list(actions) == ["confirm", "undo"]
    assert list(states) == ["withdrawn"]


def test_after_ten_seconds_nothing_is_offered_and_nothing_is_undone(as_, database: Database, clock) -> None:
    browser = as_("officer")
    browser.get("/desk?open=4")
    browser.post("/desk/4/moves/confirm", version="1")
    clock.forward(seconds=11)
    assert 'id="undo"' not in browser.get("/desk?done=4").text
    assert browser.post("/desk/4/moves/undo", version="2").status_code in (403, 409)
    assert _candidate(database, 4).state == "confirmed"


def test_a_form_that_lacks_something_comes_back_open_with_what_was_typed(as_, database: Database) -> None:
    browser = as_("officer")
    page = browser.get("/desk?open=4").text
    answer = browser.post(
        "/desk/4/moves/silence", version=_version(page, "silence"), variant="", until="", reason=f"等一等 {cast.NASTY}"
    )
    assert answer.status_code == 422
    assert "请填写“静默到”" in answer.text
    assert "等一等 &lt;script&gt;" in answer.text
    assert _candidate(database, 4).state == "open"


def test_lowering_the_severity_asks_for_a_reason_at_its_field(as_, database: Database) -> None:
    browser = as_("officer")
    page = browser.get("/desk?open=4").text
    answer = browser.post(
        "/desk/4/moves/confirm",
        version=_version(page, "confirm"),
        variant="severity",
        severity="蓝",
        severity_reason="",
    )
    assert answer.status_code == 422
    assert "降低级别须写明理由" in answer.text
    assert answer.text.count("<details") > answer.text.count("<details open")
    assert _candidate(database, 4).state == "open"


def test_whoever_is_slower_is_told_and_changes_nothing(as_, database: Database) -> None:
    fast, slow = as_("chief"), as_("officer")
    fast.get("/desk?open=4")
    slow.get("/desk?open=4")
    fast.post("/desk/4/moves/confirm", version="1")
    late = slow.post("/desk/4/moves/dismiss", version="1", code="其他城市的事")
    assert late.status_code == 409
    assert "刚被别人处理过" in late.text
    with database.read() as session:
        assert session.scalar(select(func.count()).where(LogEntry.subject == "candidate")) == 1


@pytest.mark.parametrize("who", ["owner", "colleague", "outsider", "assessor", "system", "security"])
def test_people_without_a_desk_are_refused(as_, who: str) -> None:
    browser = as_(who)
    for address in ("/desk", "/desk?open=1", "/desk/rows/1", "/desk/live", "/desk/entry", "/why/candidates/1"):
        assert browser.get(address).status_code == 403
    browser.get("/password")
    assert browser.post("/desk/1/moves/confirm", version="1").status_code == 403


@pytest.mark.parametrize("who", ["office", "deputy", "bureau_chief", "political"])
def test_those_who_only_look_are_offered_nothing_and_change_nothing(as_, database: Database, who: str) -> None:
    browser = as_(who)
    assert "您的角色只能查看" in browser.get("/desk?open=1").text
    browser.get("/password")
    assert browser.post("/desk/1/moves/confirm", version="1").status_code == 403
    assert _candidate(database, 1).state == "open"


def test_an_isolated_candidate_hides_from_the_desk_of_those_it_accuses(as_, database: Database) -> None:
    with database.write() as session:
        hidden = cast.add_event(session, "反映办公室人员收钱", "黄", isolated=True, accused=("办公室",)).id
    assert f"row-{hidden}" in as_("officer").get("/desk").text
    office = as_("office").get(f"/desk?open={hidden}").text
    assert "收钱" not in office
    assert as_("office").get(f"/why/candidates/{hidden}").status_code == 404


def test_moves_of_other_subjects_are_no_moves_of_the_desk(as_) -> None:
    browser = as_("officer")
    browser.get("/desk")
    for name in ("raise", "publish", "take_over", "nonsense"):
        assert browser.post(f"/desk/1/moves/{name}", version="1").status_code == 404


def test_a_phone_call_becomes_a_case(as_, database: Database) -> None:
    browser = as_("officer")
    browser.get("/desk/entry")
    answer = browser.post(
        "/desk/entry",
        channel="hotline",
        title="来电询问法律援助",
        text="来电人问农民工讨薪能否申请法律援助",
        severity="蓝",
        kind="疑问",
        lead="法律援助中心",
        assign="yes",
    )
    case_id = int(answer.headers["location"].rsplit("/", 1)[1])
    with database.read() as session:
        case = session.get_one(Case, case_id)
    assert (case.lead, case.state, case.channel) == ("法律援助中心", "assigned", "hotline")
    assert browser.get(f"/cases/{case_id}").status_code == 200


def test_an_incomplete_entry_keeps_what_was_typed(as_) -> None:
    browser = as_("officer")
    browser.get("/desk/entry")
    answer = browser.post("/desk/entry", channel="hotline", title="", text="说了很多", severity="蓝", kind="疑问")
    assert answer.status_code == 422
    assert "请填写“标题”" in answer.text
    assert "说了很多" in answer.text


def test_what_came_since_is_found_by_alert_and_by_candidate(database: Database) -> None:
    with database.write() as session:
        seen = desk_live.newest(session)
        assert desk_live.come_since(session, OFFICER, seen) == []
        new = cast.add_event(session, "新来的", "橙").id
        old = session.get_one(Candidate, 1)
        old.severity, old.rank = "红", 3
        session.add(Alert(event_id=old.event_id, severity="红", raised_at=cast.NOW, reasons=[]))
        session.flush()
        assert desk_live.come_since(session, OFFICER, seen) == [(1, "红"), (new, "橙")]
        assert desk_live.newest(session) != seen


def test_spread_counts_the_last_24_hours_by_hour(database: Database) -> None:
    with database.read() as session:
        line = desk.spread(session, [4], cast.NOW)[4]
        later = desk.spread(session, [4], cast.NOW + timedelta(hours=30))[4]
    # Four hours with items: the fixture puts some into each hour from three hours ago to now.
    assert [number > 0 for number in line] == [False] * 20 + [True] * 4
    assert sum(later) == 0
