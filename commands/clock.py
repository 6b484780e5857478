"""`huiying clock`: every deadline of a case with its reason, by the pack's table and calendar."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from commands.options import add_common, open_pack, print_rows, settings_from
from times import local, parse_time

if TYPE_CHECKING:
    from routing.clocks import Deadline

_CHANNELS = ("public", "mailbox", "hotline", "superior", "news", "weibo", "forum", "hotlist", "manual")


def configure(parser: argparse.ArgumentParser, name: str) -> None:
    """Declare the flags; T0 is taken as the start of every step."""
    add_common(parser, example='huiying clock --severity 橙 --t0 "2026-09-30 16:00" --major-incident --json')
    parser.add_argument("--severity", required=True, choices=("红", "橙", "黄", "蓝"), help="severity of the case")
    parser.add_argument("--t0", required=True, metavar="TIME", help="T0; without a zone Asia/Shanghai")
    parser.add_argument("--major-incident", action="store_true", help="特别重大、重大突发事件")
    parser.add_argument("--channel", default="public", choices=_CHANNELS, metavar="public|mailbox|hotline")
    parser.add_argument(
        "--kind",
        default="",
        choices=("建议", "困难", "问题", "疑问", "误解", "资讯"),
        help="kind of the matter, if known",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print one row per step that this severity asks for."""
    from errors import BadInput
    from routing.calendar import calendar_of
    from routing.clocks import plan

    try:
        t0, _ = parse_time(arguments.t0)
    except BadInput as error:
        raise BadInput(error.why, field="--t0") from None
    if not 2000 <= local(t0).year < 2200:
        raise BadInput(f"T0 应在 2000 年至 2199 年之间（写的是 {arguments.t0}）", field="--t0")
    pack = open_pack(settings_from(arguments))
    made = plan(
        pack.clocks,
        calendar_of(pack.calendar),
        t0,
        arguments.severity,
        channel=arguments.channel,
        kind=arguments.kind,
        major_incident=arguments.major_incident,
    )
    print_rows((_row(each) for each in made), as_json=arguments.json)
    return 0


def _row(each: Deadline) -> dict[str, Any]:
    """The fields of a deadline that others rely on; times on the wall clock of Asia/Shanghai with its offset."""
    return {
        "step": each.step,
        "due_at": local(each.due_at).isoformat() if each.due_at else None,
        "kind": each.kind,
        "source": each.source,
        "explanation": each.explanation,
    }
