"""The demo city on loopback with everything that runs in it, and one Chromium, for all tests of pages."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser

import scheduler
from commands.demo import City
from packs.pack import load_pack
from settings import read_settings
from store.session import Database
from tests.browser.browsing import CHROMIUM, browser
from times import utc_now
from web.app import create_app

PASSWORD = "browser-1234-walk"
BEGIN = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # a Friday, 10:00 in Shanghai

STORY = timedelta(seconds=90)

pytestmark = pytest.mark.browser


@dataclass
class Served:
    """The city that is served at `home`."""

    home: str
    city: City
    database: Database


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """The demo city with its scheduler and console, on a free port, from 10:00 of a Friday on."""
    shift = [BEGIN - utc_now()]
    pack, settings = load_pack("justice-bureau"), read_settings({}, data=folder)
    folder.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url)
    database.create_all()

    def clock() -> datetime:
        return utc_now() + shift[0]

    city = City(settings, database, pack, clock, PASSWORD)
    # The papers tell their story within a minute and a half; nobody has to wait for it here.
    shift[0] += STORY
    running = scheduler.start(settings, database, pack, clock=clock, allow_private=True)
    app = create_app(settings, database, pack, clock=clock, secret=city.secret)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    wait_until(lambda: server.started, "the server starts")
    try:
        yield Served(f"http://127.0.0.1:{listener.getsockname()[1]}", city, database)
    finally:
        server.should_exit = True
        thread.join(60)
        running.stop()
        city.papers.stop()
        database.close()
        listener.close()


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The city for the tests of this folder, which ends with them: its crawl would go on beside everybody else's."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with serving(tmp_path_factory.mktemp("city")) as city:
        yield city


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One Chromium a file: while Playwright is open its event loop runs, and later tests could start none of theirs."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with browser() as opened:
        yield opened


def wait_until(holds: Callable[[], object], what: str, seconds: float = 300) -> None:
    """Wait for something that the running parts do; fails with `what` when it does not come."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"waited in vain until {what}"
        time.sleep(0.2)
