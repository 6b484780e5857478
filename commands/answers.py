"""`huiying answers`: what was answered, back to the mailbox or hotline by their own references."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from pathlib import Path

from commands.options import add_common, open_database, print_rows, settings_from
from errors import BadInput

COLUMNS = ("ref", "title", "reply", "replied_at", "department", "disclosure", "address")


def configure(parser: argparse.ArgumentParser, name: str) -> None:
    """Declare the channel, the file and since when."""
    add_common(parser, example="huiying answers --channel mailbox --since 2026-10-01 --out answers.csv")
    parser.add_argument(
        "--channel", choices=["mailbox", "hotline", "superior"], required=True, help="where they came in"
    )
    parser.add_argument("--since", metavar="TIME", help="only answers published since then")
    parser.add_argument("--out", metavar="FILE.csv", type=Path, required=True, help="a file that is not there yet")
    parser.set_defaults(run=_answers)


def _answers(arguments: argparse.Namespace) -> int:
    """Write one row per answer, leave a trace, print how many; raises BadInput for a file that is there already."""
    from store import publishing, traces
    from times import local, parse_time, utc_now

    since = parse_time(arguments.since)[0] if arguments.since else None
    if arguments.out.exists():
        raise BadInput("文件已存在，不覆盖", file=str(arguments.out), field="--out")
    settings = settings_from(arguments)
    root, database = settings.public_url.rstrip("/"), open_database(settings)
    try:
        with database.write() as session:
            rows = [
                (ref, reply.title, reply.text, f"{local(reply.published_at):%Y-%m-%d %H:%M}", reply.department,
                 reply.disclosure, f"{root}/public/replies/{reply.slug}" if reply.public else "")
                for ref, reply in publishing.answers_by_reference(session, arguments.channel, since)
            ]  # fmt: skip
            reason = f"{arguments.channel}：{len(rows)} 件答复"
            traces.leave(session, None, "export", "answers", utc_now(), reason=reason)
            _write(arguments.out, rows)
    finally:
        database.close()
    print_rows([{"answers": len(rows), "file": str(arguments.out)}], as_json=arguments.json)
    return 0


def _write(file: Path, rows: Sequence[tuple[str | None, ...]]) -> None:
    """A table that spreadsheets open as they should (UTF-8 with mark), formulas of strangers made harmless."""
    try:
        with file.open("x", encoding="utf-8-sig", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(COLUMNS)
            writer.writerows([_harmless(cell or "") for cell in row] for row in rows)
    except OSError as error:
        raise BadInput(f"写不了文件：{error.strerror}", file=str(file)) from None


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t")) else cell
