"""The versions of the topic model below the data folder: which is in use, which came before, and why.

`<data>/models/index.json` lists them; each lies in a folder of its own name. The shipped model is version "shipped".
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from classifiers.heads import Heads, load_heads
from classifiers.model import SHIPPED, Linear, load, save
from errors import BadInput, Refused

FIRST = "shipped"
KEPT = 12  # versions whose arrays stay on the disk


@dataclass
class Version:
    """One version: its name, when it was made, both reports on the same held-out rows, and whether it was promoted."""

    name: str
    made_at: str
    promoted: bool
    because: str
    report: dict[str, Any]
    against: dict[str, Any]


@dataclass
class Index:
    """All versions in order of making, and the names that were in use, the present one last."""

    versions: list[Version] = field(default_factory=list)
    in_use: list[str] = field(default_factory=lambda: [FIRST])


class Versions:
    """The versions kept in a folder (`<data>/models`); nothing is written before `add`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = folder / "index.json"

    def index(self) -> Index:
        """The index as it stands; raises BadInput if the file is damaged."""
        if not self._file.is_file():
            return Index()
        try:
            stored = json.loads(self._file.read_text("utf-8"))
            return Index([Version(**each) for each in stored["versions"]], list(stored["in_use"]) or [FIRST])
        except (ValueError, KeyError, TypeError) as error:
            raise BadInput(f"模型索引损坏：{error}", file=str(self._file)) from error

    def folder_of(self, name: str) -> Path:
        """Where a version's arrays lie; raises BadInput for a name that is not kept."""
        if name == FIRST:
            return SHIPPED
        folder = self.folder / name
        if Path(name).name != name or not (folder / "topic.json").is_file():
            raise BadInput(f"没有名为 {name!r} 的模型版本", file=str(self.folder))
        return folder

    def topic_in_use(self) -> Linear:
        """The topic model in use."""
        return load(self.folder_of(self.index().in_use[-1]), "topic")

    def heads_in_use(self) -> Heads:
        """The topic model in use with the shipped emotion model."""
        return load_heads(self.folder_of(self.index().in_use[-1]))

    def add(self, model: Linear, version: Version) -> None:
        """Keep a version; where it is promoted it is in use from now on."""
        save(model, self.folder / version.name)
        index = self.index()
        index.versions.append(version)
        if version.promoted:
            index.in_use.append(version.name)
        self._write(index)
        self._forget_old(index)

    def roll_back(self, now: datetime) -> str:
        """Go back to the version in use before; returns its name. Raises Refused where there is none."""
        index = self.index()
        if len(index.in_use) < 2:
            raise Refused("nothing_before", "已经是最早的模型版本，没有更早的可退。")
        left = index.in_use.pop()
        for each in index.versions:
            if each.name == left:
                each.promoted, each.because = False, f"{now:%Y-%m-%d %H:%M} 被人工回退"
        self._write(index)
        return index.in_use[-1]

    def _write(self, index: Index) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = self._file.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(index), ensure_ascii=False, indent=1) + "\n", "utf-8")
        fresh.replace(self._file)

    def _forget_old(self, index: Index) -> None:
        """Delete the arrays of versions long gone; their reports stay in the index."""
        kept = {*index.in_use[-KEPT:], *(each.name for each in index.versions[-KEPT:])}
        for each in index.versions:
            folder = self.folder / each.name
            if each.name not in kept and folder.is_dir():
                for file in folder.iterdir():
                    file.unlink()
                folder.rmdir()
