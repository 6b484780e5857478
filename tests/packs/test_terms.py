"""Words as people write them in a pack."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from packs.schema.terms import Terms

TERMS = TypeAdapter(Terms)


def test_words_are_parted_by_blanks_and_a_pair_is_one_term() -> None:
    assert TERMS.validate_python("甲 乙+丙\n 丁>戊") == ("甲", "乙+丙", "丁>戊")


@pytest.mark.parametrize("term", ["甲+乙+丙", "甲>乙+丙", "甲>乙>丙"])
def test_a_term_of_three_words_is_refused_by_name(term: str) -> None:
    with pytest.raises(ValidationError, match="拆成两条"):
        TERMS.validate_python(f"好词 {term}")
