"""Judging with the model in use now: a promotion or a rollback holds from the next round on, without a restart."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from classifiers.versions import Versions
from commands.judge import build_judge
from monitor.judging import JudgingDesk, Round

if TYPE_CHECKING:
    from packs.pack import Pack
    from store.session import Database


class CurrentDesk:
    """A worker's judging desk, built anew whenever another version of the model is in use; `name` marks its leases."""

    def __init__(self, pack: Pack, data: Path, name: str) -> None:
        self._pack, self._data, self._name = pack, data, name
        self._versions = Versions(data / "models")
        self._model = self._in_use()
        self._desk = self._built()

    def judge_all(self, database: Database, now: datetime) -> Round:
        """Judge all that is owed."""
        if (model := self._in_use()) != self._model:
            self._desk, self._model = self._built(), model
        return self._desk.judge_all(database, now)

    def _in_use(self) -> str:
        return self._versions.index().in_use[-1]

    def _built(self) -> JudgingDesk:
        return JudgingDesk(build_judge(self._pack, self._data), name=self._name)
