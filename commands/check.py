"""`huiying check`: what is wrong with this installation, and how to mend it."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from commands.options import add_common, open_database, open_pack, print_rows, settings_from
from errors import BadInput
from settings import Settings
from times import local, utc_now

if TYPE_CHECKING:
    from packs.pack import Pack

LEAST_FREE_BYTES = 2 * 1024**3
MOST_DRIFT_S = 5

Row = dict[str, Any]


def configure(parser: argparse.ArgumentParser, name: str) -> None:
    """Declare the flags of `check`."""
    add_common(parser, example="huiying check --data data")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print one row per thing looked at; 1 if something is wrong, 2 if the pack or a setting cannot be read."""
    settings = settings_from(arguments)
    rows = list(look(settings, utc_now()))
    print_rows(rows, as_json=arguments.json)
    return 1 if any(row["state"] == "wrong" for row in rows) else 0


def look(settings: Settings, now: datetime) -> Iterator[Row]:
    """Everything that can be wrong: settings, pack, calendar, database, clock, disk, channels."""
    yield _settings_row(settings)
    pack = open_pack(settings)
    yield _row("组织包", "ok", f"{pack.organisation.body}（{pack.organisation.name} {pack.organisation.version}）")
    yield from _calendar_rows(pack, now)
    yield from _database_rows(settings, now)
    yield from _channel_rows(settings)
    yield _disk_row(settings)


def _row(about: str, state: str, found: str, mend: str = "") -> Row:
    return {"about": about, "state": state, "found": found, "mend": mend}


def _settings_row(settings: Settings) -> Row:
    if settings.contact.endswith(".invalid"):
        found = "访问信源时没有留真实联系方式"
        return _row("设置", "warning", found, "设置 HUIYING_CONTACT，让网站管理员能找到你们")
    return _row("设置", "ok", "、".join(f"{name}（{origin}）" for name, origin in settings.origins.items()))


def _calendar_rows(pack: Pack, now: datetime) -> Iterator[Row]:
    from routing.calendar import calendar_of, coverage

    report = coverage(calendar_of(pack.calendar), now)
    this_year_missing = local(now).year in report.missing
    state = "wrong" if this_year_missing else "warning" if report.alarm else "ok"
    yield _row("工作日历", state, report.sentence)


def _database_rows(settings: Settings, now: datetime) -> Iterator[Row]:
    from store.health import clock_of, describe

    try:
        database = open_database(settings)
    except OSError as error:
        yield _row("数据库", "wrong", f"打不开：{error}", "检查地址、权限和服务是否启动")
        return
    yield _row("数据库", "ok", describe(database))
    drift = abs((clock_of(database) - now).total_seconds())
    if drift > MOST_DRIFT_S:
        yield _row("时钟", "wrong", f"本机与数据库相差 {drift:.0f} 秒", "校准时间（NTP），时限以时钟为准")
    else:
        yield _row("时钟", "ok", f"与数据库相差 {drift:.1f} 秒")
    database.close()


def _channel_rows(settings: Settings) -> Iterator[Row]:
    from notify.settings_file import read_channels

    try:
        channels = read_channels(settings.channels)
    except BadInput as error:
        yield _row("通知渠道", "wrong", str(error), "按 docs/notices.md 改正渠道文件")
        return
    names = "、".join(each.name for each in channels) or "只有工作台"
    yield _row("通知渠道", "ok", names)


def _disk_row(settings: Settings) -> Row:
    place = settings.data if settings.data.exists() else settings.data.absolute().parent
    free = shutil.disk_usage(place).free
    found = f"{place} 剩余 {free / 1024**3:.1f} GiB"
    if free < LEAST_FREE_BYTES:
        return _row("磁盘", "wrong", found, "清理磁盘或换目录（--data）")
    return _row("磁盘", "ok", found)
