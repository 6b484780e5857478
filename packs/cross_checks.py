"""What one file of a pack says of another: a role, a department, a topic or a mark that is named must exist."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from packs.reading import wrong
from packs.schema.casework import Reviews, Roles
from packs.schema.clocks import Clocks
from packs.schema.judging import Routing, Topics
from packs.schema.organisation import Departments

if TYPE_CHECKING:
    from packs.pack import Pack

_Place = tuple[str | int, ...]


def check_references(clocks_file: Path, folder: Path, pack: Pack) -> None:
    """Raise BadInput with file, line and field for the first name in one file that another file does not know."""
    _check_departments(folder / "departments.yaml", pack.departments, pack.topics)
    _check_roles(clocks_file, _roles_in_clocks(pack.clocks), pack.roles)
    _check_roles(folder / "reviews.yaml", _roles_in_reviews(pack.reviews), pack.roles)
    _check_marks(folder / "roles.yaml", pack.roles, pack.departments)
    _check_routing(folder / "routing.yaml", pack.routing, set(pack.department_by_name))


def _check_departments(file: Path, departments: Departments, topics: Topics) -> None:
    """Names and duty ids are unique, topics are in the tree; office, political and discipline each have one bearer."""
    names, duties, paths = set[str](), set[str](), set(topics.paths)
    for group, given in (("own", departments.own), ("outside", departments.outside)):
        for number, each in enumerate(given):
            if each.name in names:
                raise wrong(file, (group, number, "name"), f"部门“{each.name}”写了两次")
            names.add(each.name)
            for line, duty in enumerate(each.duties):
                place = (group, number, "duties", line)
                if duty.id in duties:
                    raise wrong(file, (*place, "id"), f"职责编号 {duty.id} 写了两次")
                if duty.topic not in paths:
                    raise wrong(file, (*place, "topic"), f"主题树里没有“{duty.topic}”（见 topics.yaml）")
                duties.add(duty.id)
    for mark in ("office", "political", "discipline"):
        bearers = [each.name for each in departments.own if mark in each.roles]
        if len(bearers) != 1:
            raise wrong(file, ("own",), f"应恰好一个部门带有 {mark} 标记，现有 {len(bearers)} 个")


def _check_roles(file: Path, named: Iterator[tuple[_Place, str]], roles: Roles) -> None:
    for place, role in named:
        if role and role not in roles.roles:
            raise wrong(file, place, f"没有角色 {role}（见 roles.yaml）")


def _check_marks(file: Path, roles: Roles, departments: Departments) -> None:
    marks = {mark for each in departments.own for mark in each.roles}
    for name, role in roles.roles.items():
        if role.department_role and role.department_role not in marks:
            place = ("roles", name, "department_role")
            raise wrong(file, place, f"没有科室带有 {role.department_role} 标记（见 departments.yaml）")


def _check_routing(file: Path, routing: Routing, names: set[str]) -> None:
    for number, rule in enumerate(routing.rules):
        for field, given in (("lead", [rule.lead]), ("assist", rule.assist)):
            for name in given:
                if not name.startswith("@") and name not in names:
                    raise wrong(file, ("rules", number, field), f"没有部门“{name}”（见 departments.yaml）")


def _roles_in_clocks(clocks: Clocks) -> Iterator[tuple[_Place, str]]:
    for number, step in enumerate(clocks.steps):
        yield ("steps", number, "waivable_by"), step.waivable_by
    notices = clocks.notices
    for line, warning in enumerate(notices.warnings):
        yield from ((("notices", "warnings", line, "to"), role) for role in warning.to)
    for name in ("breach_to", "reminder_to", "reminder_copy", "circular_to"):
        yield from ((("notices", name), role) for role in getattr(notices, name))
    for severity, rungs in notices.ladder.items():
        for line, rung in enumerate(rungs):
            yield from ((("notices", "ladder", severity, line, "to"), role) for role in rung.to)


def _roles_in_reviews(reviews: Reviews) -> Iterator[tuple[_Place, str]]:
    yield from ((("steps", number, "role"), each.role) for number, each in enumerate(reviews.steps))
    yield from ((("no_reply_by", severity), role) for severity, role in reviews.no_reply_by.items())
    yield ("lower_severity_by",), reviews.lower_severity_by
    yield from ((("change_t0_by",), role) for role in reviews.change_t0_by)
    for attribute, rule in reviews.disclosures.items():
        yield ("disclosures", attribute, "checked_by"), rule.checked_by
