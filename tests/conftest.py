"""Fixtures for all tests: `database` stands on SQLite and on PostgreSQL, `sqlite` where one of them is enough."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from store.session import Database
from tests.databases import fresh_database, stop_cluster

# The same cases in every run, kept nowhere, and no example fails for a machine that is slow.
settings.register_profile(
    "huiying", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("huiying")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with all tables; the test runs once on each kind."""
    with fresh_database(request.param, tmp_path) as made:
        yield made


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    """A SQLite database with all tables, where the kind of database does not matter."""
    with fresh_database("sqlite", tmp_path) as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table (migrations, restore)."""
    with fresh_database(request.param, tmp_path, empty=True) as made:
        yield made


@pytest.fixture(scope="session", autouse=True)
def _no_cluster_left() -> Iterator[None]:
    yield
    stop_cluster()
