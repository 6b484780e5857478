"""The index over cut words on both databases."""

import pytest

from store import search
from store.search import Entry
from store.session import Database


def fill(database: Database) -> None:
    with database.write() as session:
        search.index(
            session,
            "item",
            [
                Entry(1, ["律师", "收费", "太", "高"]),
                Entry(2, ["律师", "失联", "，", "12348", " "]),
                Entry(3, ["公证", "收费"]),
                Entry(9, ["律师", "收费", "A市", "APP"]),
            ],
        )


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (["律师"], [9, 2, 1]),
        (["律师", "收费"], [9, 1]),
        (["12348"], [2]),
        (["a市"], [9]),
        (["app"], [9]),
        (["没有的词"], []),
        # part of a word is not the word
        (["律"], []),
        ([], []),
        (["，", " "], []),
    ],
)
def test_rows_with_all_words_newest_first(database: Database, words: list[str], ids: list[int]) -> None:
    fill(database)
    with database.read() as session:
        assert search.find(session, "item", words, limit=10) == ids


def test_pages_follow_each_other(database: Database) -> None:
    with database.write() as session:
        search.index(session, "item", [Entry(number, ["律师"]) for number in range(1, 26)])
    seen: list[int] = []
    below = None
    with database.read() as session:
        while page := search.find(session, "item", ["律师"], limit=10, below=below):
            seen += page
            below = page[-1]
    assert seen == list(range(25, 0, -1))


def test_a_revision_is_found_by_older_and_newer_words_and_once(database: Database) -> None:
    fill(database)
    with database.write() as session:
        search.index(session, "item", [Entry(2, ["律师", "已", "投案"], revision=1)])
        search.index(session, "item", [Entry(2, ["律师", "判刑"], revision=99)])
    with database.read() as session:
        assert search.find(session, "item", ["律师"], limit=2) == [9, 2]
        assert search.find(session, "item", ["律师"], limit=10) == [9, 2, 1]
        for word in ("失联", "投案", "判刑"):
            assert search.find(session, "item", [word], limit=10) == [2]


def test_indexing_twice_changes_nothing(database: Database) -> None:
    fill(database)
    fill(database)
    with database.read() as session:
        assert search.find(session, "item", ["律师"], limit=10) == [9, 2, 1]


def test_cases_and_items_do_not_mix(database: Database) -> None:
    fill(database)
    with database.write() as session:
        search.index(session, "case", [Entry(5, ["律师"])])
    with database.read() as session:
        assert search.find(session, "case", ["律师"], limit=10) == [5]


@pytest.mark.parametrize("word", ['"', "' OR 1=1 --", "律师*", "NEAR(律师 收费)", "words:律师", "{律师}"])
def test_signs_of_the_query_language_are_not_understood(database: Database, word: str) -> None:
    fill(database)
    with database.read() as session:
        assert search.find(session, "item", [word], limit=10) == []


def test_a_word_of_the_query_language_is_a_word(database: Database) -> None:
    fill(database)
    with database.read() as session:
        assert search.find(session, "item", ["律师", "AND"], limit=10) == []
