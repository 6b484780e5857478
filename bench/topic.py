"""How fast the heads are: cutting, all heads and the words that decided, per text of 400 characters.

    python -m bench.topic [TEXTS]

The texts are composed by the project's own corpus. The best of three rounds counts. `judge` asks for the words that
decided only where the pack's own words say nothing: of one real letter in thirty-five.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from classifiers.composing import Composer
from classifiers.heads import load_heads
from classifiers.model import BATCH
from classifiers.vectors import read_batch

ASKED = 32


def texts(count: int) -> list[tuple[str, str]]:
    """So many different texts of 400 characters."""
    rows = [text for _, text, _ in Composer(7).texts(4)]
    return [("", "".join(rows[(at * 7 + step) % len(rows)] for step in range(9))[:400]) for at in range(count)]


def best(work: Callable[[list[tuple[str, str]]], object], batches: list[list[tuple[str, str]]]) -> float:
    """Microseconds of CPU time per text, the best of three rounds: others may be using the machine."""
    rounds = []
    for _ in range(3):
        begun = time.process_time()
        for batch in batches:
            work(batch)
        rounds.append(time.process_time() - begun)
    return min(rounds) / sum(map(len, batches)) * 1e6


def main() -> None:
    """Print microseconds per text, step by step."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2560
    every = texts(count)
    batches = [every[at : at + BATCH] for at in range(0, count, BATCH)]
    heads = load_heads()

    def with_reasons(batch: list[tuple[str, str]]) -> None:
        scores = heads.score_many(batch)
        for number in range(0, len(batch), ASKED):
            scores.why("topic", number, int(scores.topics[number].argmax()))

    heads.score_many(every[:BATCH])
    print(f"read and cut           {best(read_batch, batches):7.1f} µs per text")
    print(f"+ all heads            {best(heads.score_many, batches):7.1f} µs per text")
    print(f"+ words that decided   {best(with_reasons, batches):7.1f} µs per text (asked of one in {ASKED})")


if __name__ == "__main__":
    main()
