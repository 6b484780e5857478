"""A city of 100,000 cases and 1,000,000 items in one SQLite file, for measuring pages.

python -m bench.large_city FILE [--cases 100000] [--items 1000000]
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from packs.pack import load_pack
from store import people, search
from store.search import Entry
from store.session import Database
from store.tables.casework import Assignment, Case, Deadline, LogEntry
from store.tables.judging import Alert, Candidate, Event, EventHour, Verdict
from store.tables.replying import Draft, Reply
from store.tables.watching import Item, Source
from web.passwords import Passwords

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
PASSWORD = "large-city-1234"
CHUNK = 5000
STEPS = (("confirm", 0.2), ("sign", 8), ("reply", 48), ("finish", 120), ("authoritative", 24), ("report", 1))
OPEN_SHARE = 0.05
PEOPLE = (
    ("zhiban", ("duty_officer",), ""),
    ("bangong", ("office",), "办公室"),
    ("juzhang", ("bureau_chief",), ""),
    ("lvshi", ("head",), "律师工作科"),
)
WORDS = tuple(
    "律师公证鉴定调解法援矫正复议收费失联排队投诉建议窗口态度材料预约电话网站证书报告协议执法罚款听证草案顾问考试成绩复查戒毒探访安置培训"[
        place : place + 2
    ]
    for place in range(0, 66, 2)
)


def dice(seed: int) -> random.Random:
    return random.Random(seed)


def title_of(number: int) -> str:
    return "临江" + "".join(dice(number).choices(WORDS, k=5))


class Filler:
    """Writes rows in stretches."""

    def __init__(self, database: Database, cases: int, items: int) -> None:
        self.database, self.cases, self.items = database, cases, items
        self.departments = [each.name for each in load_pack("justice-bureau").departments.own]

    def fill(self) -> None:
        """Everything, parents first."""
        self._people()
        for table, rows in (
            (Source, self._sources()),
            (Event, self._events()),
            (Item, self._items()),
            (Verdict, self._verdicts()),
            (EventHour, self._hours()),
            (Case, self._cases()),
            (Candidate, self._candidates()),
            (Alert, self._alerts()),
            (Assignment, self._assignments()),
            (Deadline, self._deadlines()),
            (Draft, self._drafts()),
            (Reply, self._replies()),
            (LogEntry, self._log()),
        ):
            self._write(table, rows)
        self._index()
        with self.database.engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")

    def _write(self, table: Any, rows: Iterator[dict[str, Any]]) -> None:
        stretch: list[dict[str, Any]] = []
        for row in rows:
            stretch.append(row)
            if len(stretch) == CHUNK:
                self._flush(table, stretch)
                stretch = []
        self._flush(table, stretch)

    def _flush(self, table: Any, rows: list[dict[str, Any]]) -> None:
        if rows:
            with self.database.write() as session:
                session.execute(insert(table), rows)

    def _people(self) -> None:
        hashed = Passwords(passes=1, kib=8).hash(PASSWORD)
        with self.database.write() as session:
            for name, roles, department in PEOPLE:
                number = people.add_user(session, name, name, roles, department, hashed, NOW)
                people.set_password(session, number, hashed, must_change=False)

    def _sources(self) -> Iterator[dict[str, Any]]:
        for number in range(1, 201):
            yield {
                "id": number,
                "kind": "feed",
                "url": f"https://s{number}.invalid/feed",
                "name": f"信源{number}",
                "created_at": NOW,
                "next_at": NOW,
                "state": "ok",
            }

    def _t0(self, case: int) -> datetime:
        return NOW - timedelta(days=365) * (1 - case / self.cases) - timedelta(hours=2)

    def _events(self) -> Iterator[dict[str, Any]]:
        for number in range(1, self.cases + 1):
            at = self._t0(number)
            yield {
                "id": number,
                "title": title_of(number),
                "channel": "forum",
                "first_at": at,
                "last_at": at,
                "found_at": at,
                "items": 10,
                "sources": 3,
                "relevant": True,
                "topic": "政法/律师",
                "kind": "问题",
                "severity": self._severity(number),
                "first_item_id": number,
            }

    def _severity(self, number: int) -> str:
        return dice(number).choices("蓝黄橙红", (90, 8, 1.5, 0.5))[0]

    def _items(self) -> Iterator[dict[str, Any]]:
        for number in range(1, self.items + 1):
            event = (number - 1) % self.cases + 1
            at = self._t0(event) + timedelta(minutes=number % 600)
            yield {
                "id": number,
                "identity": f"url:https://s.invalid/{number}",
                "channel": "forum",
                "title": title_of(event),
                "text": title_of(number) * 8,
                "found_at": at,
                "published_at": at,
                "content_hash": "-",
                "judged_at": at,
                "event_id": event,
                "source_id": number % 200 + 1,
                "platform": f"p{number % 9}",
                "url": f"https://s.invalid/{number}",
            }

    def _verdicts(self) -> Iterator[dict[str, Any]]:
        for number in range(1, self.items + 1):
            yield {
                "item_id": number,
                "judged_at": NOW,
                "relevant": True,
                "topic": "政法/律师",
                "kind": "问题",
                "severity": "蓝",
                "emotion": "negative",
            }

    def _hours(self) -> Iterator[dict[str, Any]]:
        for number in range(1, self.cases + 1):
            hour = self._t0(number).replace(minute=0, second=0, microsecond=0)
            yield {"event_id": number, "hour": hour, "platform": "p1", "items": 10}

    def _is_open(self, number: int) -> bool:
        return number > self.cases * (1 - OPEN_SHARE)

    def _lead(self, number: int) -> str:
        return self.departments[number % len(self.departments)]

    def _cases(self) -> Iterator[dict[str, Any]]:
        for number in range(1, self.cases + 1):
            t0, severity, opened = self._t0(number), self._severity(number), self._is_open(number)
            replied = None if opened else t0 + timedelta(hours=dice(number).randint(5, 60))
            yield {
                "id": number,
                "number": f"LJSF-2026-{number:06d}",
                "title": title_of(number),
                "summary": title_of(number) * 6,
                "state": "in_hand" if opened else "closed",
                "channel": "forum",
                "event_id": number,
                "topic": "政法/律师",
                "kind": "问题",
                "severity": severity,
                "rank": "蓝黄橙红".index(severity),
                "severity_confirmed_at": t0,
                "t0": t0,
                "t0_basis": "found",
                "opened_at": t0,
                "lead": self._lead(number),
                "replied_at": replied,
                "closed_at": replied,
                "rule": "R3",
                "next_check_at": t0 + timedelta(days=9) if opened else None,
            }

    def _candidates(self) -> Iterator[dict[str, Any]]:
        for number in range(1, self.cases + 1):
            waits = number % 500 == 0
            severity = self._severity(number)
            yield {
                "id": number,
                "event_id": number,
                "raised_at": self._t0(number),
                "severity": severity,
                "rank": "蓝黄橙红".index(severity),
                "state": "open" if waits else "confirmed",
                "proposed_at": NOW,
                "lead": self._lead(number),
                "confidence": 0.9,
                "case_id": None if waits else number,
            }

    def _alerts(self) -> Iterator[dict[str, Any]]:
        for number in range(1, self.cases + 1):
            at = self._t0(number)
            yield {
                "event_id": number,
                "severity": self._severity(number),
                "raised_at": at,
                "told_at": at,
                "acknowledged_at": at,
            }

    def _assignments(self) -> Iterator[dict[str, Any]]:
        for number in range(1, self.cases + 1):
            t0 = self._t0(number)
            state = "accepted" if self._is_open(number) else "done"
            yield {
                "id": number,
                "case_id": number,
                "department": self._lead(number),
                "part": "lead",
                "state": state,
                "assigned_at": t0,
                "accepted_at": t0 + timedelta(hours=1),
            }

    def _deadlines(self) -> Iterator[dict[str, Any]]:
        for number in range(1, self.cases + 1):
            t0, opened = self._t0(number), self._is_open(number)
            for step, hours in STEPS:
                due = t0 + timedelta(hours=hours)
                runs = opened and step in ("reply", "finish")
                ended = t0 + timedelta(hours=hours * dice(number).uniform(0.2, 1.2))
                yield {
                    "case_id": number,
                    "step": step,
                    "key": step,
                    "kind": "natural",
                    "department": self._lead(number),
                    "started_at": t0,
                    "counted_from": t0,
                    "due_at": due,
                    "state": "running" if runs else "met",
                    "ended_at": None if runs else ended,
                    "on_time": None if runs else ended <= due,
                    "next_check_at": due if runs else None,
                }

    def _drafts(self) -> Iterator[dict[str, Any]]:
        for number in range(1, self.cases + 1):
            if not self._is_open(number):
                yield {
                    "id": number,
                    "case_id": number,
                    "part": "reply",
                    "number": 1,
                    "department": self._lead(number),
                    "text": title_of(number) * 9,
                    "written_at": self._t0(number),
                    "state": "published",
                }

    def _replies(self) -> Iterator[dict[str, Any]]:
        for number in range(1, self.cases + 1):
            if not self._is_open(number):
                yield {
                    "case_id": number,
                    "draft_id": number,
                    "slug": f"r{number}",
                    "part": "reply",
                    "topic": "政法/律师",
                    "title": title_of(number),
                    "question": title_of(number) * 4,
                    "text": title_of(number) * 9,
                    "department": self._lead(number),
                    "disclosure": "主动公开",
                    "published_at": self._t0(number) + timedelta(hours=30),
                }

    def _log(self) -> Iterator[dict[str, Any]]:
        for number in range(1, self.cases + 1):
            for place, action in enumerate(("confirm", "accept", "draft", "publish")):
                mark = f"{number}-{place}"
                yield {
                    "at": self._t0(number) + timedelta(hours=place),
                    "actor": "系统",
                    "action": action,
                    "subject": "case",
                    "subject_id": number,
                    "previous_hash": mark,
                    "hash": mark,
                }

    def _index(self) -> None:
        for start in range(1, self.items + 1, CHUNK):
            with self.database.write() as session:
                entries = [
                    Entry(each, dice((each - 1) % self.cases + 1).choices(WORDS, k=5) + dice(each).choices(WORDS, k=5))
                    for each in range(start, min(start + CHUNK, self.items + 1))
                ]
                search.index(session, "item", entries)
        for start in range(1, self.cases + 1, CHUNK):
            with self.database.write() as session:
                numbers = range(start, min(start + CHUNK, self.cases + 1))
                search.index(session, "case", [Entry(each, dice(each).choices(WORDS, k=5)) for each in numbers])


def main() -> None:
    """Make the file; an existing one is refused."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--items", type=int, default=1_000_000)
    wanted = parser.parse_args()
    if wanted.file.exists():
        parser.error(f"{wanted.file} is there already")
    database = Database(f"sqlite:///{wanted.file}")
    database.create_all()
    Filler(database, wanted.cases, wanted.items).fill()
    database.close()


if __name__ == "__main__":
    main()
