"""How commands that run on and on come to their end: SIGTERM and Ctrl+C end them in order, with exit code 0."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from types import FrameType

AWAKE_S = 1.0
"""How long the end may be overslept."""


class Ending:
    """The end that somebody asked for, once it has come."""

    def __init__(self) -> None:
        # A handler interrupts the main thread anywhere: an Event could be half-way through its own lock just then.
        self._asked: SimpleQueue[int] = SimpleQueue()

    @property
    def has_come(self) -> bool:
        """True if somebody asked for it."""
        return not self._asked.empty()

    def wait(self) -> None:
        """Wait until somebody asks for it.

        A signal that comes while the main thread is falling asleep wakes nobody: so it wakes by itself now and then.
        """
        while not self.has_come:
            with suppress(Empty):
                self._asked.put(self._asked.get(timeout=AWAKE_S))

    def note(self, number: int, frame: FrameType | None) -> None:
        """The handler of both signals; Ctrl+C a second time raises KeyboardInterrupt."""
        if number == signal.SIGINT and self.has_come:
            raise KeyboardInterrupt
        self._asked.put(number)


@contextmanager
def in_order() -> Iterator[Ending]:
    """Within the block SIGTERM and Ctrl+C are only noted, so that nothing is broken off half-way."""
    ending = Ending()
    before = {each: signal.signal(each, ending.note) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield ending
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
