"""The log for its administrator: filters, pages, the chain; of cases who did what, not the texts; the traces."""

from __future__ import annotations

from datetime import timedelta

import pytest

from store import log
from store.session import Database
from store.tables.people import AccessTrace
from tests.web import cast
from web.log_words import action_name


@pytest.fixture
def told(database: Database) -> Database:
    with database.write() as session:
        who = cast.actor({"security": 1}, "security")
        log.append(session, who, "user_changed", "user", 2, cast.NOW, before={"roles": ["head"]},
                   after={"roles": ["head", "office"], "display": cast.NASTY})  # fmt: skip
        log.append(session, who, "dismiss", "candidate", 1, cast.NOW, reason=f"秘密内容 {cast.NASTY}",
                   before={"candidate": {"state": "open", "title": "秘密标题"}},
                   after={"candidate": {"state": "dismissed", "title": "秘密标题"}})  # fmt: skip
    return database


def test_administration_is_shown_in_full_and_casework_without_its_texts(as_, told: Database) -> None:
    page = as_("audit").get("/admin/log").text
    assert "角色：head → head、office" in page
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "状态：" in page
    assert "秘密" not in page
    assert "LJSF-2026-00001" in page


@pytest.mark.parametrize(
    ("query", "found", "missing"),
    [
        ("actor=韩安全", "角色：head", "LJSF"),
        ("subject=case", "LJSF-2026-00001", "改人员或角色<"),
        ("action=user_changed", "角色：head", "LJSF"),
        ("since=2026-11-20&until=2026-11-20", "角色：head", "记不住"),
        ("until=2026-11-01", "没有符合条件的记录", "LJSF"),
        ("since=不是日子&below=x", "LJSF-2026-00001", "记不住"),
    ],
)
def test_the_log_is_narrowed_by_its_address(as_, told: Database, query: str, found: str, missing: str) -> None:
    page = as_("audit").get(f"/admin/log?{query}").text.split("<tbody>")[-1]
    assert found in page
    assert missing not in page


def test_a_broken_chain_is_said_with_what_to_do(as_, told: Database) -> None:
    browser = as_("audit")
    assert "条条相扣，没有改动" in browser.get("/admin/log?verify=1").text
    with told.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER log_entry_no_update")
        connection.exec_driver_sql("UPDATE log_entry SET reason = '改过' WHERE id = 1")
    page = browser.get("/admin/log?verify=1").text
    assert "日志被动过：第 1 条" in page
    assert "保全数据库文件" in page


def test_pages_of_the_log_follow_each_other(as_, database: Database) -> None:
    with database.write() as session:
        who = cast.actor({"security": 1}, "security")
        for number in range(100):
            log.append(session, who, "user_active", "user", number, cast.NOW + timedelta(seconds=number))
    browser = as_("audit")
    first = browser.get("/admin/log?subject=user").text
    more = first.split('class="more" href="')[1].split('"')[0].replace("&amp;", "&")
    second = browser.get(more).text
    assert first.count("停用或启用人员</td>") == 60
    assert second.count("停用或启用人员</td>") == 40


def test_looks_at_originals_and_exports_are_listed(as_, database: Database) -> None:
    assert "还没有人看过原文" in as_("audit").get("/admin/traces").text
    with database.write() as session:
        session.add(AccessTrace(at=cast.NOW, user_id=1, what="unmask", subject="item", subject_id=7, reason=cast.NASTY))
        session.add(AccessTrace(at=cast.NOW, user_id=None, what="export", subject="public", reason="公开页"))
    page = as_("audit").get("/admin/traces").text
    assert "查看原文" in page
    assert "信息 7" in page
    assert "命令行" in page
    assert "<script>alert" not in page


def test_actions_are_told_in_chinese() -> None:
    assert action_name("confirm") == "立项"
    assert action_name("source_paused") == "暂停信源"
    assert action_name("what_is_this") == "其他（what_is_this）"
