"""Cost of grouping by size of the window: `python -m bench.grouping [--most 1000000] [--full]` prints it as rows.

The stream is made here: titles and, with --full, texts of some 400 letters from words in random order, a tenth of
them reprints, a fifth further items of running events, as a crawl of news and posts would bring. CPU time is counted,
because the machine may be shared; memory is what the process holds at that point.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from classifiers.grouping import Grouper, Item
from classifiers.grouping_settings import GroupingSettings

SIZES = (1_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
SAMPLE = 2_000  # items timed at each size, added on top
START = datetime(2026, 10, 1, tzinfo=UTC)
SYLLABLES = [chr(0x4E00 + 7 * number) for number in range(2_900)]  # as many as a newspaper uses


@dataclass(frozen=True)
class Made:
    """An item with the first item of its story, and whether it prints that again."""

    item: Item
    story: str
    reprint: bool


def stream(seed: int, *, full: bool) -> Iterator[Made]:
    """Items without end, one in a quarter of a second, so that all stay within the window."""
    dice = random.Random(seed)
    words = ["".join(dice.choices(SYLLABLES, k=dice.choice((2, 2, 3)))) for _ in range(60_000)]
    # As in real language, few words are said often and most of them seldom (Zipf).
    often = list(accumulate(1 / (rank + 20) for rank in range(len(words))))
    running: list[tuple[list[str], str, str]] = []
    number = 0
    while True:
        kind = dice.random()
        names = dice.choices(words, cum_weights=often, k=5)
        title, text, story = "".join(names), _text(dice, words, names, full), str(number)
        if running and kind < 0.1:
            names, text, story = dice.choice(running)
            title = "".join(names)
        elif running and kind < 0.3:
            names, _, story = dice.choice(running)
            title = "".join([*names[:2], *dice.choices(words, cum_weights=often, k=3)])
            text = _text(dice, words, names, full)
        else:
            running = [*running[-2_000:], (names, text, story)]
        item = Item(str(number), START + timedelta(seconds=number / 4), title, text, f"源{number % 300}")
        yield Made(item, story, bool(running) and kind < 0.1 and story != item.id)
        number += 1


def _text(dice: random.Random, words: list[str], names: list[str], full: bool) -> str:
    return "，".join(dice.choices([*words[:2_000], *names * 40], k=170)) if full else ""


def _fill(grouper: Grouper, made: Made) -> None:
    """Placed like any other up to 10,000; beyond, taken up as from rows after a restart, which is faster."""
    if len(grouper.rows) < 10_000:
        grouper.add(made.item)
    else:
        grouper.restore(made.item, f"event {made.story}", made.story if made.reprint else None)


def main() -> None:
    """Print one JSON row a size: items a second, microseconds an item and its ratio to that at 10,000, memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=100_000)
    parser.add_argument("--full", action="store_true", help="texts of 400 letters, not titles alone")
    arguments = parser.parse_args()
    items = stream(7, full=arguments.full)
    grouper = Grouper(GroupingSettings(window_days=365))
    grouper.add(next(items).item)
    base = None
    for size in [each for each in SIZES if each <= arguments.most]:
        while len(grouper.rows) < size:
            _fill(grouper, next(items))
        sample = [next(items).item for _ in range(SAMPLE)]
        started = time.process_time()
        for item in sample:
            grouper.add(item)
        each = (time.process_time() - started) / SAMPLE
        base = each if size == 10_000 else base
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        row = {"window": size, "items_per_s": round(1 / each), "us_per_item": round(each * 1e6), "memory_mb": memory}
        print(json.dumps({**row, "ratio": round(each / base, 2) if base else None}), flush=True)


if __name__ == "__main__":
    main()
