"""Departments and their duty lines as the pack has them, with the file and line where each is edited."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from errors import Refused
from web.admin_places import OFFICE, admin_page
from web.sessions import Visitor, with_role
from web.site import Here

router = APIRouter()
Reader = Annotated[Visitor, Depends(with_role(*OFFICE))]
FILE = "departments.yaml"
_DUTY = re.compile(r"\s*-\s*\{?\s*id:\s*[\"']?([\w.-]+)")


@router.get("/admin/departments")
def show(request: Request, site: Here, who: Reader) -> Response:
    """All departments, or the duty lines of one."""
    name = request.query_params.get("name", "")
    if name and name not in site.pack.department_by_name:
        raise Refused("not_found", "组织包里没有这个科室。")
    file = site.pack.folder / FILE
    return admin_page(
        request,
        site,
        "departments",
        who,
        departments=site.pack.departments,
        places=site.pack.organisation.places,
        one=site.pack.department_by_name.get(name),
        version=site.pack.organisation.version,
        file=file,
        lines=lines_of(file) if name else {},
    )


def lines_of(file: Path) -> dict[str, int]:
    """Duty id → the line on which it stands, from 1."""
    rows = enumerate(file.read_text("utf-8").splitlines(), start=1)
    return {found[1]: number for number, line in rows if (found := _DUTY.match(line))}
