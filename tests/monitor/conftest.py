"""What the tests of watching share: a server of scripted answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.replay.server import ReplayServer


@pytest.fixture
def server() -> Iterator[ReplayServer]:
    """A replay server on loopback, for one test."""
    with ReplayServer() as running:
        yield running
