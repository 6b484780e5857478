"""What one file of a pack says of another: a role, a department or a mark that is named must exist."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from packs.reading import wrong
from packs.schema.casework import Reviews, Roles
from packs.schema.clocks import Clocks
from packs.schema.organisation import Departments

_Place = tuple[str | int, ...]


def check_references(folder: Path, departments: Departments, clocks: Clocks, roles: Roles, reviews: Reviews) -> None:
    """Raise BadInput with file, line and field for the first name in one file that another file does not know."""
    _check_departments(folder, departments)
    for file, places in (("clocks.yaml", _roles_in_clocks(clocks)), ("reviews.yaml", _roles_in_reviews(reviews))):
        for place, role in places:
            if role and role not in roles.roles:
                raise wrong(folder / file, place, f"没有角色 {role}（见 roles.yaml）")
    marks = {mark for each in departments.own for mark in each.roles}
    for name, role_of in roles.roles.items():
        if role_of.department_role and role_of.department_role not in marks:
            place = ("roles", name, "department_role")
            raise wrong(
                folder / "roles.yaml", place, f"没有科室带有 {role_of.department_role} 标记（见 departments.yaml）"
            )


def _check_departments(folder: Path, departments: Departments) -> None:
    """Names and duty ids are unique; office, political and discipline are each one department's."""
    file, names, duties = folder / "departments.yaml", set[str](), set[str]()
    for group, given in (("own", departments.own), ("outside", departments.outside)):
        for number, each in enumerate(given):
            if each.name in names:
                raise wrong(file, (group, number, "name"), f"部门“{each.name}”写了两次")
            names.add(each.name)
            for line, duty in enumerate(each.duties):
                if duty.id in duties:
                    raise wrong(file, (group, number, "duties", line, "id"), f"职责编号 {duty.id} 写了两次")
                duties.add(duty.id)
    for mark in ("office", "political", "discipline"):
        bearers = [each.name for each in departments.own if mark in each.roles]
        if len(bearers) != 1:
            raise wrong(file, ("own",), f"应恰好一个部门带有 {mark} 标记，现有 {len(bearers)} 个")


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
