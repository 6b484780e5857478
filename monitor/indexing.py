"""The index over cut words follows items, their revisions and cases: what is new is cut and added, in order of ids.

How far it has come stands in the heartbeat row `search`. A stretch before that point is looked at again each time,
because another worker's rows may be committed later than rows with higher ids; entries that are there are left alone.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from classifiers.text import normalise
from store import heartbeats, search, search_owed
from store.search_owed import INTO, STREAMS

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
    """Index up to BATCH rows of each stream; gives how many were looked at for the first time."""
    with database.read() as session:
        places = search_owed.read_places(heartbeats.last_detail(session, NAME))
        owed = {each: search_owed.owed(session, each, places[each] - AGAIN, BATCH + AGAIN) for each in STREAMS}
    entries = {
        stream: [search.Entry(row.row_id, words_of(row.text), row.revision) for row in rows]
        for stream, rows in owed.items()
    }
    reached = {stream: max([places[stream], *(row.place for row in rows)]) for stream, rows in owed.items()}
    with database.write() as session:
        for stream, made in entries.items():
            search.index(session, INTO[stream], made)
        heartbeats.beat(session, NAME, now, search_owed.written_places(reached))
    return sum(row.place > places[stream] for stream, rows in owed.items() for row in rows)


def index_all(database: Database, now: datetime) -> int:
    """Index until nothing is owed: after an import, a restore, or the first start with a filled database."""
    total = 0
    while done := index_owed(database, now):
        total += done
    return total


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
