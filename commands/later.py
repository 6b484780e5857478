"""Commands whose work a later part brings; each says so in one line and exits 1."""

from __future__ import annotations

import argparse
import sys

_EXAMPLES = {
    "report": "huiying report ledger --period 2026-10 --out ledger.xlsx",
    "backup": "huiying backup huiying.backup",
    "restore": "huiying restore huiying.backup",
}


def configure(parser: argparse.ArgumentParser, name: str) -> None:
    """Accept any arguments: the form of these commands is fixed in the part that fills them."""
    parser.epilog = f"example:\n  {_EXAMPLES[name]}"
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    parser.set_defaults(run=lambda arguments: _refuse(name))


def _refuse(name: str) -> int:
    print(f"huiying: {name} 将在后续部分提供，本版本尚不能用。", file=sys.stderr)
    return 1
