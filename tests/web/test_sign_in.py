"""Signing in: sessions, lock-out, first password, forged forms, foreign addresses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from errors import BadInput
from store.session import Database
from store.sign_ins import IDLE, LONGEST, wait_after
from store.tables.people import SignIn, User
from tests.web import cast
from web.passwords import check_password, one_time_password
from web.sessions import form_token, own_address, token_fits


def test_sign_in_opens_the_own_desk_and_sign_out_ends_the_session(as_, database: Database) -> None:
    browser = as_("officer")
    assert browser.get("/").headers["location"] == "/desk"
    assert browser.get("/desk").status_code == 200
    assert browser.post("/sign-out").headers["location"] == "/sign-in"
    assert browser.get("/desk").headers["location"].startswith("/sign-in")
    with database.read() as session:
        assert session.scalars(select(SignIn)).all() == []


def test_only_the_hash_of_the_secret_is_stored(as_, database: Database) -> None:
    browser = as_("officer")
    secret = browser.client.cookies["huiying"]
    with database.read() as session:
        stored = session.scalars(select(SignIn.secret_hash)).one()
    assert secret not in stored
    assert len(stored) == 64


def test_the_session_cookie_is_closed_to_scripts_and_other_sites(visit) -> None:
    browser = visit()
    browser.get("/sign-in")
    cookie = browser.post("/sign-in", name="officer", password=cast.PASSWORD).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


@pytest.mark.parametrize("wrong", [("officer", "no"), ("nobody", cast.PASSWORD), ("", ""), ("officer", "x" * 5000)])
def test_a_wrong_name_and_a_wrong_password_read_the_same(visit, wrong: tuple[str, str]) -> None:
    browser = visit()
    browser.get("/sign-in")
    answer = browser.post("/sign-in", name=wrong[0], password=wrong[1])
    assert answer.status_code == 403
    assert "登录名或密码不对" in answer.text


# 1st to 4th failure: no wait; 5th: 2^0 = 1 min; 6th: 2 min; 7th: 4 min; 11th: 64 min, cut at 60.
@pytest.mark.parametrize(("failures", "minutes"), [(1, 0), (4, 0), (5, 1), (6, 2), (7, 4), (11, 60), (500, 60)])
def test_waits_grow_with_failures(failures: int, minutes: int) -> None:
    assert wait_after(failures) == timedelta(minutes=minutes)


def test_a_locked_name_is_refused_even_with_the_right_password_until_the_wait_is_over(visit, clock) -> None:
    browser = visit()
    browser.get("/sign-in")
    for _ in range(5):
        browser.post("/sign-in", name="officer", password="wrong")
    locked = browser.post("/sign-in", name="officer", password=cast.PASSWORD)
    assert locked.status_code == 403
    assert "错误次数太多" in locked.text
    clock.forward(minutes=1, seconds=1)
    assert browser.post("/sign-in", name="officer", password=cast.PASSWORD).status_code == 303


def test_a_session_ends_when_idle(as_, clock) -> None:
    browser = as_("officer")
    clock.now += IDLE - timedelta(minutes=1)
    assert browser.get("/desk").status_code == 200
    clock.now += IDLE - timedelta(minutes=1)
    assert browser.get("/desk").status_code == 200
    clock.now += IDLE + timedelta(minutes=1)
    assert browser.get("/desk").status_code == 303


def test_a_session_ends_after_the_longest_shift_however_busy(as_, clock) -> None:
    browser = as_("officer")
    steps = int(LONGEST / timedelta(hours=1))
    answers = []
    for _ in range(steps + 1):
        clock.forward(hours=1)
        answers.append(browser.get("/desk").status_code)
    assert answers == [200] * (steps - 1) + [303, 303]


def test_whoever_is_kept_out_loses_the_session_at_once(as_, database: Database) -> None:
    browser = as_("officer")
    with database.write() as session:
        session.execute(update(User).where(User.name == "officer").values(active=False))
    assert browser.get("/desk").status_code == 303


def test_first_sign_in_leads_to_a_new_password_and_nowhere_else(as_, database: Database) -> None:
    with database.write() as session:
        session.execute(update(User).where(User.name == "owner").values(must_change=True))
    browser = as_("owner")
    assert browser.get("/department").headers["location"] == "/password"
    browser.get("/password")
    short = browser.post("/password", old=cast.PASSWORD, password="short", again="short")
    assert short.status_code == 422
    assert "10 到 200 个字符" in short.text
    other = "a sentence of my own"
    assert browser.post("/password", old="wrong", password=other, again=other).status_code == 422
    assert browser.post("/password", old=cast.PASSWORD, password=other, again=other).status_code == 303
    assert browser.get("/department").status_code == 200


def test_a_new_password_ends_the_sessions_elsewhere(as_) -> None:
    here, elsewhere = as_("owner"), as_("owner")
    here.get("/password")
    here.post("/password", old=cast.PASSWORD, password="a sentence of my own", again="a sentence of my own")
    assert here.get("/department").status_code == 200
    assert elsewhere.get("/department").status_code == 303


@pytest.mark.parametrize("bad", ["short", "aaaaaaaaaaaa", "1234567890", "password123", "officer-officer", "x" * 201])
def test_weak_passwords_are_refused(bad: str) -> None:
    with pytest.raises(BadInput):
        check_password(bad, "officer")


def test_one_time_passwords_pass_the_own_rules_and_differ() -> None:
    made = {check_password(one_time_password(), "officer") for _ in range(50)}
    assert len(made) == 50


@pytest.mark.parametrize(
    "evil",
    [
        "https://evil.invalid/",
        "//evil.invalid/",
        "/\\evil.invalid",
        "\\\\evil.invalid",
        "/\tevil",
        "javascript:alert(1)",
        "evil",
        "/x\r\nset-cookie: a=b",
        "",
        None,
    ],
)
def test_nobody_is_sent_to_a_foreign_page(evil: str | None) -> None:
    assert own_address(evil) == "/"


def test_own_addresses_are_kept() -> None:
    assert own_address("/desk?severity=%E7%BA%A2") == "/desk?severity=%E7%BA%A2"


def test_sign_in_goes_on_to_where_the_person_wanted(visit) -> None:
    browser = visit()
    wanted = browser.get("/cases?q=a&group=b").headers["location"]
    browser.get(wanted)
    assert 'value="/cases?q=a&amp;group=b"' in browser.page
    answer = browser.post("/sign-in", name="officer", password=cast.PASSWORD, next="//evil.invalid/")
    assert answer.headers["location"] == "/"


def test_form_tokens_fit_only_their_own_secret() -> None:
    token = form_token("mine")
    assert token_fits("mine", token)
    assert not token_fits("theirs", token)
    assert not token_fits("mine", "")
    assert not token_fits("mine", "汉字.汉字")
    assert form_token("mine") != token


def test_signing_in_without_the_token_of_the_page_is_refused(visit) -> None:
    browser = visit()
    assert browser.client.post("/sign-in", data={"name": "officer", "password": cast.PASSWORD}).status_code == 403
    browser.get("/sign-in")
    assert browser.post("/sign-in", token="forged", name="officer", password=cast.PASSWORD).status_code == 403
