"""Databases for tests: SQLite in a file, and a throw-away PostgreSQL cluster that lives as long as the test run.

PostgreSQL refuses to run as root, so its parts are started as the user `postgres`; it listens on a unix socket only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
import pytest

from store.session import Database

TEMPLATE = "huiying_template"


def postgresql_bin() -> Path | None:
    """The folder of initdb and pg_ctl, None where PostgreSQL is not installed."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "pg_ctl").exists()), None)


def why_no_postgresql() -> str | None:
    """Why tests cannot use PostgreSQL here; None if they can."""
    if postgresql_bin() is None:
        return "PostgreSQL is not installed"
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        return "PostgreSQL does not run as root, and setpriv is missing"
    return None


class Cluster:
    """A PostgreSQL server of one's own in a temporary folder."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="huiying-pg-"))
        self.bin = postgresql_bin()
        self._count = 0

    def start(self) -> None:
        """Make the cluster and start it, without fsync: it is thrown away."""
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        data = self.folder / "data"
        self._run("initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8")
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}' -c fsync=off"
        options += " -c full_page_writes=off -c synchronous_commit=off -c max_connections=60"
        self._run("pg_ctl", "-D", data, "-l", self.folder / "log", "-w", "-t", "300", "-o", options, "start")
        self.create(TEMPLATE)
        template = Database(self.url(TEMPLATE))
        template.create_all()
        template.close()

    def stop(self) -> None:
        """Stop the server and remove all of it."""
        self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def create(self, name: str, template: str = "template1") -> None:
        """Make a database; from the template of all tables it takes some 40 ms."""
        with psycopg.connect(f"host={self.folder} user=postgres dbname=postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def drop(self, name: str) -> None:
        """Remove a database whoever is still connected."""
        with psycopg.connect(f"host={self.folder} user=postgres dbname=postgres", autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def url(self, name: str) -> str:
        """The address of a database for `Database`."""
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def fresh(self, *, empty: bool = False) -> str:
        """The name of a new database, with all tables unless `empty`."""
        self._count += 1
        name = f"test_{self._count}"
        self.create(name, "template1" if empty else TEMPLATE)
        return name

    def _run(self, program: str, *arguments: object) -> None:
        assert self.bin is not None
        words = [str(self.bin / program), *(str(each) for each in arguments)]
        if os.geteuid() == 0:
            words = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *words]
        done = subprocess.run(words, capture_output=True, text=True, cwd=self.folder, timeout=300, check=False)
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr or done.stdout}")


@cache
def _started() -> Cluster:
    cluster = Cluster()
    cluster.start()
    return cluster


def running_cluster() -> Cluster:
    """The test run's cluster, started at its first use; skips the test where there can be none."""
    if why := why_no_postgresql():
        pytest.skip(why)
    return _started()


def stop_cluster() -> None:
    """Stop the cluster if a test started one."""
    if _started.cache_info().currsize:
        _started().stop()
        _started.cache_clear()


@contextmanager
def fresh_database(kind: str, folder: Path, *, empty: bool = False) -> Iterator[Database]:
    """A new database of that kind (`sqlite`, `postgresql`), with all tables unless `empty`."""
    if kind == "sqlite":
        database = Database(f"sqlite:///{folder / 'test.sqlite'}")
        if not empty:
            database.create_all()
        yield database
        database.close()
        return
    cluster = running_cluster()
    name = cluster.fresh(empty=empty)
    database = Database(cluster.url(name))
    yield database
    database.close()
    cluster.drop(name)
