"""`huiying audit verify`: walk the log's chain of hashes and name the first entry that does not fit."""

from __future__ import annotations

import argparse
import json
import sys

from commands.options import add_common, open_database, settings_from


def configure(parser: argparse.ArgumentParser, name: str) -> None:
    """Declare the one action `verify`."""
    add_common(parser, example="huiying audit verify --json")
    parser.add_argument("action", choices=["verify"], help="check the hash chain from the first entry to the last")
    parser.set_defaults(run=_verify)


def _verify(arguments: argparse.Namespace) -> int:
    """Print what the check found; 0 if the chain is intact, else 1."""
    from store.log import verify

    database = open_database(settings_from(arguments))
    try:
        with database.read() as session:
            chain = verify(session)
    finally:
        database.close()
    row: dict[str, object] = {"entries": chain.entries, "intact": chain.intact}
    if not chain.intact:
        row |= {"broken": chain.broken, "why": chain.why}
    row["head"] = chain.head
    if arguments.json:
        print(json.dumps(row, ensure_ascii=False))
    elif chain.intact:
        print(f"日志完好：{chain.entries} 条，首尾相接。最后一条的校验值 {chain.head[:16]}…")
    else:
        print(f"日志不完好：{chain.why}。", file=sys.stderr)
    return 0 if chain.intact else 1
