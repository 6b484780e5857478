"""The form of a source: what was typed, what is wrong with it, and the row that it makes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from errors import BadInput
from monitor.probe import Probed, probe
from monitor.source_file import settings_of, source_row
from store.tables.watching import Source
from web.forms import Form
from web.site import Site

NAMES = ("kind", "url", "name", "media_level", "interval", "settings")
KINDS = {
    "feed": "订阅源",
    "sitemap": "站点地图",
    "listpage": "列表页",
    "hotlist": "热榜",
    "jsonapi": "数据接口",
}
TEST_S = 40
"""How long a test may take; a slow site is better left to the crawl."""


@dataclass(frozen=True)
class SourceForm:
    """`fields`: as typed. `row`: for the store, None where something is wrong. `wrong`: field → why."""

    fields: dict[str, str]
    row: dict[str, Any] | None = None
    wrong: dict[str, str] = field(default_factory=dict)


def read_form(form: Form, now: datetime) -> SourceForm:
    """What was typed, checked as the command line checks it."""
    fields = {name: form.text(name) for name in NAMES}
    try:
        row = source_row(fields, now)
        row["settings"] = settings_of([line for line in fields["settings"].splitlines() if line.strip()], row["kind"])
        return SourceForm(fields, row)
    except BadInput as error:
        name = "settings" if error.field == "--setting" else error.field or "url"
        return SourceForm(fields, None, {name: error.why})


def fields_of(source: Source) -> dict[str, str]:
    """A source as its form shows it."""
    return {
        "kind": source.kind,
        "url": source.url,
        "name": source.name,
        "media_level": source.media_level,
        "interval": str(source.interval_s or ""),
        "settings": written_settings(source.settings),
    }


def written_settings(settings: Mapping[str, object]) -> str:
    """Settings as lines NAME=VALUE; what is no plain text is written as JSON."""
    import json

    return "\n".join(
        f"{name}={value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
        for name, value in settings.items()
    )


def tested(site: Site, url: str) -> Probed:
    """Visit the address once, politely, and say what would be read there or why nothing."""

    async def visit() -> Probed:
        return await asyncio.wait_for(probe(url, site.settings.contact, False, site.clock), TEST_S)

    try:
        return asyncio.run(visit())
    except TimeoutError:
        return Probed(url, why=f"{TEST_S} 秒内没有读完。网站很慢；可以先添加，由后台慢慢读。")
