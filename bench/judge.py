"""How fast `judge` is: all heads with reasons and routing, beside a plain jieba + scikit-learn pipeline of one head.

    python -m bench.judge [MESSAGES]

Both see the same messages of 400 characters in one process, in turns; the best of three rounds counts. Messages are
real letters where ../shared/data is at hand, else the project's own test texts, joined (dense in our own words, which
makes judging slower). The plain pipeline predicts one label and gives no reason.
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Callable
from pathlib import Path

import jieba
import yaml
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.svm import LinearSVC

from classifiers.judge import Judge
from classifiers.verdict import Text
from commands.judge import build_judge, spare_the_collector
from packs.pack import Pack, load_pack
from routing.responsibility import decide
from tests.realdata import REAL_DATA

LENGTH, ROUNDS, BATCH = 400, 3, 512
_STEP = 97
OWN = Path(__file__).parent.parent / "tests" / "classifiers" / "data"


def messages(count: int) -> tuple[list[str], list[str]]:
    """`count` texts of 400 characters, each different, and the label of the text that each begins with."""
    rows = [
        row
        for name in ("justice_own", "justice_own_second")
        for row in yaml.safe_load((OWN / f"{name}.yaml").read_text("utf-8"))
    ]
    texts = [f"{row['t']}，{row['x']}" for row in rows]
    joined = ["".join(texts[(at * (step + 1) + step) % len(texts)] for step in range(12)) for at in range(count)]
    return [each[:LENGTH].ljust(LENGTH, "。") for each in joined], [rows[at % len(rows)]["kind"] for at in range(count)]


def letters(count: int) -> tuple[list[str], list[str]]:
    """`count` texts of 400 characters cut from real letters, one after the other, and a topic for each."""
    with (REAL_DATA / "messages" / "labelled.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rows = [row for step in range(_STEP) for row in rows[step::_STEP]]  # they lie in order of their topics
    joined = "。".join(" ".join(f"{row['title']}。{row['text']}".split()) for row in rows)
    texts = [joined[at : at + LENGTH] for at in range(0, count * LENGTH, LENGTH)]
    return texts, [rows[at % len(rows)]["topic"] for at in range(len(texts))]


def plain(texts: list[str], labels: list[str]) -> Pipeline:
    """The usual pipeline: jieba's words, TF-IDF, a linear SVM."""
    pipeline = make_pipeline(TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None), LinearSVC())
    return pipeline.fit(texts, labels)


def judge_all(judge: Judge, pack: Pack, texts: list[Text]) -> None:
    """Everything that the command does, but for reading and printing lines."""
    for first in range(0, len(texts), BATCH):
        for verdict in judge.judge(texts[first : first + BATCH]):
            decide(verdict, "mailbox", pack)


def best_rate(work: Callable[[], object], count: int) -> float:
    """Messages a second of processor time: what else runs on the machine does not count."""
    started = time.process_time()
    work()
    return count / (time.process_time() - started)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    written, labels = letters(count) if REAL_DATA.is_dir() else messages(count)
    texts = [Text(str(at), "", text, "mailbox") for at, text in enumerate(written)]
    pack = load_pack("justice-bureau")
    judge, pipeline = build_judge(pack, Path("data")), plain(written[:400], labels[:400])
    spare_the_collector()
    ours, theirs = 0.0, 0.0
    for _ in range(ROUNDS):
        ours = max(ours, best_rate(lambda: judge_all(judge, pack, texts), count))
        theirs = max(theirs, best_rate(lambda: pipeline.predict(written[: count // 4]), count // 4))
    print(f"judge: {ours:,.0f} messages/s; plain pipeline: {theirs:,.0f}; ratio {ours / theirs:.1f}")


if __name__ == "__main__":
    main()
