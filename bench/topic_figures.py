"""One table over all sets of the real data (`make evaluate`): every head, calibration, grouping.

    python -m bench.topic_figures [--quick]

`--quick` leaves out the training by cross-validation (a minute) and the events. Parts whose data or command is absent
say so. Justice, events and near-duplicates are scored by the scripts that lie beside the data.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from bench.sets import hot_titles, measure_moods, measure_topics
from classifiers.heads import load_heads
from classifiers.labelled import read_labelled
from classifiers.model import SHIPPED, load
from classifiers.training import train
from classifiers.verdict import Text
from tests.realdata import REAL_DATA, ROOT

TOOLS = REAL_DATA.parent / "tools"
COMMAND = [sys.executable, "-m", "cli"]


def main() -> int:
    """Print the table; 1 where the real data is absent."""
    if not REAL_DATA.is_dir():
        print("the real data is not beside the project", file=sys.stderr)
        return 1
    quick = "--quick" in sys.argv
    commit = _said(["git", "rev-parse", "--short", "HEAD"])[-1]
    print(f"| set | figure | value |   commit {commit}\n|---|---|---|")
    heads = load_heads()
    _rows("messages, shipped", measure_topics(heads, REAL_DATA))
    if not quick:
        rows = read_labelled(REAL_DATA / "messages" / "labelled.csv")
        prior = load(SHIPPED, "topic")
        report = train(rows, prior, load(SHIPPED, "matters"), prior, "measured").report
        _rows("messages, trained, 5 folds by text", report)
        _rows("messages, trained, latest fifth held out", report["by_time"])
    _rows("emotion, shipped", measure_moods(heads, REAL_DATA))
    _justice()
    _hot_titles()
    if not quick:
        _groups()
    return 0


def _rows(name: str, told: dict[str, object]) -> None:
    for figure in ("rows", "accuracy", "macro_f1", "ece", "coverage_at_97"):
        if figure in told:
            print(f"| {name} | {figure} | {told[figure]} |")
    per_class = told.get("per_class", {})
    for label, one in per_class.items():  # type: ignore[attr-defined]
        print(
            f"| {name} | {label} | P {one['precision']:.3f} R {one['recall']:.3f} F1 {one['f1']:.3f} n {one['rows']} |"
        )


def _justice() -> None:
    folder = REAL_DATA / "justice"
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "out.jsonl"
        _written([*COMMAND, "judge", str(folder / "texts.jsonl"), "--json"], out)
        for line in _said([sys.executable, str(TOOLS / "score_justice.py"), str(out), str(folder / "labels.jsonl")]):
            print(f"| justice | judge | {line.strip()} |".replace(" | relevance", "; relevance"))


def _hot_titles() -> None:
    from commands.judge import build_judge
    from packs.pack import load_pack

    judge = build_judge(load_pack("justice-bureau"), Path("data"))
    texts = [Text(str(at), title, "", "hotlist") for at, title in enumerate(hot_titles(REAL_DATA, 10_000))]
    verdicts = judge.judge(texts)
    for name, found in (("false 红", "红"), ("false 橙", "橙")):
        print(f"| hot titles, {len(texts)} | {name} | {sum(each.severity == found for each in verdicts)} |")
    print(f"| hot titles, {len(texts)} | relevant | {sum(each.relevant for each in verdicts)} |")


def _groups() -> None:
    folder = REAL_DATA / "events"
    with tempfile.TemporaryDirectory() as scratch:
        items, out = Path(scratch) / "items.jsonl", Path(scratch) / "out.jsonl"
        _written([*COMMAND, "group", str(folder / "items.jsonl"), "--window", "365", "--json"], out)
        _scored("events", ["score_events.py", str(out), str(folder / "gold.jsonl")])
        pairs = str(folder / "neardup.jsonl")
        _written([sys.executable, str(TOOLS / "score_neardup.py"), "make", pairs], items)
        _written([*COMMAND, "group", str(items), "--json"], out)
        _scored("near-duplicates", ["score_neardup.py", "score", str(out), pairs])


def _scored(name: str, words: list[str]) -> None:
    for line in _said([sys.executable, str(TOOLS / words[0]), *words[1:]]):
        print(f"| {name} | group | {line.strip().replace('|', ';')} |")


def _written(command: list[str], out: Path) -> None:
    with out.open("w", encoding="utf-8") as file:
        subprocess.run(command, stdout=file, cwd=ROOT, check=False)


def _said(command: list[str]) -> list[str]:
    told = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    return (told.stdout or told.stderr).strip().splitlines() or ["(no answer)"]


if __name__ == "__main__":
    sys.exit(main())
