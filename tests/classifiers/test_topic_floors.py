"""What the shipped heads reach on the real data is not lost again (floors.yaml)."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bench.sets import measure_moods, measure_topics
from classifiers.model import load_heads
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
