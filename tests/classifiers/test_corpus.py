"""The corpus is well formed and composes the same texts each time; the shipped model is made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from classifiers.composing import CORPUS, Composer, read_matters
from classifiers.composing_emotion import MOODS, MoodComposer
from classifiers.composing_kind import KindComposer
from classifiers.heads import load_heads
from classifiers.kind import KINDS
from classifiers.model import SHIPPED, load
from classifiers.shipping import _digest, fit, read_settings, space_of
from classifiers.written import Written, read_written
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


def test_the_shipped_heads_read_a_text_once() -> None:
    heads = load_heads()
    assert len({id(model.space) for model in heads.named.values()}) == 1
    assert set(heads.kind.classes) == set(KINDS)


def test_what_was_written_names_bodies_and_topics_of_the_pack() -> None:
    pack, written = load_pack("justice-bureau"), read_written()
    bodies = {each.name for each in (*pack.departments.own, *pack.departments.outside)}
    assert {each.duty for each in written} == bodies | {"none"}
    assert {each.topic for each in written} <= set(pack.topics.paths) | {top for top in pack.topics.tree}
    assert {each.kind for each in written} == set(KINDS)
    assert len({each.text for each in written}) == len(written)


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ("mailbox||民政||问题||蓝||negative||R7||民政局||民政局||标题", r"a.txt:2.*十栏"),
        ("letter||民政||问题||蓝||negative||R7||民政局||民政局||||低保停了", r"a.txt:2.*channel"),
        ("mailbox||民政||问题||紫||negative||R7||民政局||民政局||||低保停了", r"a.txt:2.*severity"),
        ("mailbox||民政||问题||蓝||negative||R7||民政局||民政局||||", r"a.txt:2.*text"),
    ],
)
def test_a_written_line_that_is_wrong_is_named(tmp_path: Path, line: str, where: str) -> None:
    (tmp_path / "a.txt").write_text(f"# remark\n{line}\n", "utf-8")
    with pytest.raises(BadInput, match=where):
        read_written(tmp_path)


def test_a_written_line_has_its_fields(tmp_path: Path) -> None:
    fields = ("mailbox", "民政", "困难", "蓝", "negative", "R7", "民政局", "民政局", "", "低保停了，日子咋过")
    (tmp_path / "a.txt").write_text("||".join(fields) + "\n", "utf-8")
    assert read_written(tmp_path) == [Written(*fields)]
    assert read_written(tmp_path)[0].relevant


def test_a_line_of_no_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "民政.txt").write_text("@ 低保 3\no 低保\nx 什么\n", "utf-8")
    with pytest.raises(BadInput, match=r"民政.txt:3"):
        read_matters(tmp_path)


def test_the_corpus_is_small_and_no_composed_text_is_kept() -> None:
    files = [file for file in CORPUS.rglob("*") if file.is_file() and "__pycache__" not in file.parts]
    assert sum(file.stat().st_size for file in files) < 4_000_000
    assert {file.suffix for file in files} <= {".txt", ".yaml", ".md"}


def test_the_shipped_models_were_made_of_this_corpus() -> None:
    """Whoever changes the corpus runs `make model`."""
    assert {load(SHIPPED, name).version for name in ("topic", "emotion", "kind", "duty", "matters")} == {
        f"shipped-{_digest()}"
    }


def test_the_same_texts_make_the_same_model() -> None:
    rows = [row for row in Composer(1).texts(1) if row[2] in ("民政", "环境保护")]
    settings = read_settings()["topic"]
    space = space_of(rows, 3)
    one, two = (fit("topic", rows, rows[:5], space, settings) for _ in range(2))
    assert one.weights.tobytes() == two.weights.tobytes()
