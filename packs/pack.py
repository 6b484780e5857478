"""A pack as one value: `load_pack("justice-bureau")` or the path of a folder of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from errors import BadInput
from packs.cross_checks import check_references
from packs.reading import read_part
from packs.schema.calendar import CalendarFile
from packs.schema.casework import Casework, Reviews, Roles
from packs.schema.clocks import Clocks
from packs.schema.imports import Imports
from packs.schema.judging import Kinds, Routing, SeverityPolicy, SignalWords, Topics
from packs.schema.organisation import Department, Departments, Duty, Organisation
from packs.schema.sources import Sources

HOME = Path(__file__).parent


@dataclass(frozen=True)
class Pack:
    """An organisation: one attribute per file of its folder, checked against each other by `packs.cross_checks`."""

    folder: Path
    organisation: Organisation
    departments: Departments
    clocks: Clocks
    calendar: CalendarFile
    roles: Roles
    reviews: Reviews
    casework: Casework
    imports: Imports
    sources: Sources
    topics: Topics
    words: SignalWords
    kinds: Kinds
    severity: SeverityPolicy
    routing: Routing

    @cached_property
    def department_by_name(self) -> dict[str, Department]:
        """Name → department, own ones and outside bodies."""
        return {each.name: each for each in [*self.departments.own, *self.departments.outside]}

    @cached_property
    def duty_by_id(self) -> dict[str, Duty]:
        """Duty id → duty line, of own departments and outside bodies."""
        return {duty.id: duty for each in self.department_by_name.values() for duty in each.duties}

    def department_with_role(self, role: str) -> str:
        """Name of the own department that has `role`; raises KeyError where the pack gives it to nobody."""
        return self._name_by_role[role]

    @cached_property
    def _name_by_role(self) -> dict[str, str]:
        """Role → name of the first own department that has it."""
        return {role: each.name for each in reversed(self.departments.own) for role in each.roles}


def load_pack(name: str) -> Pack:
    """The shipped pack of that name, else the folder at that path; raises BadInput with file, line and field."""
    folder = HOME / name if (HOME / name / "pack.yaml").is_file() else Path(name)
    if not (folder / "pack.yaml").is_file():
        shipped = "、".join(sorted(each.parent.name for each in HOME.glob("*/pack.yaml")))
        raise BadInput(f"没有这个组织包（自带：{shipped}；或给出含 pack.yaml 的目录）", file=name)
    pack = Pack(
        folder=folder,
        organisation=read_part(folder / "pack.yaml", Organisation),
        departments=read_part(folder / "departments.yaml", Departments),
        clocks=read_part(_own_or_common(folder, "clocks.yaml"), Clocks),
        calendar=read_part(folder / "calendar.yaml", CalendarFile),
        roles=read_part(folder / "roles.yaml", Roles),
        reviews=read_part(folder / "reviews.yaml", Reviews),
        casework=read_part(folder / "casework.yaml", Casework),
        imports=read_part(_own_or_common(folder, "imports.yaml"), Imports),
        sources=read_part(folder / "sources.yaml", Sources),
        topics=read_part(folder / "topics.yaml", Topics),
        words=read_part(folder / "words.yaml", SignalWords),
        kinds=read_part(_own_or_common(folder, "kinds.yaml"), Kinds),
        severity=read_part(_own_or_common(folder, "severity.yaml"), SeverityPolicy),
        routing=read_part(folder / "routing.yaml", Routing),
    )
    check_references(_own_or_common(folder, "clocks.yaml"), folder, pack)
    return pack


def _own_or_common(folder: Path, name: str) -> Path:
    """The pack's own file, else the one that all packs share."""
    return folder / name if (folder / name).is_file() else HOME / "common" / name
