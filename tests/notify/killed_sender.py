"""A sender that kills itself (SIGKILL) at a chosen step; run as a process of its own by the kill test.

Arguments: database address, file in which the other side writes what it received, step, moment (ISO).
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from notify.channels.message import ChannelSettings, Message
from notify.outbox import Outbox
from packs.schema.clocks import Quiet
from store import notices, showing
from store.session import Database


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Receiver:
    """The other side: what it took stands in its file before `send` returns."""

    def __init__(self, file: Path, step: str) -> None:
        self.file, self.step = file, step

    def send(self, message: Message) -> None:
        if self.step == "before-send":
            die()
        with self.file.open("a", encoding="utf-8") as out:
            out.write(f"{message.key}\t{message.title}\n")
            out.flush()
            os.fsync(out.fileno())
        if self.step == "after-send":
            die()


def main() -> None:
    url, file, step, now = sys.argv[1:]
    if step == "inside-mark":
        marked = notices.mark_sent

        def mark_and_die(*arguments: object) -> bool:
            marked(*arguments)  # type: ignore[arg-type]
            die()
            return False

        notices.mark_sent = mark_and_die  # type: ignore[assignment]
    if step == "inside-relay":
        relayed = showing.relay

        def relay_and_die(*arguments: object) -> int:
            relayed(*arguments)  # type: ignore[arg-type]
            die()
            return 0

        showing.relay = relay_and_die  # type: ignore[assignment]
    settings = ChannelSettings("robot", "hook://127.0.0.1/x", per_minute=4)
    moment = datetime.fromisoformat(now)
    quiet = Quiet(begins="22:00", ends="07:00", break_through=["红", "橙"])
    box = Outbox(Database(url), {settings: Receiver(Path(file), step)}, quiet, f"worker-{os.getpid()}", lambda: moment)
    box.round()


if __name__ == "__main__":
    main()
