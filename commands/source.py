"""`source add|list|import|test`: what is watched; adding fetches nothing, testing says what would be read."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from commands.options import add_common, open_database, print_rows, settings_from

MEDIA_LEVELS = ("central", "provincial", "city", "local", "person", "official")


def configure(parser: argparse.ArgumentParser, name: str) -> None:
    """Declare `source add`, `source list`, `source import` and `source test`."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    form = argparse.RawDescriptionHelpFormatter
    add = actions.add_parser("add", formatter_class=form, help="add a source; nothing is fetched")
    add.add_argument("--kind", required=True, help="feed, sitemap, listpage, hotlist or jsonapi")
    add.add_argument("--url", required=True, help="address that is visited")
    add.add_argument("--name", required=True, help="name on pages and in reports")
    add.add_argument("--media-level", choices=MEDIA_LEVELS, default="local", help="weight of the medium")
    add.add_argument("--interval", metavar="S", help="fixed pace in seconds (default: by its own evidence)")
    add.add_argument(
        "--setting", action="append", default=[], metavar="NAME=VALUE", help="a setting, e.g. full_text=auto"
    )
    add_common(add, example="huiying source add --kind feed --url https://example.com/rss --name 江城日报")
    add.set_defaults(run=add_source)
    listed = actions.add_parser("list", formatter_class=form, help="all sources with their states")
    add_common(listed, example="huiying source list --json")
    listed.set_defaults(run=list_sources)
    imported = actions.add_parser("import", formatter_class=form, help="sources from OPML or CSV")
    imported.add_argument("file", metavar="FILE.opml|csv", help="csv: kind,url,name[,media_level,interval,full_text]")
    add_common(imported, example="huiying source import sources.opml")
    imported.set_defaults(run=import_sources)
    tested = actions.add_parser("test", formatter_class=form, help="what would be read at an address, or why not")
    tested.add_argument("url", metavar="URL", help="any address")
    tested.add_argument("--allow-private", action="store_true", help="also private and loopback addresses")
    add_common(tested, example="huiying source test https://example.com/news/")
    tested.set_defaults(run=test_source)
    parser.epilog = "example:\n  huiying source add --kind feed --url https://example.com/rss --name 江城日报"


def add_source(arguments: argparse.Namespace) -> int:
    """Add one source; one that is there already stays as it is."""
    from monitor.source_file import settings_of, source_row
    from times import utc_now

    fields = {
        "kind": arguments.kind,
        "url": arguments.url,
        "name": arguments.name,
        "media_level": arguments.media_level,
        "interval": arguments.interval,
    }
    row = source_row(fields, utc_now()) | {"settings": settings_of(arguments.setting, arguments.kind)}
    with open_database(settings_from(arguments)).write() as session:
        from store.sources import add_sources, source_by_url

        added = add_sources(session, [row])
        kept = source_by_url(session, row["url"])
    assert kept is not None
    print_rows([{"id": kept, "added": bool(added), "url": row["url"]}], as_json=arguments.json)
    return 0


def list_sources(arguments: argparse.Namespace) -> int:
    """One row a source: what it is, how it is, when it is visited next."""
    from store.sources import list_sources as listed

    with open_database(settings_from(arguments)).read() as session:
        rows = listed(session)
    print_rows((_row(row) for row in rows), as_json=arguments.json)
    return 0


def _row(row: Any) -> dict[str, Any]:
    from monitor.full_text import choice_of
    from monitor.watching import STATE_WORDS, WATCHED
    from times import local

    def written(moment: Any) -> str | None:
        return local(moment).isoformat(timespec="seconds") if moment else None

    return {
        "id": row.id,
        "kind": row.kind,
        "name": row.name,
        "url": row.url,
        "media_level": row.media_level,
        "interval": row.interval_s,
        "pace": row.interval_s or row.pace_s,
        "full_text": choice_of(row),
        "state": row.state,
        "words": STATE_WORDS.get(row.state, row.state),
        "watched": row.state in WATCHED,
        "detail": row.state_detail,
        "since": written(row.state_since),
        "fetched_at": written(row.fetched_at),
        "next_at": written(row.next_at),
        "failures": row.failures,
        "duplicate_share": row.duplicate_share,
        "weekly_volume": row.weekly_volume,
    }


def import_sources(arguments: argparse.Namespace) -> int:
    """Add all sources of a file, those that are there already left alone; nothing is added if a row is wrong."""
    from monitor.source_file import read_sources
    from store.sources import add_sources
    from times import utc_now

    rows = read_sources(Path(arguments.file), utc_now())
    with open_database(settings_from(arguments)).write() as session:
        added = len(add_sources(session, rows))
    print_rows([{"rows": len(rows), "added": added, "known": len(rows) - added}], as_json=arguments.json)
    return 0


def test_source(arguments: argparse.Namespace) -> int:
    """Fetch an address once and say how it would be read: exit 0 if it could be a source, 1 if not."""
    import asyncio

    from monitor.probe import probe
    from times import utc_now

    settings = settings_from(arguments)
    found = asyncio.run(probe(arguments.url, settings.contact, arguments.allow_private, utc_now))
    rows: list[Mapping[str, Any]] = [found.row()]
    if not arguments.json:
        rows += [{"title": each.title, "link": each.link, "published": each.published} for each in found.entries[:10]]
    print_rows(rows, as_json=arguments.json)
    return 0 if found.kind else 1
