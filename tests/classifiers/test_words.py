"""Words: one pass, pairs near each other, longer words take the place of shorter ones."""

from __future__ import annotations

from classifiers.words import PAIRED, Group, Lexicon


def terms(lexicon: Lexicon, text: str, group: str, title: str = "") -> list[str]:
    return [hit.term for hit in lexicon.scan(title, text).of(group)]


def test_a_longer_word_of_another_duty_leaves_nothing_for_the_shorter() -> None:
    lexicon = Lexicon([Group("labour", {"劳动仲裁": 3}, PAIRED), Group("arbitration", {"仲裁": 1}, PAIRED)])
    assert terms(lexicon, "去申请劳动仲裁", "labour") == ["劳动仲裁"]
    assert terms(lexicon, "去申请劳动仲裁", "arbitration") == []
    assert terms(lexicon, "去申请仲裁", "arbitration") == ["仲裁"]


def test_groups_without_a_layer_see_words_inside_others() -> None:
    lexicon = Lexicon([Group("labour", {"劳动仲裁": 3}, PAIRED), Group("field", {"仲裁": 1})])
    assert terms(lexicon, "劳动仲裁", "field") == ["仲裁"]


def test_a_pair_needs_both_words_near_each_other() -> None:
    lexicon = Lexicon([Group("fees", {"律师+收费": 3})])
    assert terms(lexicon, "这个律师乱收费", "fees") == ["律师+收费"]
    assert terms(lexicon, "收费的是律师", "fees") == ["律师+收费"]
    assert terms(lexicon, "律师" + "很" * 30 + "收费", "fees") == []


def test_an_ordered_pair_wants_its_order() -> None:
    lexicon = Lexicon([Group("beaten", {"民警>打": 1})])
    assert terms(lexicon, "民警动手打人", "beaten") == ["民警>打"]
    assert terms(lexicon, "打伤了民警", "beaten") == []


def test_half_of_a_pair_hidden_by_another_duty_does_not_count() -> None:
    lexicon = Lexicon([Group("labour", {"劳动仲裁": 3}, PAIRED), Group("arbitration", {"仲裁+合同": 3}, PAIRED)])
    assert terms(lexicon, "劳动仲裁说没有合同", "arbitration") == []
    assert terms(lexicon, "合同约定仲裁", "arbitration") == ["仲裁+合同"]


def test_half_of_a_pair_inside_a_word_of_the_same_duty_counts() -> None:
    lexicon = Lexicon([Group("notary", {"公证处": 3, "公证+收费": 3}, PAIRED)])
    assert terms(lexicon, "公证处乱收费", "notary") == ["公证处", "公证+收费"]


def test_the_title_ends_where_the_text_begins() -> None:
    hits = Lexicon([Group("g", {"公证": 1})]).scan("公证", "公证")
    assert [hit.start < hits.title_end for hit in hits.of("g")] == [True, False]
    assert hits.words("g") == ("公证",)
    assert not hits.has("other")
    assert hits.of("other") == []
