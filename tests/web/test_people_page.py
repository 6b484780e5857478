"""People, roles and keys: only the security administrator, three separate administrators, secrets shown once."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from store import log, people
from store.session import Database
from store.tables.people import SignIn, Token, User
from tests.web import cast

SECRET = re.compile(r'class="secret">([^<]+)<')
NEW = {"name": "xinren", "display": "新人", "department": "律师工作科", "contact": "", "roles": ["liaison"]}


def person(database: Database, name: str) -> User:
    with database.read() as session:
        found = people.user_named(session, name)
    assert found is not None
    return found


def roles(database: Database, name: str) -> set[str]:
    with database.read() as session:
        return set(people.actor_of(session, person(database, name).id).roles)


@pytest.mark.parametrize("who", ["officer", "office", "bureau_chief", "system", "audit", "assessor"])
def test_nobody_else_sees_or_changes_people_and_keys(as_, database: Database, who: str) -> None:
    browser = as_(who)
    for address in ("/admin/people", "/admin/people/1", "/admin/keys"):
        assert browser.get(address).status_code == 403
    for address, fields in (
        ("/admin/people", NEW),
        ("/admin/people/1", {"display": "我", "roles": ["security_admin"], "version": 1}),
        ("/admin/people/1/reset", {}),
        ("/admin/people/1/active", {"active": "no"}),
        ("/admin/keys", {"name": "x", "scopes": ["items:write"], "days": ""}),
        ("/admin/keys/1/revoke", {}),
    ):
        assert browser.post(address, **fields).status_code == 403, address
    with database.read() as session:
        assert people.user_named(session, "xinren") is None
        assert session.scalars(select(Token)).all() == []
        assert session.get_one(User, 1).active


def test_a_new_person_signs_in_with_a_password_that_is_shown_once(as_, visit, database: Database) -> None:
    guard = as_("security")
    shown = guard.post("/admin/people", **NEW)
    found = SECRET.search(shown.text)
    assert found is not None
    assert found[1] not in guard.get("/admin/people").text
    browser = visit()
    browser.get("/sign-in")
    assert browser.post("/sign-in", name="xinren", password=found[1]).status_code == 303
    assert browser.get("/department").headers["location"] == "/password"
    with database.read() as session:
        entry = log.entries_of(session, "user", person(database, "xinren").id)[0]
    assert entry.action == "user_added"
    assert entry.after == {"name": "xinren", "roles": ["liaison"], "department": "律师工作科"}


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"name": ""}, "登录名不能为空"),
        ({"name": "officer"}, "已经有人用了"),
        ({"name": "长" * 65}, "不能超过 64 字"),
        ({"roles": []}, "至少要有一个角色"),
        ({"roles": ["king"]}, "没有这个角色"),
        ({"roles": ["system_admin", "audit_admin"]}, "三员分立"),
        ({"department": ""}, "写明所在科室"),
        ({"department": "不存在的科"}, "没有这个科室"),
    ],
)
def test_a_bad_form_adds_nobody(as_, database: Database, changed: dict[str, object], why: str) -> None:
    answer = as_("security").post("/admin/people", **(NEW | {"display": cast.NASTY} | changed))
    assert answer.status_code == 422
    assert why in answer.text
    assert "<script>alert" not in answer.text
    with database.read() as session:
        assert people.user_named(session, "xinren") is None


def test_roles_change_and_the_change_is_written_down(as_, database: Database) -> None:
    guard, user = as_("security"), person(database, "officer")
    guard.get(f"/admin/people/{user.id}")
    fields = {"display": "陈值班", "department": "", "roles": ["duty_officer", "duty_chief"], "version": 1}
    assert guard.post(f"/admin/people/{user.id}", **fields).status_code == 303
    assert roles(database, "officer") == {"duty_officer", "duty_chief"}
    assert guard.post(f"/admin/people/{user.id}", **fields).status_code == 409
    with database.read() as session:
        (entry,) = log.entries_of(session, "user", user.id)
    assert (entry.before["roles"], entry.after["roles"]) == (["duty_officer"], ["duty_chief", "duty_officer"])


def test_who_is_kept_out_is_out_at_once(as_, database: Database) -> None:
    officer, guard = as_("officer"), as_("security")
    user = person(database, "officer")
    assert guard.post(f"/admin/people/{user.id}/active", active="no").status_code == 303
    assert officer.get("/desk").headers["location"].startswith("/sign-in")
    assert guard.post(f"/admin/people/{user.id}/active", active="yes").status_code == 303
    assert "一次性密码" in guard.post(f"/admin/people/{user.id}/reset").text
    with database.read() as session:
        assert session.scalars(select(SignIn).where(SignIn.user_id == user.id)).all() == []
    assert guard.get("/admin/people/999").status_code == 404


def test_the_last_security_administrator_stays(as_, database: Database) -> None:
    guard, me = as_("security"), person(database, "security")
    assert guard.post(f"/admin/people/{me.id}/active", active="no").status_code == 403
    fields = {"display": "韩安全", "department": "", "roles": ["duty_officer"], "version": 1}
    answer = guard.post(f"/admin/people/{me.id}", **fields)
    assert answer.status_code == 422
    assert "最后一位安全管理员" in answer.text
    assert roles(database, "security") == {"security_admin"}


def test_keys_are_shown_once_and_revoked(as_, database: Database) -> None:
    guard = as_("security")
    shown = guard.post("/admin/keys", name="热线平台", scopes=["items:write"], days="90", person="")
    secret = SECRET.search(shown.text)
    assert secret is not None
    assert secret[1].startswith("hy_")
    assert secret[1] not in guard.get("/admin/keys").text
    with database.read() as session:
        (token,) = session.scalars(select(Token)).all()
    assert token.expires_at is not None
    assert (token.expires_at - cast.NOW).days == 90
    assert guard.post(f"/admin/keys/{token.id}/revoke").status_code == 303
    with database.read() as session:
        assert session.get_one(Token, token.id).revoked_at == cast.NOW


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"name": ""}, "给谁用"),
        ({"scopes": []}, "至少选一种用途"),
        ({"scopes": ["everything"]}, "至少选一种用途"),
        ({"days": "5000"}, "没有这个期限"),
        ({"person": "nobody"}, "没有这个登录名"),
        ({"scopes": ["cases:read"]}, "以谁的身份"),
    ],
)
def test_a_bad_key_is_not_made(as_, database: Database, changed: dict[str, object], why: str) -> None:
    fields = {"name": "平台", "scopes": ["items:write"], "days": "90", "person": ""} | changed
    answer = as_("security").post("/admin/keys", **fields)
    assert answer.status_code == 422
    assert why in answer.text
    with database.read() as session:
        assert session.scalars(select(Token)).all() == []
