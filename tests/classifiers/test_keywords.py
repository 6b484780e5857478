"""Key words of events, and of decisions of grouping."""

from __future__ import annotations

from classifiers.grouping_index import FeatureCounts, features
from classifiers.grouping_prior import ordinary_share
from classifiers.keywords import common_passages, event_keywords
from classifiers.near import letters


def test_words_of_many_titles_come_before_words_of_one() -> None:
    texts = [("石门县戒毒所人员脱逃", ""), ("戒毒所通报脱逃经过", ""), ("家属谈戒毒所脱逃", "天气晴朗")]
    assert set(event_keywords(texts)[:2]) == {"戒毒所", "脱逃"}


def test_at_most_six_key_words_and_none_of_one_letter_or_figures() -> None:
    words = event_keywords([("临江市司法局2026年10月通报法律服务所收费、公证、鉴定、调解、援助、仲裁问题", "")])
    assert len(words) == 6
    assert all(len(word) > 1 and word.isalpha() for word in words)


def test_known_key_words_keep_an_advantage() -> None:
    assert "戒毒所" in event_keywords([("家属发声", "")], ["戒毒所"])


def test_an_event_that_says_nothing_has_no_key_words() -> None:
    assert event_keywords([("", ""), ("！！", "123")]) == ()


def test_what_two_items_share_is_shown_as_it_is_written_together() -> None:
    counts = FeatureCounts(3_000, ordinary_share())
    other = features(letters("官方通报石门县戒毒所脱逃"), letters(""), 2)
    assert common_passages(letters("家属谈石门县戒毒所脱逃"), other, counts) == ("石门县戒毒所脱逃",)
    assert common_passages(letters("完全是别的话题"), other, counts) == ()


def test_ordinary_words_are_known_to_be_ordinary_before_anything_was_seen() -> None:
    from classifiers.grouping_index import pair_hashes

    share = ordinary_share()
    assert share[pair_hashes(letters("市场"))][0] > 10 * share[pair_hashes(letters("戒毒"))][0]
    assert share[pair_hashes(letters("10"))][0] > 0.3
    assert 0 <= share.min() <= share.max() <= 1
