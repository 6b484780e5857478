"""What several commands share: common flags, settings from them, and one JSON object per line."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from settings import Settings, read_settings

if TYPE_CHECKING:
    from packs.pack import Pack
    from store.session import Database


def add_common(parser: argparse.ArgumentParser, *, example: str) -> None:
    """Declare --data, --database, --pack and --json, and show `example` below the help."""
    parser.epilog = f"example:\n  {example}"
    parser.add_argument("--data", metavar="DIR", help="database, models, evidence (default ./data)")
    parser.add_argument("--database", metavar="URL", help="PostgreSQL instead of the embedded SQLite")
    parser.add_argument("--pack", metavar="NAME|DIR", help="the organisation (default justice-bureau)")
    parser.add_argument("--json", action="store_true", help="one JSON object per line")


def settings_from(arguments: argparse.Namespace) -> Settings:
    """Settings of this call: flags, else environment, else defaults."""
    names = ("data", "database", "pack")
    return read_settings(**{name: getattr(arguments, name, None) for name in names})


def open_pack(settings: Settings) -> Pack:
    """The pack named by the settings; raises BadInput with file, line and field."""
    from packs.pack import load_pack

    return load_pack(settings.pack)


def open_database(settings: Settings) -> Database:
    """The database, created and migrated to the present schema where needed."""
    from store.session import open_database as open_

    if not settings.database:
        settings.data.mkdir(parents=True, exist_ok=True)
    return open_(settings.database_url)


def print_rows(rows: Iterable[Mapping[str, Any]], *, as_json: bool) -> None:
    """Print rows as JSON lines, or as `field: value` lines for people."""
    for row in rows:
        if as_json:
            sys.stdout.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
        else:
            sys.stdout.write("  ".join(f"{name}: {value}" for name, value in row.items()) + "\n")
    sys.stdout.flush()
