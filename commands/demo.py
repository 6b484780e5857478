"""`huiying demo`: `serve` over a small city that the program makes itself, offline, with a month of history."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from commands.ending import in_order
from commands.options import add_common, open_database, open_pack, settings_from
from errors import BadInput
from times import parse_time, utc_now

if TYPE_CHECKING:
    from commands.demo_city.cast import Cast
    from commands.demo_city.papers import Papers
    from packs.pack import Pack
    from settings import Settings
    from store.session import Database

MARK = "demo-city"
"""A file in the demo's folder: only a folder with it is ever emptied."""
PACE_S = 15


def configure(parser: argparse.ArgumentParser, name: str) -> None:
    """Declare the flags of `demo`."""
    add_common(parser, example="huiying demo --port 8000")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default 8000)")
    parser.add_argument("--now", metavar="TIME", help="the moment at which the demo begins (default: now)")
    parser.add_argument("--password", help="one password for all people of the demo (default: a random one)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Make the city anew, print its address and sign-ins, and serve it until interrupted."""
    import scheduler
    from commands.serve import answer, bound
    from web.app import create_app

    settings = settings_from(arguments)
    listener = bound(arguments.host, arguments.port)
    settings = replace(settings, data=fresh_folder(settings.data / "demo"), database=arguments.database or "")
    clock = clock_from(arguments.now)
    pack, database = open_pack(settings), open_database(settings)
    print("huiying: 正在搭建示例城市（约十几秒）…", file=sys.stderr)
    city = City(settings, database, pack, clock, arguments.password)
    with in_order() as ending:
        running = scheduler.start(settings, database, pack, clock=clock, allow_private=True)
        try:
            city.print_sign_ins()
            return answer(create_app(settings, database, pack, clock=clock, secret=city.secret), listener, ending)
        finally:
            running.stop()
            city.papers.stop()
            database.close()


def fresh_folder(folder: Path) -> Path:
    """An empty folder for the demo; an older demo there is removed, anything else is left and refused."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise BadInput("这个目录里有别的文件，示例城市不会覆盖它", file=str(folder))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARK).write_text("made by huiying demo; emptied at its next start\n", "utf-8")
    return folder


def clock_from(written: str | None) -> Callable[[], datetime]:
    """A clock that begins at the written moment and goes on from there; the real one without it."""
    if written is None:
        return utc_now
    shift = parse_time(written)[0] - utc_now()
    return lambda: utc_now() + shift


class City:
    """The demo's city in the database: people, shifts, papers as sources, a month of history, an office's books."""

    def __init__(
        self, settings: Settings, database: Database, pack: Pack, clock: Callable[[], datetime], password: str | None
    ) -> None:
        from commands.demo_city.cast import engage
        from commands.demo_city.papers import Papers
        from commands.secret import secret_of
        from web.passwords import Passwords, one_time_password

        self.database, self.pack, self.clock, self.data = database, pack, clock, settings.data
        self.password = password or one_time_password()
        self.secret = secret_of(settings)
        now = clock()
        self.cast: Cast = engage(database, pack, now - timedelta(days=31), lambda: Passwords().hash(self.password))
        self.papers: Papers = Papers(clock)
        self.papers.start()
        forum = self._add_sources(now)
        self._plan_shifts(now)
        self._play(forum, now)

    def _add_sources(self, now: datetime) -> int:
        from store.sources import add_sources

        rows = [
            {
                "kind": paper.kind,
                "url": self.papers.home + path,
                "name": paper.name,
                "media_level": paper.media_level,
                "platform": paper.name.removesuffix("（示例）"),
                "settings": {"channel": paper.channel},
                "interval_s": PACE_S,
                "created_at": now,
                "next_at": now,
            }
            for path, paper in self.papers.papers.items()
        ]
        with self.database.write() as session:
            numbers = dict(zip(self.papers.papers, add_sources(session, rows), strict=True))
        return numbers["/luntan/feed.xml"]

    def _plan_shifts(self, now: datetime) -> None:
        from routing import shifts

        chief, early = self.cast.of("duty_chief"), self.cast.of("duty_officer")
        late = self.cast.by_name["zhiban2"]
        assert early.id is not None
        assert late.id is not None
        begun = now - timedelta(hours=2)
        first = shifts.plan(self.database, chief, begun, begun + timedelta(hours=8), early.id, chief.id, begun)
        following = begun + timedelta(hours=8)
        shifts.plan(self.database, chief, following, following + timedelta(hours=8), late.id, chief.id, begun)
        shifts.begin(self.database, early, first, begun)

    def _play(self, forum: int, now: datetime) -> None:
        from commands.demo_city.history import Past
        from commands.demo_city.office import Office
        from commands.judge import build_judge
        from monitor.judging import JudgingDesk
        from notify.outbox import Outbox

        quiet = self.pack.clocks.notices.quiet
        desk = JudgingDesk(build_judge(self.pack, self.data), name="demo")
        past = Past(
            database=self.database,
            pack=self.pack,
            cast=self.cast,
            desk=desk,
            outbox_at=lambda moment: Outbox(self.database, {}, quiet, "demo", lambda: moment),
            secret=self.secret,
            forum_id=forum,
        )
        for moment, step in Office(self.database, self.pack, self.cast).steps(now):
            past.at(moment, step)
        past.play(now - timedelta(minutes=5))
        self._read_old_notices(now)

    def _read_old_notices(self, now: datetime) -> None:
        """What people were told in the past month they have read: a new notice should be seen."""
        from store import notice_page

        with self.database.write() as session:
            for person in self.cast.by_name.values():
                notice_page.acknowledge(session, person.id, None, sys.maxsize >> 1, now)

    def print_sign_ins(self) -> None:
        """Print who can sign in, and the password of all of them."""
        print(f"\n示例城市 {self.pack.organisation.body}，登录口令都是：{self.password}\n")
        for name, what in self.cast.names.items():
            print(f"  {name:<12} {what}")
        print("\n一分钟内工作台会出现新预警。用 zhiban 登录，按 README 走一遍。\n", flush=True)
