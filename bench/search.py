"""What a search costs in processor time over a large database, rights and texts included: p50, p95 and the worst.

python -m bench.search FILE [--rounds 3]    FILE comes from `python -m bench.large_city FILE`
"""

from __future__ import annotations

import argparse
import itertools
import time
from pathlib import Path

from bench.large_city import WORDS
from monitor.indexing import words_asked
from store.actors import Actor
from store.search_page import case_hits, item_hits
from store.session import Database

PEOPLE = (
    Actor(1, "值班", frozenset({"duty_officer"})),
    Actor(2, "办公", frozenset({"office"}), "办公室"),
    Actor(3, "局长", frozenset({"bureau_chief"})),
    Actor(4, "科长", frozenset({"head"}), "律师工作科"),
)
RARE = ("没有这个词的", "临江 没有", "罚款 听证 草案 顾问")


def main() -> None:
    """Ask every word alone, pairs, and words that nobody wrote; print one line a person."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    database = Database(f"sqlite:///{arguments.file}")
    asked = [*WORDS, *map(" ".join, itertools.islice(itertools.combinations(WORDS, 2), 40)), *RARE]
    for person in PEOPLE:
        took = sorted(ask(database, person, text) for _ in range(arguments.rounds) for text in asked)
        places = (len(took) // 2, int(len(took) * 0.95), len(took) - 1)
        print(f"{person.name}: " + " ".join(f"{took[place]:.1f}" for place in places) + " ms (p50 p95 max)")


def ask(database: Database, person: Actor, text: str) -> float:
    """Milliseconds of processor time of one search as the page makes it."""
    begin = time.process_time()
    words = words_asked(text)
    with database.read() as session:
        item_hits(session, person, words, None, 30)
        case_hits(session, person, words, 10)
    return (time.process_time() - begin) * 1000


if __name__ == "__main__":
    main()
