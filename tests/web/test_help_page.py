"""Help: the first sign-in goes by way of five lines, the words of the house are explained, keys are listed."""

from __future__ import annotations

import pytest

from store.session import Database
from store.tables.people import User
from tests.web import cast
from web.help_words import KEYS, WORDS, tour_of


def test_the_first_sign_in_shows_five_lines_once(as_, database: Database) -> None:
    with database.write() as session:
        session.query(User).filter_by(name="officer").one().toured_at = None
    browser = as_("officer")
    assert browser.get("/").headers["location"] == "/tour"
    page = browser.get("/tour").text
    assert page.count("<li>") == 5
    assert browser.post("/tour").headers["location"] == "/desk"
    assert browser.get("/").headers["location"] == "/desk"


@pytest.mark.parametrize("who", list(cast.PEOPLE))
def test_everybody_has_five_lines_and_help(as_, who: str) -> None:
    ids = {name: number for number, name in enumerate(cast.PEOPLE, 1)}
    assert len(tour_of(cast.actor(ids, who))) == 5
    page = as_(who).get("/help").text
    assert "您的角色" in page
    assert "转载组" in page


def test_help_is_for_people_who_are_signed_in(visit) -> None:
    assert visit().get("/help").headers["location"].startswith("/sign-in")
    assert visit().get("/tour").headers["location"].startswith("/sign-in")


def test_words_and_keys_are_explained_once() -> None:
    words = [word for word, _, _ in WORDS]
    assert len(set(words)) == len(words)
    assert {"信源", "信息", "转载组", "事件", "预警", "线索", "事项", "交办", "退回 / 裁定", "时限"} <= set(words)
    keys = [(key, where) for key, _, where in KEYS]
    assert len(set(keys)) == len(keys)
