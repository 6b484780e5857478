"""Linear models: features, scores, reasons, files."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp

from classifiers.heads import Heads, load_heads
from classifiers.model import SHIPPED, Linear, fit_space, load, save, softmax
from classifiers.table import Table
from classifiers.vectors import Family, grams, read_batch
from errors import BadInput

FAMILIES = (Family("word", 1, "all", 1.0, "words"), Family("char", 2, "title", 0.5, "title"))
TEXTS = [("公证处收费", "公证费太高，公证处不开票"), ("律师不出庭", "律师收钱不办事"), ("", "律师费和公证费")]


def spans(family: Family, texts: list[tuple[str, str]]) -> list[tuple[int, str]]:
    batch = read_batch(texts)
    found = grams(batch, family)
    return [(int(d), batch.joined[s:e]) for d, s, e in zip(found.doc, found.start, found.end, strict=True)]


def tiny(name: str = "topic") -> Linear:
    space = fit_space([read_batch(TEXTS)], FAMILIES, 1)
    weights = np.zeros((len(space), 2), np.float32)
    model = Linear(
        name, ("公证", "律师"), space, weights, np.zeros(2, np.float32), 3.0, np.zeros(2, np.float32), 0.5, "1", {}
    )
    rows = model.read(TEXTS)
    weights[:, 0], weights[:, 1] = rows[0].toarray()[0], rows[1].toarray()[0]
    return model


def test_words_are_features_and_punctuation_is_not() -> None:
    assert [word for _, word in spans(FAMILIES[0], [("", "律师收钱，不办事。")])][-4:] == ["律师", "收钱", "不", "办事"]


def test_runs_of_characters_stay_inside_their_text() -> None:
    found = spans(Family("char", 2, "all", 1.0, "c"), [("甲", "乙"), ("丙", "丁")])
    assert [(doc, run) for doc, run in found if "\n" not in run] == []
    assert {run for doc, run in found if doc == 0} == {"\n甲", "甲\n", "\n乙"}


def test_a_text_without_title_lends_its_first_sentence() -> None:
    assert (0, "律师") in spans(FAMILIES[1], [("", "律师不出庭。钱也不退")])
    assert (0, "也不") not in spans(FAMILIES[1], [("", "律师不出庭。钱也不退")])


def test_equal_words_have_equal_keys_wherever_they_stand() -> None:
    batch = read_batch([("律师", "一二三律师"), ("", "律师")])
    found = grams(batch, FAMILIES[0])
    said = [batch.joined[s:e] for s, e in zip(found.start, found.end, strict=True)]
    keys = {int(key) for key, word in zip(found.key, said, strict=True) if word == "律师"}
    assert len(keys) == 1


def test_vectors_match_arithmetic_by_hand() -> None:
    # idf = ln((1+n)/(1+df)) + 1, value = (1 + ln tf) * idf, each block scaled to its weight
    space = fit_space([read_batch([("", "好好"), ("", "坏")])], (FAMILIES[0],), 1)
    rows = space.vectors(space.seen(read_batch([("", "好好"), ("", "没见过")])))
    assert np.allclose(np.sqrt(rows.multiply(rows).sum(axis=1)).ravel(), [1.0, 0.0])


@pytest.mark.parametrize(
    "texts", [[("", "")], [("", "字")], [("😡", "")], [("", "\x00\x01\xff")], [("a" * 9, "字" * 100_000)]]
)
def test_odd_texts_are_scored_without_a_crash(texts: list[tuple[str, str]]) -> None:
    told = tiny().predict(texts)
    assert told.shape == (1, 2)
    assert np.isclose(told.sum(), 1.0)


def test_one_text_scores_the_same_alone_and_in_a_batch() -> None:
    model = tiny()
    alone = np.vstack([model.predict([each]) for each in TEXTS])
    assert np.allclose(alone, model.predict(TEXTS), atol=1e-5)


def test_no_texts_give_no_scores() -> None:
    assert tiny().predict([]).shape == (0, 2)


def test_the_words_that_decided_come_from_the_text_and_favour_the_class() -> None:
    heads = Heads(tiny("topic"), tiny("emotion"), tiny("kind"), tiny("duty"))
    scores = heads.score_many(TEXTS)
    words = [word for word, _ in scores.why("topic", 1, 1)]
    assert words
    assert all(word in "律师不出庭律师收钱不办事" for word in words)
    assert scores.why("topic", 1, 1)[0][1] >= scores.why("topic", 1, 1)[-1][1] > 0
    assert not any(one != other and one in other for one in words for other in words)


def test_a_table_finds_every_key_it_placed_and_no_other() -> None:
    keys = np.unique(np.random.default_rng(1).integers(0, 1 << 32, 50_000, dtype=np.uint32))
    table = Table(keys)
    assert table.placed.mean() > 0.95
    assert (table.find(keys)[table.placed] == np.flatnonzero(table.placed)).all()
    assert (Table(keys[:100]).find(keys[100:]) == -1).all()
    assert Table(keys[:0]).find(keys[:3]).tolist() == [-1, -1, -1]


def test_softmax_is_safe_for_large_scores() -> None:
    assert np.allclose(softmax(np.array([[1000.0, 999.0]], np.float32)), [[0.7311, 0.2689]], atol=1e-4)


def test_a_model_comes_back_from_its_files_and_the_same_bytes_are_written_twice(tmp_path: Path) -> None:
    model = tiny()
    save(model, tmp_path / "a")
    save(load(tmp_path / "a", "topic"), tmp_path / "b")
    save(model, tmp_path / "c")
    assert (tmp_path / "a/topic.npz").read_bytes() == (tmp_path / "c/topic.npz").read_bytes()
    assert np.allclose(load(tmp_path / "b", "topic").predict(TEXTS), model.predict(TEXTS), atol=0.02)


def test_models_of_one_space_keep_it_once(tmp_path: Path) -> None:
    save(tiny(), tmp_path)
    save(replace(tiny(), name="duty"), tmp_path, features_of="topic")
    assert (tmp_path / "duty.npz").stat().st_size < (tmp_path / "topic.npz").stat().st_size
    assert np.allclose(load(tmp_path, "duty").predict(TEXTS), load(tmp_path, "topic").predict(TEXTS))
    first = load(tmp_path, "topic")
    assert load(tmp_path, "duty", first.space).space is first.space


def test_a_model_that_does_not_fit_its_space_is_refused(tmp_path: Path) -> None:
    save(tiny(), tmp_path)
    save(replace(tiny(), name="duty"), tmp_path, features_of="topic")
    other = fit_space([read_batch([("", "别的词")])], (FAMILIES[0],), 1)
    with pytest.raises(BadInput, match=r"duty.json.*features"):
        load(tmp_path, "duty", other)


def test_model_files_hold_no_words_and_no_code(tmp_path: Path) -> None:
    save(tiny(), tmp_path)
    with np.load(tmp_path / "topic.npz", allow_pickle=False) as stored:
        assert all(stored[name].dtype.kind in "uif" for name in stored.files)
    assert "律师收钱" not in (tmp_path / "topic.json").read_text("utf-8")


@pytest.mark.parametrize("spoil", ["absent", "format", "json", "npz"])
def test_a_damaged_model_is_refused_in_one_line(tmp_path: Path, spoil: str) -> None:
    save(tiny(), tmp_path)
    file = tmp_path / "topic.json"
    if spoil == "absent":
        file.unlink()
    elif spoil == "format":
        file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), "format": 99}), "utf-8")
    elif spoil == "json":
        file.write_text("{", "utf-8")
    else:
        (tmp_path / "topic.npz").write_bytes(b"PK nothing")
    with pytest.raises(BadInput, match="topic"):
        load(tmp_path, "topic")


def test_the_shipped_heads_are_small_and_know_the_whole_tree() -> None:
    assert sum(file.stat().st_size for file in SHIPPED.iterdir()) <= 4 * 1024 * 1024
    heads = load_heads()
    assert {each.split("/")[0] for each in heads.topic.classes} >= {"城乡建设", "政法", "民政", "纪检监察"}
    assert sum(each.startswith("政法/") for each in heads.topic.classes) == 15
    assert heads.emotion.classes == ("negative", "neutral", "positive")
    assert set(heads.versions) == {"topic", "emotion", "kind", "duty"}


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("公证处要我证明我爷爷奶奶不在了才肯办继承公证", "政法/公证"),
        ("楼下烧烤店油烟直排，一年四季不敢开窗", "环境保护"),
        ("工地包工头欠我们工资半年没发", "劳动和社会保障"),
        ("学校强制学生周末补课还收补课费", "教育文体"),
        ("强戒所不让家属探视我弟弟", "政法/戒毒"),
        ("物业乱收停车费还打业主", "城乡建设"),
        ("村支书侵吞集体资金优亲厚友", "纪检监察"),
    ],
)
def test_plain_cases_find_their_topic(text: str, topic: str) -> None:
    model = load(SHIPPED, "topic")
    assert model.classes[int(model.predict([("", text)]).argmax())] == topic


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("太感动了，向你们致敬[心]", "positive"),
        ("气死我了，真无耻[怒]", "negative"),
        ("今天下午三点开会", "neutral"),
        ("一点都不开心", "negative"),
    ],
)
def test_plain_moods_are_heard(text: str, mood: str) -> None:
    model = load(SHIPPED, "emotion")
    assert model.classes[int(model.predict([("", text)]).argmax())] == mood


def test_vectors_are_sparse_rows() -> None:
    assert sp.issparse(tiny().read(TEXTS))
