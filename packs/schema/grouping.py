"""The file grouping.yaml: what a pack changes of how reprints and events are found. May be absent."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from packs.reading import read_part
from packs.schema.base import Part

Severity = Literal["蓝", "黄", "橙", "红"]


class Grouping(Part):
    """What is left out stays as `classifiers.grouping_settings` has it, where each value is explained.

    `alert_from`, `candidate_from`: severity from which a relevant event raises an alert, and comes to the desk.
    `ordinary_words`: words that all matters of this body share (its own name, 来信, 反映), which make no event.
    """

    window_days: float | None = Field(None, gt=0)
    long_window_days: float | None = Field(None, gt=0)
    long_channels: list[str] | None = None
    alike_title: float | None = Field(None, gt=0, lt=1)
    alike_text: float | None = Field(None, gt=0, lt=1)
    reprint_coverage: float | None = Field(None, gt=0.5, le=1)
    alert_from: Severity = "黄"
    candidate_from: Severity = "蓝"
    ordinary_words: list[str] = Field(default_factory=list)


def read_grouping(folder: Path) -> Grouping:
    """The pack's grouping.yaml, or what an empty one says; raises BadInput with file, line and field."""
    file = folder / "grouping.yaml"
    return read_part(file, Grouping) if file.is_file() else Grouping.model_validate({})
