"""The model in use is the one that judges, without a restart."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from classifiers.model import SHIPPED, load
from classifiers.versions import Version, Versions
from commands import current_desk
from commands.current_desk import CurrentDesk
from packs.pack import load_pack
from store.session import Database

NOW = datetime(2026, 10, 20, 4, 0, tzinfo=UTC)
PACK = load_pack("justice-bureau")


def test_a_promotion_and_a_rollback_hold_from_the_next_round_on(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[str] = []
    build = current_desk.build_judge

    def counted(pack: object, data: Path) -> object:
        built.append(Versions(data / "models").index().in_use[-1])
        return build(PACK, data)

    monkeypatch.setattr(current_desk, "build_judge", counted)
    desk = CurrentDesk(PACK, tmp_path, "w1")
    desk.judge_all(sqlite, NOW)
    versions = Versions(tmp_path / "models")
    versions.add(load(SHIPPED, "topic"), Version("v2", NOW.isoformat(), True, "better", {}, {}))
    for _ in range(2):
        desk.judge_all(sqlite, NOW)
    versions.roll_back(NOW)
    desk.judge_all(sqlite, NOW)
    assert built == ["shipped", "v2", "shipped"]
