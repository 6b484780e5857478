"""The demo's people: one for each role, a head for each department that has something to answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import yaml

from packs.pack import Pack
from store import log, people
from store.actors import PROGRAM, ROLES, Actor
from store.session import Database

HERE = Path(__file__).parent


@dataclass
class Cast:
    """The people by role, by department and by sign-in name; `names`: sign-in name → what to print beside it."""

    by_role: dict[str, Actor] = field(default_factory=dict)
    by_department: dict[str, Actor] = field(default_factory=dict)
    by_name: dict[str, Actor] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def of(self, role: str, department: str = "") -> Actor:
        """Who holds a role; for a department its head."""
        return self.by_department[department] if department else self.by_role[role]


def engage(database: Database, pack: Pack, now: datetime, hashed: Callable[[], str]) -> Cast:
    """Add all people of the city to the database; `hashed` gives the hash of the demo's password."""
    content = yaml.safe_load((HERE / "people.yaml").read_text("utf-8"))
    cast = Cast()
    with database.write() as session:
        password = hashed()

        def add(name: str, display: str, roles: list[str], department: str = "") -> Actor:
            number = people.add_user(session, name, display, roles, department, password, now)
            people.set_password(session, number, password, must_change=False)
            cast.names[name] = (
                f"{display}（{'、'.join(ROLES[role] for role in roles)}{'，' + department if department else ''}）"
            )
            cast.by_name[name] = Actor(number, display, frozenset(roles), department)
            return cast.by_name[name]

        for row in content["people"]:
            actor = add(row["name"], row["display"], row["roles"], row.get("department", ""))
            for role in row["roles"]:
                cast.by_role.setdefault(role, actor)
        for department, name in content["departments"].items():
            cast.by_department[department] = add(name, f"{department}负责人", ["head"], department)
        for county in pack.organisation.places.counties:
            body = pack.organisation.places.county_body.format(place=county)
            cast.by_department[body] = add(f"xian{len(cast.by_department)}", f"{body}负责人", ["head"], body)
        log.append(session, PROGRAM, "demo_people", "user", None, now, after={"people": len(cast.names)})
    return cast
