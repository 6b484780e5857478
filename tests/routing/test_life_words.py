"""The documentation of states, moves and roles is the table itself."""

from __future__ import annotations

from pathlib import Path

from routing.life import MOVES, STATES
from routing.life_words import as_markdown
from store.actors import ROLES

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_is_what_the_table_says() -> None:
    written = (DOCS / "states.md").read_text("utf-8")
    assert written == as_markdown(), "run: python -m routing.life_words > docs/states.md"


def test_every_state_move_and_role_stands_in_it() -> None:
    text = as_markdown()
    words = [*MOVES, *ROLES, *(state for states in STATES.values() for state in states)]
    assert [word for word in words if f"`{word}`" not in text] == []


def test_every_file_that_the_guide_names_is_there() -> None:
    guide = (DOCS / "casework.md").read_text("utf-8")
    named = [word for word in guide.split("`") if word.endswith(".py") and "*" not in word]
    assert named
    assert [word for word in named if not (DOCS.parent / word).is_file()] == []
