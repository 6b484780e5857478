"""The index over cut words follows the items and cases by itself: what is new is cut and added, in the order of ids.

How far it has come stands in the heartbeat row `search`. A stretch before that point is looked at again each time,
because another worker's rows may be committed later than rows with higher ids; entries that are there are left alone.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from classifiers.text import normalise
from store import heartbeats, search, search_owed

if TYPE_CHECKING:
    import rjieba

    from store.session import Database

NAME = "search"
BATCH = 1000
AGAIN = 200
"""So many rows before the last indexed one are looked at again."""
LONGEST = 4000
"""Letters of a text that are indexed; what a search looks for stands early."""


def index_owed(database: Database, now: datetime) -> int:
    """Index up to BATCH new items and as many cases; gives how many entries were looked at for the first time."""
    with database.read() as session:
        places = search_owed.read_places(heartbeats.last_detail(session, NAME))
        owed = {
            kind: search_owed.owed(session, kind, places[kind] - AGAIN, BATCH + AGAIN) for kind in search_owed.KINDS
        }
    entries = {kind: [search.Entry(row, words_of(text)) for row, text in rows] for kind, rows in owed.items()}
    reached = {kind: max([places[kind], *(row for row, _ in rows)]) for kind, rows in owed.items()}
    with database.write() as session:
        for kind, made in entries.items():
            search.index(session, kind, made)
        heartbeats.beat(session, NAME, now, search_owed.written_places(reached))
    return sum(row > places[kind] for kind, rows in owed.items() for row, _ in rows)


def words_of(text: str) -> list[str]:
    """The words of a text as the index keeps them: long words and the shorter ones within them."""
    return list(dict.fromkeys(_cutter().cut_for_search(normalise(text[:LONGEST]), True)))


def words_asked(text: str) -> list[str]:
    """The words that a search asks for: cut as they stand."""
    return list(dict.fromkeys(word for word in _cutter().cut(normalise(text[:200]), True) if word.isalnum()))


@cache
def _cutter() -> rjieba.Jieba:
    import rjieba

    return rjieba.Jieba()
