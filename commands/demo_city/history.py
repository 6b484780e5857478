"""A month of history, made by the same moves that real cases go through, each at its moment of the past."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import yaml

from commands.demo_city.cast import Cast
from errors import Refused
from monitor.intake import content_hash, masked
from monitor.judging import JudgingDesk
from notify.alerts import tell_alerts
from notify.outbox import Outbox
from packs.pack import Pack
from routing.acting import perform
from routing.proposing import propose_owed
from routing.sweep import sweep
from store import cases, drafts, history_rows, letters
from store.found import FoundItem
from store.items import keep_found
from store.originals import sealed
from store.session import Database
from times import local

HERE = Path(__file__).parent
HOUR = timedelta(hours=1)
FORUM_HOST = "luntan.linjiang.invalid"


@dataclass(frozen=True)
class Matter:
    """One matter of the past; see history.yaml. `pace`: quick, late, review, open."""

    days_ago: int
    channel: str
    pace: str
    title: str
    text: str
    reply: str = ""
    done: str = ""
    adopted: str = ""


@dataclass
class Past:
    """Plays matters in the order of time; `secret` seals the letters' originals."""

    database: Database
    pack: Pack
    cast: Cast
    desk: JudgingDesk
    outbox_at: Callable[[datetime], Outbox]
    secret: bytes
    forum_id: int
    _agenda: list[tuple[datetime, int, Callable[[datetime], None]]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    def play(self, now: datetime) -> int:
        """Play every matter up to `now`; gives how many were played."""
        matters = read_matters()
        for number, matter in enumerate(matters):
            found = morning_of(now - timedelta(days=matter.days_ago)) + timedelta(minutes=47 * (number % 8))
            self.at(found, self._opening(number, matter))
        while self._agenda and self._agenda[0][0] <= now:
            moment, _, step = heapq.heappop(self._agenda)
            sweep(self.database, self.pack, moment)
            step(moment)
            tell_alerts(self.database, moment)
            self.outbox_at(moment).round()
        sweep(self.database, self.pack, now)
        return len(matters)

    def at(self, moment: datetime, step: Callable[[datetime], None]) -> None:
        """Have `step` done at its moment, in the order of time with all others."""
        heapq.heappush(self._agenda, (moment, next(self._numbers), step))

    def _opening(self, number: int, matter: Matter) -> Callable[[datetime], None]:
        def step(now: datetime) -> None:
            identity = self._take_in(number, matter, now)
            self.desk.judge_all(self.database, now)
            propose_owed(self.database, self.pack, now)
            self.at(now + timedelta(minutes=12), lambda later: self._confirm(identity, matter, later))

        return step

    def _take_in(self, number: int, matter: Matter, now: datetime) -> str:
        if matter.channel == "forum":
            url = f"https://{FORUM_HOST}/t/{number}"
            item = FoundItem(
                identity=f"url:{url}",
                channel="forum",
                url=url,
                title=matter.title,
                text=masked(matter.text),
                content_hash=content_hash(matter.title, matter.text),
                published_at=now - 2 * HOUR,
                platform=FORUM_HOST,
            )
            with self.database.write() as session:
                keep_found(session, {self.forum_id: [item]}, now)
            return item.identity
        ref = f"demo-{number:03d}"
        row = letters.LetterRow(
            ref=ref,
            title=masked(matter.title),
            text=masked(matter.text),
            original=sealed(matter.title, matter.text, self.secret),
            content_hash=content_hash(matter.title, matter.text),
            received_at=now,
            received_is_date=False,
        )
        with self.database.write() as session:
            letters.add_letters(session, matter.channel, [row], now)
        return f"ref:{matter.channel}:{ref}"

    def _confirm(self, identity: str, matter: Matter, now: datetime) -> None:
        with self.database.read() as session:
            candidate = history_rows.open_candidate_of(session, identity)
        if candidate is None:
            return
        done = self._do("confirm", candidate.id, {}, self.cast.of("duty_officer"), now)
        if done is None or done.case_id is None:
            return
        case_id = done.case_id
        self._do("confirm_severity", case_id, {}, self.cast.of("duty_chief"), now + timedelta(minutes=1))
        self.at(now + HOUR, lambda later: self._sign(case_id, later))
        if matter.reply:
            wait = timedelta(hours=68) if matter.pace == "late" else timedelta(hours=20)
            self.at(now + wait, lambda later: self._reply(case_id, matter, later))

    def _sign(self, case_id: int, now: datetime) -> None:
        for assignment in self._assignments(case_id):
            if assignment.state == "assigned" and assignment.department in self.cast.by_department:
                self._do("accept", assignment.id, {}, self.cast.of("head", assignment.department), now)

    def _reply(self, case_id: int, matter: Matter, now: datetime) -> None:
        lead = self._lead(case_id)
        if lead not in self.cast.by_department:
            return
        author = self.cast.of("head", lead)
        self._do("draft", case_id, _form(matter, lead), author, now)
        draft_id = self._draft(case_id)
        for assignment in self._assignments(case_id):
            if assignment.department != lead and assignment.department in self.cast.by_department:
                helper = self.cast.of("head", assignment.department)
                self._do("agree_wording", assignment.id, {}, helper, now)
                self._do("done", assignment.id, {"note": "已按职责协助核实，同意回应口径。"}, helper, now)
        self._do("submit", draft_id, {}, author, now)
        self._pass(draft_id, now + HOUR, until="office" if matter.pace == "review" else "")
        signer = self.cast.of("office")
        if self._do("publish", draft_id, {"sign": True}, signer, now + 3 * HOUR):
            self.at(now + timedelta(days=4), lambda later: self._close(case_id, later))

    def _pass(self, draft_id: int, now: datetime, until: str) -> None:
        """Pass the draft step by step; it stays with the role `until`."""
        for minutes in range(0, 120, 15):
            with self.database.read() as session:
                step = drafts.waiting_step(session, draft_id)
            if step is None or step.role == until:
                return
            reviewer = self.cast.of("head", step.department) if step.department else self.cast.of(step.role)
            self._do(
                "review_pass", draft_id, {"record": step.needed_record}, reviewer, now + timedelta(minutes=minutes)
            )

    def _close(self, case_id: int, now: datetime) -> None:
        office = self.cast.of("office")
        self._do("watch", case_id, {}, office, now)
        lead = self._lead(case_id)
        for assignment in self._assignments(case_id):
            if assignment.state == "accepted":
                owner = self.cast.of("head", assignment.department or lead)
                self._do("done", assignment.id, {"note": "已办理并公开回应。"}, owner, now)
        self._do("close", case_id, {}, office, now)

    def _do(self, move: str, subject_id: int, form: dict[str, Any], actor: Any, now: datetime) -> Any:
        """One move; what the rules refuse in this matter is left out, as people would leave it out."""
        try:
            return perform(self.database, self.pack, actor, move, subject_id, form, now=now)
        except Refused:
            return None

    def _assignments(self, case_id: int) -> list[Any]:
        with self.database.read() as session:
            return cases.assignments(session, case_id)

    def _lead(self, case_id: int) -> str:
        with self.database.read() as session:
            row = cases.lead_assignment(session, case_id)
            return row.department if row else ""

    def _draft(self, case_id: int) -> int:
        with self.database.read() as session:
            return drafts.unpublished(session, case_id, "reply")[-1].id


def morning_of(moment: datetime) -> datetime:
    """Nine o'clock in Shanghai on the day of that moment: people write by day."""
    return local(moment).replace(hour=9, minute=0, second=0, microsecond=0)


def read_matters() -> list[Matter]:
    """The matters of the past, oldest first."""
    content = yaml.safe_load((HERE / "history.yaml").read_text("utf-8"))
    return [Matter(**row) for row in content["matters"]]


def _form(matter: Matter, lead: str) -> dict[str, Any]:
    return {
        "part": "reply",
        "question": matter.text,
        "text": matter.reply,
        "done": matter.done,
        "disclosure": "主动公开",
        "questions": [{"question": matter.title, "answer": matter.done or "见回应"}],
        "facts": [{"fact": matter.done or matter.title, "source": f"{lead}办理记录"}],
        "adopted": matter.adopted,
        "settles": True,
    }
