"""`huiying group`: reprint groups and events of a list of items, as the service would find them."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from commands.item_file import Entry, ItemFile
from commands.options import add_common, print_rows, settings_from

if TYPE_CHECKING:
    from classifiers.grouping_settings import GroupingSettings

_REVIEW_EVERY = 200  # items between two looks at what fell apart: about what a crawl brings in


def configure(parser: argparse.ArgumentParser, name: str) -> None:
    """Declare the file, --window and the common flags."""
    add_common(parser, example="huiying group items.jsonl --window 365 --json")
    parser.add_argument("file", nargs="?", default="-", metavar="FILE|-", help="one JSON object per line (default -)")
    parser.add_argument("--window", type=_days, metavar="DAYS", help="window of an event (default 7, letters 365)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Answer every id with its event and the item it reprints; 2 if any line could not be used as it stands."""
    from classifiers.grouping import Grouper
    from classifiers.grouping_ledger import EventLedger

    reading = ItemFile(arguments.file)
    entries = reading.entries()
    grouper, ledger = Grouper(_grouping_settings(arguments)), EventLedger()
    for number, entry in enumerate(_shown(sorted(entries, key=lambda each: each.at)), start=1):
        ledger.note(grouper.add(entry.item()))
        if number % _REVIEW_EVERY == 0 or number == len(entries):
            grouper.review()
        ledger.follow(grouper.take_changes())
    given = {each.id: each.given_id for each in entries}
    rows = (
        {
            "id": each.given_id,
            "event": given.get(ledger.event_of(each.id), ledger.event_of(each.id)),
            "reprint_of": given.get(ledger.reprint_of(each.id) or ""),
        }
        for each in entries
    )
    print_rows(rows, as_json=arguments.json)
    for error in reading.errors:
        print(f"huiying: {error}", file=sys.stderr)
    return 2 if reading.errors else 0


def _grouping_settings(arguments: argparse.Namespace) -> GroupingSettings:
    from classifiers.grouping_settings import settings_from as grouping_settings
    from classifiers.grouping_settings import words_of_field
    from packs.pack import load_pack
    from packs.schema.grouping import read_grouping

    pack = load_pack(settings_from(arguments).pack)
    return grouping_settings(read_grouping(pack.folder), words_of_field(pack), window_days=arguments.window)


def _days(written: str) -> float:
    try:
        days = float(written)
    except ValueError:
        days = math.nan
    if not 0 < days < math.inf:
        raise argparse.ArgumentTypeError(f"{written} 不是大于 0 的天数")
    return days


def _shown(entries: list[Entry]) -> Iterable[Entry]:
    if not sys.stderr.isatty():
        return entries
    from tqdm import tqdm

    return tqdm(entries, unit="条", leave=False)  # type: ignore[no-any-return]
