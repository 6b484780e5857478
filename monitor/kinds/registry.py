"""The kinds of source that can be fetched, one line each; a kind's file is imported when it is first asked for."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import cache
from typing import Final, cast

from errors import BadInput
from monitor.kinds.kind import Kind
from monitor.reading.entry import Proposal

KINDS: Final[Mapping[str, str]] = {
    "feed": "monitor.kinds.feed",
    "sitemap": "monitor.kinds.sitemap",
    "listpage": "monitor.kinds.listpage",
    "hotlist": "monitor.kinds.hotlist",
    "jsonapi": "monitor.kinds.jsonapi",
}


@cache
def kind_named(name: str) -> Kind:
    """The kind of that name; raises BadInput with the list of names."""
    if name not in KINDS:
        raise BadInput(f"没有这种信源：{name}（可用：{'、'.join(KINDS)}）", field="kind")
    return cast(Kind, importlib.import_module(KINDS[name]).KIND)


def proposals(body: bytes, headers: Mapping[str, str], url: str) -> list[Proposal]:
    """What each kind would make of the body, surest first; those with no confidence are left out."""
    offers = [kind_named(name).propose(body, headers, url) for name in KINDS]
    return sorted((each for each in offers if each.confidence > 0), key=lambda each: -each.confidence)
