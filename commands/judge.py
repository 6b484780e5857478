"""`huiying judge`: classify and route texts of a JSON-lines file or of standard input; no database."""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from commands.options import add_common, open_pack, print_rows, settings_from
from errors import BadInput
from times import parse_time

if TYPE_CHECKING:
    from classifiers.judge import Judge
    from classifiers.verdict import Text, Verdict
    from packs.pack import Pack
    from routing.responsibility import Responsibility

BATCH = 512
_FIELDS = ("title", "text", "channel", "published")


def configure(parser: argparse.ArgumentParser, name: str) -> None:
    """Declare the file, and flags shared by all commands."""
    add_common(parser, example="huiying judge letters.jsonl --json > verdicts.jsonl")
    parser.add_argument(
        "file", nargs="?", default="-", help="JSON lines: id, title, text, channel, published; - = stdin"
    )
    parser.add_argument("--explain", action="store_true", help="show every reason in words (without --json)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Judge all lines that can be read; each wrong line is named on stderr and makes the exit code 2 at the end."""
    pack = open_pack(settings_from(arguments))
    judge = build_judge(pack, settings_from(arguments).data)
    spare_the_collector()
    wrong = 0
    with _opened(arguments.file) as stream:
        lines = _texts(stream, arguments.file)
        while batch := list(islice(lines, BATCH)):
            for each in batch:
                if isinstance(each, BadInput):
                    print(f"huiying: {each}", file=sys.stderr)
                    wrong += 1
            texts = [each for each in batch if not isinstance(each, BadInput)]
            _print(judge, pack, texts, arguments)
    return 2 if wrong else 0


def build_judge(pack: Pack, data: Path) -> Judge:
    """The judge of a pack with the trained heads in use: the promoted ones below `data`, else the shipped."""
    from classifiers.judge import Judge
    from classifiers.model import SHIPPED
    from classifiers.versions import Versions

    complete = (SHIPPED / "topic.json").is_file()  # in a checkout before `make model`, words alone judge
    return Judge(pack, Versions(data / "models").heads_in_use() if complete else None)


def spare_the_collector() -> None:
    """What is loaded stays until the end and verdicts hold no circles: the collector looks at neither again and again.

    Worth some 10 % of the processor time of judging.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def row_of(verdict: Verdict, responsibility: Responsibility) -> dict[str, Any]:
    """The fields of `judge` as others read them."""
    confidence = {**verdict.confidence, **(responsibility.confidence or {})}
    return {
        "id": verdict.id,
        "relevant": verdict.relevant,
        "topic": verdict.topic,
        "kind": verdict.kind,
        "severity": verdict.severity,
        "emotion": verdict.emotion,
        "places": list(verdict.places),
        "confidence": {head: round(value, 3) for head, value in confidence.items()},
        "reasons": [
            {"about": each.about, "because": each.because, "words": list(each.words)}
            for each in (*verdict.reasons, *responsibility.reasons)
        ],
        "rule": responsibility.rule,
        "lead": responsibility.lead,
        "assist": list(responsibility.assist),
        "runners_up": list(responsibility.runners_up),
        "needs_person": verdict.needs_person or responsibility.needs_person,
    }


def _print(judge: Judge, pack: Pack, texts: list[Text], arguments: argparse.Namespace) -> None:
    from routing.responsibility import decide

    verdicts = zip(judge.judge(texts), texts, strict=True)
    rows = [row_of(verdict, decide(verdict, text.channel, pack)) for verdict, text in verdicts]
    if not arguments.json and not arguments.explain:
        rows = [{name: value for name, value in row.items() if name not in ("reasons", "confidence")} for row in rows]
    print_rows(rows, as_json=arguments.json)


def _opened(name: str) -> IO[bytes]:
    if name == "-":
        return sys.stdin.buffer
    try:
        return open(name, "rb")
    except OSError as error:
        raise BadInput(f"打不开：{error.strerror}", file=name) from None


def _texts(stream: Iterable[bytes], file: str) -> Iterator[Text | BadInput]:
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        try:
            yield _text_of(line, file, number)
        except BadInput as error:
            yield error


def _text_of(line: bytes, file: str, number: int) -> Text:
    from classifiers.verdict import CHANNELS, Text

    row = _row_of(line, file, number)
    if "id" not in row or not isinstance(row["id"], str | int) or isinstance(row["id"], bool) or row["id"] == "":
        raise BadInput("缺少 id，或不是文字", file=file, line=number, field="id")
    for field in _FIELDS:
        if row.get(field) is not None and not isinstance(row[field], str):
            raise BadInput(f"应为文字，写的是 {type(row[field]).__name__}", file=file, line=number, field=field)
    channel = row.get("channel") or "manual"
    if channel not in CHANNELS:
        raise BadInput(
            f"没有这个渠道：{channel!r}（可用：{' '.join(CHANNELS)}）", file=file, line=number, field="channel"
        )
    if row.get("text") is None and row.get("title") is None:
        raise BadInput("text 和 title 都没有", file=file, line=number, field="text")
    published = _published(row.get("published"), file, number)
    return Text(str(row["id"]), row.get("title") or "", row.get("text") or "", channel, published)


def _row_of(line: bytes, file: str, number: int) -> dict[str, Any]:
    from classifiers.judge import whole

    try:
        row = json.loads(line.removeprefix(b"\xef\xbb\xbf").decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadInput(f"不是 UTF-8 文本（第 {error.start} 字节）", file=file, line=number) from None
    except (json.JSONDecodeError, RecursionError) as error:
        raise BadInput(f"不是有效的 JSON：{error}", file=file, line=number) from None
    if not isinstance(row, dict):
        raise BadInput("一行应是一个 JSON 对象", file=file, line=number)
    return {name: whole(value) if isinstance(value, str) else value for name, value in row.items()}


def _published(written: str | None, file: str, number: int) -> Any:
    if not written:
        return None
    try:
        return parse_time(written)[0]
    except BadInput as error:
        raise BadInput(error.why, file=file, line=number, field="published") from None
