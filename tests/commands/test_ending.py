"""The end of a command that runs on and on: it is noticed whichever thread the signal comes to."""

from __future__ import annotations

import subprocess
import sys

from tests.realdata import ROOT

OTHER_THREAD = """
import signal, threading
from commands.ending import in_order
with in_order() as ending:
    threading.Timer(0.2, signal.raise_signal, [signal.SIGTERM]).start()
    ending.wait()
"""


def test_a_signal_that_does_not_wake_the_main_thread_is_noticed() -> None:
    # As where it comes while that thread is falling asleep: its handler is due, and nothing interrupts the sleep.
    done = subprocess.run([sys.executable, "-c", OTHER_THREAD], cwd=ROOT, timeout=300, check=False)
    assert done.returncode == 0
