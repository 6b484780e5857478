"""What the shipped heads and judging as a whole reach on the real data is not lost again (floors.yaml)."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bench.sets import measure_moods, measure_topics
from classifiers.heads import load_heads
from cli import main
from tests.realdata import REAL_DATA, needs_real_data

FLOORS = yaml.safe_load((Path(__file__).parent / "floors.yaml").read_text("utf-8"))
pytestmark = [pytest.mark.data, needs_real_data]


@pytest.mark.parametrize(("head", "measured"), [("topic_shipped", measure_topics), ("emotion_shipped", measure_moods)])
def test_no_point_is_lost(head: str, measured: object) -> None:
    told = measured(load_heads(), REAL_DATA)  # type: ignore[operator]
    floor = FLOORS[head]
    assert told["macro_f1"] >= floor["macro_f1"]
    assert told.get("accuracy", 0) >= floor.get("accuracy", 0)
    assert told["ece"] <= floor["ece_at_most"]


def test_no_point_is_lost_on_texts_of_our_field(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Judged by the command and scored by the script that lies beside the data."""
    folder, out = REAL_DATA / "justice", tmp_path / "out.jsonl"
    assert main(["judge", str(folder / "texts.jsonl"), "--json"]) == 0
    out.write_text(capsys.readouterr().out, "utf-8")
    scorer = REAL_DATA.parent / "tools" / "score_justice.py"
    words = [sys.executable, str(scorer), str(out), str(folder / "labels.jsonl")]
    told = subprocess.run(words, capture_output=True, text=True, check=False).stdout
    reached = {
        name: float(value) for name, value in re.findall(r"(relevance F1|[^\s|]+) (\d\.\d+)", told.splitlines()[-1])
    }
    assert {name: reached[name] for name, floor in FLOORS["justice"].items() if reached[name] < floor} == {}
