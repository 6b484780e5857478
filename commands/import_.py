"""`huiying import`: letters, hotline tickets and orders from a file; a second import of the same file adds nothing."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commands.options import add_common, open_database, open_pack, print_rows, settings_from
from errors import BadInput
from times import utc_now

if TYPE_CHECKING:
    from monitor.imports import Letter
    from packs.pack import Pack
    from settings import Settings
    from store.letters import LetterRow, Past

CHANNELS = ("mailbox", "hotline", "superior", "manual")
_BATCH = 500


def configure(parser: argparse.ArgumentParser, name: str) -> None:
    """Declare file, channel and mapping, and flags shared by all commands."""
    add_common(parser, example="huiying import letters.xlsx --channel mailbox")
    parser.add_argument("file", metavar="FILE.jsonl|csv|xlsx", help="columns ref, title, text, received_at[, reply, …]")
    parser.add_argument("--channel", required=True, choices=CHANNELS, help="how the texts came to us")
    parser.add_argument("--map", metavar="FILE", help="YAML: which heading means which column (ref: 工单号)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Take in all rows that can be read; each wrong one is named on stderr and makes the exit code 2 at the end."""
    from monitor.imports import ImportFile, read_mapping

    settings = settings_from(arguments)
    pack = open_pack(settings)
    mapping = read_mapping(Path(arguments.map)) if arguments.map else None
    rows = ImportFile(Path(arguments.file), pack.imports, mapping).rows()
    first = list(islice(rows, _BATCH))  # a file that cannot be read is refused before a database is made
    intake = _Intake(pack, settings, arguments.channel)
    while first:
        intake.take(first)
        first = list(islice(rows, _BATCH))
    intake.note(Path(arguments.file).name)
    print_rows([intake.counts], as_json=arguments.json)
    return 2 if intake.counts["failed"] else 0


class _Intake:
    """One import under way: its counts, and the transaction of each batch."""

    def __init__(self, pack: Pack, settings: Settings, channel: str) -> None:
        from commands.secret import secret_of

        self.pack, self.settings, self.channel = pack, settings, channel
        self.database = open_database(settings)
        self.secret = secret_of(settings)
        self.counts = {"rows": 0, "new": 0, "known": 0, "answered": 0, "failed": 0}
        self._judge: Any = None

    def take(self, rows: Sequence[Letter | BadInput]) -> None:
        """Keep the letters of one batch that are not known yet, in one transaction."""
        from store.letters import add_answered, add_letters, known_refs

        letters = {each.ref: each for each in reversed(list(self._good(rows)))}
        now, number_format = utc_now(), self.pack.casework.number_format
        with self.database.write() as session:
            known = known_refs(session, self.channel, letters)
            fresh = [each for each in reversed(letters.values()) if each.ref not in known]
            open_ones = [each for each in fresh if not each.reply]
            add_letters(session, self.channel, [self._row(each) for each in open_ones], now)
            past = [each for each in fresh if each.reply]
            for letter, what in zip(past, self._judged(past), strict=True):
                add_answered(session, self.channel, self._row(letter), what, number_format, now)
        self.counts["new"] += len(fresh)
        self.counts["answered"] += len(past)
        self.counts["known"] += sum(1 for each in rows if not isinstance(each, BadInput)) - len(fresh)

    def note(self, file: str) -> None:
        """Write the import down in the log, once for the file."""
        from store import log
        from store.actors import PROGRAM

        if self.counts["new"]:
            with self.database.write() as session:
                log.append(session, PROGRAM, "import", "item", None, utc_now(), after={"file": file, **self.counts})

    def _good(self, rows: Sequence[Letter | BadInput]) -> Iterator[Letter]:
        for each in rows:
            self.counts["rows"] += 1
            if isinstance(each, BadInput):
                self.counts["failed"] += 1
                print(f"huiying: {each}", file=sys.stderr)
            else:
                yield each

    def _row(self, letter: Letter) -> LetterRow:
        from monitor.intake import content_hash, masked
        from store.letters import LetterRow
        from store.originals import sealed

        return LetterRow(
            ref=letter.ref,
            title=masked(letter.title),
            text=masked(letter.text),
            original=sealed(letter.title, letter.text, self.secret),
            content_hash=content_hash(letter.title, letter.text),
            received_at=letter.received_at,
            received_is_date=letter.received_is_date,
        )

    def _judged(self, letters: Sequence[Letter]) -> list[Past]:
        """What the answered letters were about, judged like any text, so that figures and precedents can use them."""
        if not letters:
            return []
        from classifiers.verdict import Text
        from commands.judge import build_judge

        self._judge = self._judge or build_judge(self.pack, self.settings.data)
        texts = [Text(each.ref, each.title, each.text, self.channel, each.received_at) for each in letters]
        return [_past(*pair, self.channel, self.pack) for pair in zip(letters, self._judge.judge(texts), strict=True)]


def _past(letter: Letter, verdict: Any, channel: str, pack: Pack) -> Past:
    from classifiers.verdict import SEVERITIES
    from monitor.intake import masked
    from routing.responsibility import NOBODY, decide
    from store.letters import Past

    body = decide(verdict, channel, pack)
    assert letter.replied_at is not None  # a row with a reply and no time of it is refused when read
    return Past(
        reply=masked(letter.reply),
        replied_at=letter.replied_at,
        severity=verdict.severity,
        rank=SEVERITIES.index(verdict.severity),
        topic=verdict.topic,
        kind=verdict.kind,
        place=verdict.signals.county,
        lead="" if body.lead == NOBODY else body.lead,
        rule="" if body.rule == NOBODY else body.rule,
        duty=body.duty,
        words=tuple(body.words),
        accused=tuple(verdict.signals.accused) if body.rule == "R1" else (),
        isolated=body.rule == "R1",
    )
