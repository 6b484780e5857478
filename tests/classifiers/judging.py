"""What the tests of judging share: the justice bureau's judge, built once, and short ways to ask it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from classifiers.judge import Judge
from classifiers.verdict import Text, Verdict
from packs.pack import Pack, load_pack
from routing.responsibility import Responsibility, decide

DATA = Path(__file__).parent / "data"


@cache
def pack() -> Pack:
    return load_pack("justice-bureau")


@cache
def judge() -> Judge:
    """The judge by the pack's words alone: the trained heads have tests of their own."""
    return Judge(pack())


def judged(text: str, *, title: str = "", channel: str = "mailbox") -> Verdict:
    return judge().judge([Text("t", title, text, channel)])[0]


def decided(text: str, *, title: str = "", channel: str = "mailbox") -> Responsibility:
    return decide(judged(text, title=title, channel=channel), channel, pack())


def severity_words(verdict: Verdict) -> str:
    return "；".join(each.because for each in verdict.reasons if each.about == "severity")


@cache
def own_texts(name: str) -> tuple[dict[str, Any], ...]:
    return tuple(yaml.safe_load((DATA / f"{name}.yaml").read_text("utf-8")))


def json_lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]
