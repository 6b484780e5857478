"""What an office keeps beside its cases: policies, consultations, rules of interest, the duty log; see office.yaml."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from commands.demo_city.cast import Cast
from packs.pack import Pack
from routing import consultations, policies, shifts
from store import interest
from store.session import Database

Step = tuple[datetime, Callable[[datetime], None]]
FIELDS = ("title", "number", "aliases", "department", "disclosure", "text", "interpretation")


class Office:
    """The steps of the past in which the office wrote these things down."""

    def __init__(self, database: Database, pack: Pack, cast: Cast) -> None:
        self._database, self._pack, self._cast = database, pack, cast
        self._written = yaml.safe_load(Path(__file__).with_name("office.yaml").read_text("utf-8"))

    def steps(self, now: datetime) -> Iterator[Step]:
        """All steps that end in what stands at `now`, each with its moment."""
        for row in self._written["policies"]:
            yield now - timedelta(days=row["days_ago"]), self._policy(row)
        for row in self._written["consultations"]:
            yield from self._consultation(row, now - timedelta(days=row["days_ago"]))
        for row in self._written["interest"]:
            yield now - timedelta(days=3), self._interest(row)
        for row in self._written["notes"]:
            yield now - timedelta(minutes=row["minutes_ago"]), self._note(row["text"])

    def _policy(self, row: dict[str, Any]) -> Callable[[datetime], None]:
        def step(now: datetime) -> None:
            form = {name: row[name] for name in FIELDS} | {"disclosure_reason": "", "published_at": now}
            policies.keep(self._database, self._pack, self._cast.of("office"), None, form, now)

        return step

    def _consultation(self, row: dict[str, Any], opens: datetime) -> Iterator[Step]:
        """Opened, an opinion a day, each answered the day after; with `published` the table after it has closed."""
        head, closes = self._cast.of("head", row["department"]), opens + timedelta(days=row["days_open"])
        made: dict[str, int] = {}

        def open_(now: datetime) -> None:
            made["id"] = consultations.open_(
                self._database, head, row["title"], row["text"], row["department"], opens, closes, now
            )

        def heard(opinion: dict[str, str]) -> Callable[[datetime], None]:
            def step(now: datetime) -> None:
                number = consultations.take_in(self._database, made["id"], opinion["text"], now)
                if "answer" in opinion:
                    consultations.answer(self._database, head, number, opinion["answer"], opinion["reason"], now)

            return step

        yield opens, open_
        for day, opinion in enumerate(row["opinions"], start=1):
            yield opens + timedelta(days=day), heard(opinion)
        if row.get("published"):
            yield closes + timedelta(days=2), lambda now: consultations.publish(self._database, head, made["id"], now)

    def _interest(self, row: dict[str, str]) -> Callable[[datetime], None]:
        def step(now: datetime) -> None:
            with self._database.write() as session:
                writer = self._cast.of("duty_chief")
                interest.keep_rule(session, writer, None, row["name"], row["expression"], None, now)

        return step

    def _note(self, text: str) -> Callable[[datetime], None]:
        def step(now: datetime) -> None:
            shifts.note(self._database, self._cast.of("duty_officer"), text, now)

        return step
