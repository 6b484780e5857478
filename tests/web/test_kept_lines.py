"""Lines of lists that are kept: never out of date, never with what only another person may see."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from jinja2 import UndefinedError
from sqlalchemy import update

from store.session import Database
from store.tables.casework import Case
from store.tables.judging import Event
from tests.web import cast
from web import rendering
from web.rendering import kept


def test_a_line_that_asks_for_more_than_its_values_does_not_come_out(monkeypatch: pytest.MonkeyPatch) -> None:
    # A kept line that knew the page (its person, its form token) could be shown to somebody else.
    macro = "{% macro row(title) %}{{ title }}{{ who.name }}{% endmacro %}"
    source = rendering.ENVIRONMENT.from_string(macro)
    monkeypatch.setattr(rendering.ENVIRONMENT, "get_template", lambda name: source)
    with pytest.raises(UndefinedError):
        kept("a name that no template has", "x")


def test_a_kept_line_is_escaped() -> None:
    assert str(kept("options", ("<b>", "甲"), "甲")) == "<option>&lt;b&gt;</option><option selected>甲</option>"


def test_what_changes_in_the_database_is_shown_at_once(as_, database: Database) -> None:
    browser = as_("officer")
    assert "改过的题目" not in browser.get("/desk").text + browser.get("/cases").text
    with database.write() as session:
        session.execute(update(Event).values(title="改过的题目"))
        session.execute(update(Case).values(title="改过的题目"))
    assert "改过的题目" in browser.get("/desk").text
    assert "改过的题目" in browser.get("/cases").text


def test_the_minutes_go_on(as_, clock) -> None:
    browser = as_("officer")
    assert "3 小时前</time>起" in browser.get("/desk").text
    before = re.findall("还剩[^<]*", browser.get("/cases").text)
    clock.forward(hours=1)
    assert "4 小时前</time>起" in browser.get("/desk").text
    after = re.findall("还剩[^<]*", browser.get("/cases").text)
    assert before != after


def test_the_next_year_writes_the_year(as_, clock) -> None:
    browser = as_("owner")
    assert "2026年" not in browser.get("/department").text
    clock.now = cast.NOW + timedelta(days=60)
    assert "2026年11月" in as_("owner").get("/department").text


@pytest.mark.parametrize("path", ["/desk", "/cases"])
def test_a_line_that_one_person_was_shown_is_not_shown_to_others(as_, database: Database, path: str) -> None:
    with database.write() as session:
        cast.add_event(session, "只有纪委看的线索", "橙", isolated=True, accused=("办公室",))
    secret = "只有纪委看的线索" if path == "/desk" else "被反映的科室看不到"
    assert secret in as_("discipline").get(path).text
    assert secret not in as_("office").get(path).text
