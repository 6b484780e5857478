"""The corpus is well formed and composes the same texts each time; the shipped model is made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from classifiers.composing import CORPUS, Composer, read_matters
from classifiers.composing_emotion import MOODS, MoodComposer
from classifiers.composing_kind import KindComposer
from classifiers.kind import KINDS
from classifiers.model import SHIPPED, load, load_heads
from classifiers.shipping import _digest, fit_composed, read_settings, space_of
from classifiers.vectors import Family
from errors import BadInput
from packs.pack import load_pack


def test_every_topic_of_the_tree_has_matters_and_words() -> None:
    matters = read_matters()
    assert {each.topic for each in matters} == set(load_pack("justice-bureau").topics.paths)
    for each in matters:
        assert len(each.objects) >= 12, each.name
        assert each.problems, each.name
        assert each.asks, each.name
        assert each.sentences, each.name


def test_the_same_seed_composes_the_same_texts_and_another_seed_others() -> None:
    first, again, other = (list(Composer(seed).texts(1)) for seed in (1, 1, 2))
    assert first == again != other
    assert all(text and "{" not in text + title for title, text, _ in first)


def test_matters_are_composed_as_topics_are() -> None:
    assert [row[:2] for row in Composer(1).texts(1)] == [row[:2] for row in Composer(1).by_matter(1)]


def test_moods_are_composed_evenly() -> None:
    rows = list(MoodComposer(1).texts(200, 0))
    assert {mood: sum(row[2] == mood for row in rows) for mood in MOODS} == dict.fromkeys(MOODS, 200)
    assert not any("{" in row[1] for row in rows)


def test_kinds_are_composed_evenly_about_all_sorts_of_matters() -> None:
    rows = list(KindComposer(1).texts(50))
    assert {kind: sum(row[2] == kind for row in rows) for kind in KINDS} == dict.fromkeys(KINDS, 50)
    assert not any("{" in row[0] + row[1] for row in rows)
    assert rows == list(KindComposer(1).texts(50))


def test_kind_and_emotion_read_a_text_once() -> None:
    heads = load_heads()
    assert heads.kind.space is heads.emotion.space
    assert set(heads.kind.classes) == set(KINDS)


def test_a_line_of_no_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "民政.txt").write_text("@ 低保 3\no 低保\nx 什么\n", "utf-8")
    with pytest.raises(BadInput, match=r"民政.txt:3"):
        read_matters(tmp_path)


def test_the_corpus_is_small_and_no_composed_text_is_kept() -> None:
    files = [file for file in CORPUS.rglob("*") if file.is_file() and "__pycache__" not in file.parts]
    assert sum(file.stat().st_size for file in files) < 1_000_000
    assert {file.suffix for file in files} <= {".txt", ".yaml", ".md"}


def test_the_shipped_models_were_made_of_this_corpus() -> None:
    """Whoever changes the corpus runs `make model`."""
    assert {load(SHIPPED, name).version for name in ("topic", "emotion", "kind", "matters")} == {f"shipped-{_digest()}"}


def test_the_same_texts_make_the_same_model() -> None:
    rows = [row for row in Composer(1).texts(1) if row[2] in ("民政", "环境保护")]
    settings = read_settings()["topic"]
    space = space_of(rows, (Family("char", 2, "all", 1.0, "pairs"),), 1)
    one, two = (fit_composed("topic", rows, space, settings) for _ in range(2))
    assert one.weights.tobytes() == two.weights.tobytes()
