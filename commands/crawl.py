"""`crawl`: fetch what is due, keep what is new, judge it."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from commands.options import add_common, open_database, open_pack, print_rows, settings_from
from commands.secret import secret_of
from errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable

    from commands.judging_beside import JudgingBeside
    from monitor.crawl import CrawlOptions, Summary
    from monitor.crawl_parser import Parser
    from settings import Settings
    from store.session import Database

WATCH_S = 5.0
"""How often a crawl that goes on and on looks whether judging does, too."""


def configure(parser: argparse.ArgumentParser, name: str) -> None:
    """Declare the flags of `crawl`."""
    add_common(parser, example="huiying crawl --once --now --source 3")
    parser.add_argument("--once", action="store_true", help="return when all that is due is done")
    parser.add_argument("--now", action="store_true", help="treat every source as due, whatever it asks for")
    parser.add_argument("--spacing", type=_seconds, default=5.0, metavar="S", help="seconds between visits to a host")
    parser.add_argument("--per-host", type=_places, default=2, metavar="N", help="visits at once to a host (default 2)")
    parser.add_argument("--no-judge", action="store_true", help="only fetch; new items are judged later")
    parser.add_argument("--source", type=int, metavar="ID", help="this source alone")
    parser.add_argument("--allow-private", action="store_true", help="also visit private and loopback addresses")
    parser.set_defaults(run=crawl)


def _seconds(written: str) -> float:
    value = float(written)
    if not 0 <= value <= 86400:
        raise argparse.ArgumentTypeError("between 0 and 86400")
    return value


def _places(written: str) -> int:
    value = int(written)
    if not 1 <= value <= 64:
        raise argparse.ArgumentTypeError("between 1 and 64")
    return value


def crawl(arguments: argparse.Namespace) -> int:
    """Crawl once (or for ever without --once), then judge; prints the summary."""
    import gc

    from commands.judging_beside import JudgingBeside
    from monitor.crawl_parser import Parser

    # Loading makes much and drops nothing: the collector would look through it again and again.
    gc.disable()
    settings = settings_from(arguments)
    # First of all: the other processes start while this one still has one thread, and load while this one loads.
    beside = None if arguments.no_judge else JudgingBeside(settings)
    parser = Parser()
    parser.warm()
    database = open_database(settings)
    options = _options(arguments, settings)
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()
    try:
        if options.only is not None:
            _require_source(database, options.only)
        if arguments.once or arguments.now:
            summary = _round(database, options, parser, arguments.json)
            _finish(beside, settings, database)
            print_rows([_row(summary)], as_json=True)
        else:
            return _run_on(database, options, parser, beside, settings)
    finally:
        parser.close()
        if beside:
            beside.finish()
        database.close()
    return 0


def _finish(beside: JudgingBeside | None, settings: Settings, database: Database) -> None:
    if beside and not beside.finish():
        _judge(settings, database)


def _options(arguments: argparse.Namespace, settings: Settings) -> CrawlOptions:
    from monitor.crawl import CrawlOptions

    return CrawlOptions(
        contact=settings.contact,
        salt=secret_of(settings),
        spacing_s=arguments.spacing,
        per_host=arguments.per_host,
        allow_private=arguments.allow_private,
        everything=arguments.now,
        only=arguments.source,
    )


def _require_source(database: Database, source_id: int) -> None:
    from store.sources import source_by_id

    with database.read() as session:
        if source_by_id(session, source_id) is None:
            raise BadInput(f"没有编号为 {source_id} 的信源（用 huiying source list 查看）", field="--source")


def _round(database: Database, options: CrawlOptions, parser: Parser, quiet: bool) -> Summary:
    import asyncio

    from monitor.crawl import crawl_round
    from times import utc_now

    progress: Callable[[int], None] | None = None
    bar = None
    if sys.stderr.isatty() and not quiet:
        from tqdm import tqdm

        bar = tqdm(unit="源", desc="抓取")

        def progress(done: int) -> None:
            bar.update(done - bar.n)

    try:
        return asyncio.run(crawl_round(database, options, utc_now, parser, progress))
    finally:
        if bar is not None:
            bar.close()


def _run_on(
    database: Database, options: CrawlOptions, parser: Parser, beside: JudgingBeside | None, settings: Settings
) -> int:
    """Crawl on and on; ends with 1 where judging has ended by itself, for new items would lie there unread."""
    import asyncio

    from monitor.crawl import Crawler
    from times import utc_now

    async def scene() -> None:
        stop = asyncio.Event()
        async with Crawler(database, options, utc_now, parser) as crawler:
            crawling = asyncio.create_task(crawler.run(stop))
            while not (await asyncio.wait([crawling], timeout=WATCH_S))[0]:
                if beside and beside.has_ended():
                    stop.set()
            await crawling

    asyncio.run(scene())
    _finish(beside, settings, database)
    print("研判进程意外中断，抓取已停；积下的信息已补判，请重新启动", file=sys.stderr)
    return 1


def _judge(settings: Settings, database: Database) -> None:
    """Judge here what the process beside left, or say what kept it from judging."""
    from commands.judge import build_judge
    from monitor.crawl_rows import free_dead_judging, worker_name
    from monitor.judging import JudgingDesk
    from times import utc_now

    free_dead_judging(database)
    desk = JudgingDesk(build_judge(open_pack(settings), settings.data), name=worker_name())
    desk.judge_all(database, utc_now())


def _row(summary: Summary) -> dict[str, int | float]:
    from dataclasses import asdict

    return asdict(summary)
