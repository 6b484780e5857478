"""Training: labelled files, learning on top of the shipped model, versions, the commands."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp

from classifiers.composing import Composer
from classifiers.evaluation import measure, roll_up
from classifiers.labelled import Labelled, pairs, read_labelled, read_unlabelled
from classifiers.least_change import least_change
from classifiers.model import SHIPPED, Linear, load, save
from classifiers.text import same_text_key
from classifiers.training import Lesson, apart_from, compare, shares, text_keys, train
from classifiers.versions import Version, Versions
from cli import main
from errors import BadInput, Refused

NOW = datetime(2026, 10, 1, tzinfo=UTC)
HEADER = "id,title,text,topic\n"


@pytest.fixture(scope="module")
def prior() -> Linear:
    return load(SHIPPED, "topic")


@pytest.fixture(scope="module")
def matters() -> Linear:
    return load(SHIPPED, "matters")


def composed(count: int, seed: int = 5, **moved: str) -> list[Labelled]:
    """Composed rows of three topics; `moved` files a topic's rows under another, as a body's own habit."""
    rows = [row for row in Composer(seed).texts(3) if row[2] in ("环境保护", "教育文体", "民政")]
    step = max(1, len(rows) // count)
    return [
        Labelled(str(at), title, text, moved.get(topic, topic), f"{title}{text}", NOW, at + 2)
        for at, (title, text, topic) in enumerate(rows[::step][:count])
    ]


def written(path: Path, rows: list[Labelled]) -> Path:
    import csv

    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "title", "text", "topic"])
        writer.writerows([row.id, row.title, row.text, row.topic] for row in rows)
    return path


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "id"),
        (b"id,title,text\n1,a,b\n", r"f.csv:1: topic"),
        ((HEADER + "1,a,,民政\n").encode(), r"f.csv:2: text"),
        ((HEADER + "1,a,b,\n").encode(), r"f.csv:2: topic"),
        ((HEADER + ",a,b,民政\n").encode(), r"f.csv:2: id"),
        ((HEADER + "1,a,b,民政\n1,c,d,民政\n").encode(), r"f.csv:3: id: .*第 2 行重复"),
        ((HEADER + '1,a,"x\ny",民政\n2,a,b,航天\n').encode(), r"f.csv:4: topic: .*航天"),
        ((HEADER + "1,标题,正文,民政\n").encode("gbk"), r"f.csv:2: .*GBK"),
        ((HEADER + "1,a,b\n").encode(), r"f.csv:2: 有 3 栏"),
        ((HEADER + "1,a,b\x00,民政\n").encode(), r"f.csv:2: .*二进制"),
        (HEADER.encode(), "没有一行数据"),
        ((HEADER.strip() + ",written_at\n1,a,b,民政,昨天\n").encode(), r"f.csv:2: written_at"),
        ((HEADER + '1,a,"b,民政\n').encode(), "CSV"),
    ],
)
def test_a_bad_file_is_refused_with_its_place(tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "f.csv"
    file.write_bytes(content)
    with pytest.raises(BadInput, match=told):
        read_labelled(file, ["民政"])


def test_an_absent_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="打不开"):
        read_labelled(tmp_path / "no.csv")


def test_a_good_file_is_read_whole_with_a_byte_order_mark_and_long_texts(tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    file.write_bytes(("\ufeff" + HEADER + f"1,a,{'长' * 200_000},民政\n\n2,b,短,民政\n").encode())
    rows = read_labelled(file, ["民政"])
    assert [row.id for row in rows] == ["1", "2"]
    assert len(rows[0].text) == 200_000


def test_a_workbook_is_read_too(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in (["id", "title", "text", "topic"], [1, "标题", "正文", "民政"]):
        book.active.append(row)
    book.save(tmp_path / "f.xlsx")
    assert read_labelled(tmp_path / "f.xlsx")[0].text == "正文"


def test_texts_without_a_label_come_from_a_file_of_their_own(tmp_path: Path) -> None:
    file = tmp_path / "letters.csv"
    file.write_text("id,title,text\n1,甲,路灯不亮\n2,乙, \n3,,公交车不来\n", "utf-8")
    assert read_unlabelled(file) == [("甲", "路灯不亮"), ("", "公交车不来")]
    for content, told in (("id,title\n1,甲\n", "text"), ("id,title,text\n1,甲,\n", "没有一行有正文")):
        file.write_text(content, "utf-8")
        with pytest.raises(BadInput, match=told):
            read_unlabelled(file)


def test_a_text_that_equals_a_row_does_not_come_back_without_its_label() -> None:
    rows = [Labelled("1", "甲", "路灯不亮", "城乡建设", same_text_key("甲", "路灯不亮"), None, 2)]
    texts = [("甲", "路灯不亮！"), ("乙", "公交车不来"), ("丙", "公交车不来。"), ("", "")]
    assert apart_from(rows, texts) == [("丙", "公交车不来。")]


def test_unlabelled_texts_teach_words_and_never_count_where_rows_are_measured(prior: Linear, matters: Linear) -> None:
    filed = composed(60, 民政="自家的主题")
    rows = [replace(row, group=same_text_key(row.title, row.text)) for row in filed]
    more = composed(400, seed=8)
    alone = train(rows, prior, matters, prior, "alone").model
    helped = train(rows, prior, matters, prior, "helped", pairs([*more, *rows[:5]]))
    assert helped.model.about["unlabelled"] == len(apart_from(rows, pairs(more)))
    assert alone.about["unlabelled"] == 0
    assert helped.report["rows"] == len(helped.held_out.probabilities) == len(rows)
    assert set(helped.model.texts_seen) == set(text_keys(rows))
    ours = [row for row in more if row.topic == "民政"]
    own = helped.model.classes.index("自家的主题")
    said = [model.predict(pairs(ours))[:, own].mean() for model in (alone, helped.model)]
    assert said[1] > said[0] > 0.4


def test_in_a_fold_the_teacher_knows_only_that_folds_rows(prior: Linear, matters: Linear) -> None:
    """The held-out rows have other labels in the second lesson: what the fold learns must not change by it."""
    rows, more = composed(60), pairs(composed(90, seed=8))
    moved = [replace(row, topic="民政") if at >= 40 else row for at, row in enumerate(rows)]
    chosen = np.arange(40)
    first, second = (Lesson(each, prior, matters, more) for each in (rows, moved))
    assert first.teacher
    assert second.teacher
    assert np.array_equal(first.teacher.answers(chosen)[0], second.teacher.answers(chosen)[0])


def test_a_bodys_own_filing_is_learned_and_other_topics_stay(prior: Linear, matters: Linear) -> None:
    rows = composed(240, 民政="教育文体")
    trained = train(rows, prior, matters, prior, "v1")
    asked = [row for row in Composer(99).texts(1) if row[2] == "民政"]
    labels = ["教育文体", "环境保护"]
    said = roll_up(trained.model.classes, trained.model.predict([row[:2] for row in asked]), labels)
    assert (said.probabilities.argmax(axis=1) == 0).mean() > 0.9
    assert trained.report["macro_f1"] > 0.9
    kept = [at for at, each in enumerate(prior.classes) if each not in labels]
    before, after = prior.read(pairs(rows[:5])), trained.model.read(pairs(rows[:5]))
    assert np.allclose(prior.scores(before)[:, kept], trained.model.scores(after)[:, kept], atol=1e-3)
    assert set(prior.classes) <= set(trained.model.classes)


def test_what_was_taught_before_stays_when_the_next_file_does_not_speak_of_it(prior: Linear, matters: Linear) -> None:
    first = train(composed(240, 民政="教育文体"), prior, matters, prior, "v1").model
    second_rows = [row for row in composed(400, seed=8) if row.topic in ("环境保护", "民政")]
    second = train(second_rows, prior, matters, first, "v2").model
    column = first.classes.index("教育文体")
    texts = pairs(second_rows[:6])
    assert np.allclose(
        first.scores(first.read(texts))[:, column], second.scores(second.read(texts))[:, column], atol=1e-3
    )
    assert set(second.about["taught"]) == {"环境保护", "民政", "教育文体"}


def test_a_label_above_leaves_teaches_the_likeliest_leaf(prior: Linear, matters: Linear) -> None:
    rows = [row for row in Composer(3).texts(1) if row[2].startswith("政法/") or row[2] == "民政"]
    labelled = [
        Labelled(str(at), title, text, topic.split("/")[0], f"{at}", None, at)
        for at, (title, text, topic) in enumerate(rows)
    ]
    model = train(labelled, prior, matters, prior, "v").model
    assert "政法" not in model.classes
    told = model.predict([("公证处收费", "公证处乱收费，办继承公证")])
    assert model.classes[int(told.argmax())] == "政法/公证"


def test_held_out_scores_do_not_reward_repeated_texts(prior: Linear, matters: Linear) -> None:
    """Every text stands twice, with labels drawn by lot: only a leak could score above chance."""
    random = np.random.default_rng(0)
    rows = []
    for at, row in enumerate(composed(60)):
        label = str(random.choice(["环境保护", "教育文体"]))
        rows += [Labelled(f"{at}{copy}", row.title, row.text, label, row.group, None, at) for copy in "ab"]
    assert train(rows, prior, matters, prior, "v").report["accuracy"] < 0.75


def test_too_few_rows_or_topics_are_refused(prior: Linear, matters: Linear) -> None:
    with pytest.raises(BadInput, match="至少需要"):
        train(composed(10), prior, matters, prior, "v")
    with pytest.raises(BadInput, match="至少需要"):
        train([row for row in composed(300) if row.topic == "民政"], prior, matters, prior, "v")


def test_a_model_is_not_compared_on_texts_it_has_seen(prior: Linear, matters: Linear) -> None:
    rows = composed(90)
    trained = train(rows, prior, matters, prior, "v")
    assert compare(trained, rows, trained.model) == ({}, {})
    new, old = compare(trained, rows, prior)
    assert new["rows"] == old["rows"] == len(rows)
    assert np.isin(text_keys(rows), trained.model.texts_seen).all()


def test_few_rows_trust_their_own_words_less() -> None:
    assert shares(30)[1] < shares(500)[1] < shares(5000)[1] == 1.0
    assert shares(500)[0] > shares(5000)[0]


def test_a_row_that_is_right_changes_nothing_and_a_wrong_one_only_itself() -> None:
    # row 0 is right at 0.4 and margin 0 asks no more; row 1 is wrong at 0.4 and its own word must take it below
    start, sign = np.array([[0.4, -0.4], [0.4, -0.4]]), np.array([[1.0, -1.0], [-1.0, 1.0]])
    told = sp.csr_matrix(np.array([[3.0, 0.0], [0.0, 3.0]]))
    weights, bias = least_change(told, start, sign, np.ones(2), 0.0)
    scores = start + told @ weights + bias
    assert np.allclose(weights[0], 0, atol=1e-3)
    assert scores[0, 0] > 0.2
    assert scores[1, 1] - scores[1, 0] > -0.2  # it was -0.8
    wider, moved = least_change(told, start, sign, np.ones(2), 0.67)
    assert (start + told @ wider + moved)[0, 0] > scores[0, 0]


def test_corrections_alone_are_seen_to_be_picked_and_do_not_spoil_what_was_right(
    prior: Linear, matters: Linear
) -> None:
    """A file of nothing but errors: every eighth 民政 text is filed under 教育文体, the others were right all along."""
    wrong = [row for row in composed(900, seed=3, 民政="教育文体") if row.topic == "教育文体"]
    wrong = [row for row in wrong if prior.classes[int(prior.predict(pairs([row])).argmax())] == "民政"][:40]
    right = composed(60, seed=4)
    rows = wrong + [row for row in right if row.topic == "环境保护"][:5]
    assert Lesson(rows, prior, matters).picked
    assert not Lesson(right, prior, matters).picked
    model = train(rows, prior, matters, prior, "v").model
    asked = [row for row in composed(300, seed=11) if row.topic in ("环境保护", "教育文体")]
    said = [model.classes[at] for at in model.predict(pairs(asked)).argmax(axis=1)]
    assert np.mean([one == row.topic for one, row in zip(said, asked, strict=True)]) > 0.9
    assert model.sharpness == prior.sharpness
    beside = train(rows, prior, matters, prior, "v", pairs(composed(200, seed=8))).model
    assert np.array_equal(beside.weights, model.weights)  # picked rows learn alone, whatever lies beside them
    assert beside.about["unlabelled"] == 0


def version(name: str, promoted: bool = True) -> Version:
    return Version(name, NOW.isoformat(), promoted, "", {"rows": 1}, {})


def test_versions_are_kept_promoted_and_rolled_back(tmp_path: Path, prior: Linear) -> None:
    versions = Versions(tmp_path / "models")
    assert versions.index().in_use == ["shipped"]
    versions.add(prior, version("one"))
    versions.add(prior, version("two"))
    versions.add(prior, version("three", promoted=False))
    assert versions.index().in_use == ["shipped", "one", "two"]
    assert versions.roll_back(NOW) == "one"
    assert versions.roll_back(NOW) == "shipped"
    with pytest.raises(Refused):
        versions.roll_back(NOW)
    assert [each.name for each in versions.index().versions] == ["one", "two", "three"]
    assert versions.heads_in_use().topic.classes == prior.classes


@pytest.mark.parametrize("name", ["..", "nope", "../models", ""])
def test_a_version_outside_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    save(load(SHIPPED, "topic"), tmp_path)
    with pytest.raises(BadInput):
        Versions(tmp_path / "models").folder_of(name)


def test_a_damaged_index_is_named(tmp_path: Path) -> None:
    (tmp_path / "index.json").write_text("[]", "utf-8")
    with pytest.raises(BadInput, match="索引损坏"):
        Versions(tmp_path).index()


def test_the_commands_train_promote_evaluate_and_go_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUIYING_DATA", str(tmp_path / "data"))
    file = str(written(tmp_path / "f.csv", composed(160, 民政="教育文体")))
    more = str(written(tmp_path / "more.csv", composed(90, seed=8)))

    def said(*words: str) -> list[dict[str, object]]:
        assert main([*words, "--json"]) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    out = said("train", "--data", file, "--unlabelled", more, "--out", str(tmp_path / "m"))[0]
    assert out["promoted"] is False
    assert 0 < out["unlabelled"] <= 90
    assert said("model", "list")[0]["in_use"] is True
    shipped = said("evaluate", "--data", file, "--model", "shipped")[0]
    mine = said("evaluate", "--data", file, "--model", str(tmp_path / "m"))[0]
    assert mine["macro_f1"] > shipped["macro_f1"]
    assert {"rows", "accuracy", "macro_f1", "per_class", "ece", "coverage_at_97", "chosen_among"} <= set(mine)
    assert said("train", "--data", file)[0]["promoted"] is True
    assert said("train", "--data", file)[0]["promoted"] is False  # nothing new to be better on
    assert said("model", "rollback")[0] == {"in_use": "shipped"}


@pytest.mark.parametrize("words", [("train", "--data", "no.csv"), ("evaluate", "--data", "no.csv"), ("train",)])
def test_wrong_usage_exits_2(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    try:
        code = main([*words])
    except SystemExit as leaving:
        code = int(leaving.code or 0)
    assert code == 2
    assert capsys.readouterr().err


def test_measure_is_what_evaluate_prints(prior: Linear) -> None:
    rows = composed(30)
    rolled = roll_up(prior.classes, prior.predict(pairs(rows)), [row.topic for row in rows])
    assert measure(rolled, [row.topic for row in rows])["rows"] == 30
