"""Who there is: the body, its city, its departments with their duty lines, the bodies outside."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from packs.schema.base import Part
from packs.schema.terms import Terms

DepartmentRole = Literal["office", "political", "discipline", "legality"]


class Duty(Part):
    """One line of a department's duty list, with the words by which a text touches it.

    `sure` words name the duty beyond doubt (weight 3), `words` belong to it (1), `hints` only support (0.4).
    `without`: words whose presence takes this duty out of question. `topic`: path in the pack's tree.
    `city_run`: done by the city itself, so that a county named does not make it the county's matter (R2).
    `in_house`: how the body runs itself (staff, money, counters). Every body does that, so that such words alone do
    not make something crawled a matter of this body.
    A term `甲+乙` is met when both stand near each other, in either order.
    """

    id: str
    line: str
    topic: str
    sure: Terms = ()
    words: Terms = ()
    hints: Terms = ()
    without: Terms = ()
    city_run: bool = False
    in_house: bool = False


class Department(Part):
    """A department (科室/部门) or an outside body; `name` is its identifier everywhere.

    `roles` mark the few that the rules speak of: office (办公室), political (政治处), discipline (机关纪委),
    legality (合法性审查). `aliases`: other names seen in texts.
    """

    name: str
    aliases: list[str] = Field(default_factory=list)
    roles: list[DepartmentRole] = Field(default_factory=list)
    duties: list[Duty] = Field(default_factory=list)


class Places(Part):
    """The city and its counties. `county_patterns` are regular expressions for counties that are not listed
    (`A7县`, `M5市`), `county_aliases` short names (云溪 → 云溪县). `county_body` makes the name of a county's body from
    its place (`{place}司法局`)."""

    city: str
    city_aliases: list[str] = Field(default_factory=list)
    counties: list[str] = Field(default_factory=list)
    county_aliases: dict[str, str] = Field(default_factory=dict)
    county_patterns: list[str] = Field(default_factory=list)
    city_patterns: list[str] = Field(default_factory=list)
    province: str = ""
    county_body: str = ""

    @model_validator(mode="after")
    def _aliases_name_counties(self) -> Self:
        unknown = sorted(set(self.county_aliases.values()) - set(self.counties))
        if unknown:
            raise ValueError(f"county_aliases 指向不在 counties 里的 {'、'.join(unknown)}")
        return self


class Organisation(Part):
    """The file pack.yaml: name, version, body and places."""

    name: str
    version: str
    body: str
    body_aliases: list[str] = Field(default_factory=list)
    field: str = ""
    places: Places


class Departments(Part):
    """The file departments.yaml: own departments first, then outside bodies (R7)."""

    own: list[Department]
    outside: list[Department] = Field(default_factory=list)
