"""`user add|list|reset`: people, their roles and one-time passwords, for the first set-up and for emergencies."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from commands.options import add_common, open_database, open_pack, print_rows, settings_from
from errors import BadInput
from store.actors import PROGRAM, ROLES

if TYPE_CHECKING:
    from packs.pack import Pack


def configure(parser: argparse.ArgumentParser, name: str) -> None:
    """Declare `user add`, `user list` and `user reset`."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    add = actions.add_parser("add", formatter_class=argparse.RawDescriptionHelpFormatter)
    add.add_argument("name", help="sign-in name")
    add.add_argument("--display", metavar="NAME", default="", help="name on pages (default: the sign-in name)")
    add.add_argument("--role", action="append", default=[], help=f"one of {', '.join(ROLES)}; may be repeated")
    add.add_argument("--department", default="", help="for liaisons and heads: their department")
    add.add_argument("--password", help="first password (default: a random one, printed once)")
    add_common(add, example="huiying user add zhangsan --display 张三 --role head --department 律师工作科")
    add.set_defaults(run=add_user)
    listed = actions.add_parser("list", formatter_class=argparse.RawDescriptionHelpFormatter)
    add_common(listed, example="huiying user list --json")
    listed.set_defaults(run=list_users)
    reset = actions.add_parser("reset", formatter_class=argparse.RawDescriptionHelpFormatter)
    reset.add_argument("name", help="sign-in name")
    reset.add_argument("--password", help="new first password (default: a random one, printed once)")
    add_common(reset, example="huiying user reset zhangsan")
    reset.set_defaults(run=reset_user)
    parser.epilog = "example:\n  huiying user add zhangsan --display 张三 --role head --department 律师工作科"


def add_user(arguments: argparse.Namespace) -> int:
    """Add a person; the password must be changed at the first sign-in."""
    from store import log, people
    from times import utc_now
    from web.passwords import Passwords, check_password, one_time_password

    settings = settings_from(arguments)
    pack = open_pack(settings)
    _check_department(pack, arguments.department)
    roles = people.check_roles(arguments.role, arguments.department)
    if not roles:
        raise BadInput(f"至少要有一个角色（可用：{'、'.join(ROLES)}）", field="--role")
    password = check_password(arguments.password, arguments.name) if arguments.password else one_time_password()
    now = utc_now()
    with open_database(settings).write() as session:
        user_id = people.add_user(
            session, arguments.name, arguments.display, roles, arguments.department, Passwords().hash(password), now
        )
        log.append(session, PROGRAM, "user_added", "user", user_id, now, after={"roles": sorted(roles)})
    row = {"id": user_id, "name": arguments.name, "roles": sorted(roles), "department": arguments.department}
    print_rows([{**row, "password": password}], as_json=arguments.json)
    return 0


def list_users(arguments: argparse.Namespace) -> int:
    """Everybody, one row each; no secrets."""
    from store import people

    with open_database(settings_from(arguments)).read() as session:
        found = people.list_people(session)
    rows = [
        {
            "id": each.id,
            "name": each.name,
            "display": each.display,
            "department": each.department,
            "roles": list(each.roles),
            "active": each.active,
            "must_change": each.must_change,
        }
        for each in found
    ]
    print_rows(rows, as_json=arguments.json)
    return 0


def reset_user(arguments: argparse.Namespace) -> int:
    """Give a person a new first password, unlock the name and end all sessions."""
    from store import log, people
    from times import utc_now
    from web.passwords import Passwords, check_password, one_time_password

    password = check_password(arguments.password, arguments.name) if arguments.password else one_time_password()
    with open_database(settings_from(arguments)).write() as session:
        user = people.user_named(session, arguments.name)
        if user is None:
            raise BadInput(f"没有登录名为 {arguments.name} 的人", field="name")
        people.set_password(session, user.id, Passwords().hash(password), must_change=True)
        log.append(session, PROGRAM, "password_reset", "user", user.id, utc_now())
    print_rows([{"name": arguments.name, "password": password}], as_json=arguments.json)
    return 0


def _check_department(pack: Pack, department: str) -> None:
    if department and department not in pack.department_by_name:
        own = "、".join(each.name for each in pack.departments.own)
        raise BadInput(f"组织包里没有科室 {department}（有：{own}）", field="--department")
