"""Claims of sources: leases, hosts, what is due; on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from store.fetches import (
    RobotsRow,
    StateChange,
    change_states,
    count_fetches,
    keep_robots,
    last_fetches,
    log_fetches,
    robots_of,
    unwatched_between,
    unwatched_now,
)
from store.session import Database
from store.sources import (
    LEASE,
    Claim,
    add_sources,
    change_sources,
    claim_due,
    last_visits,
    lease_owners,
    list_sources,
    next_due_at,
    release_leases,
)

NOW = datetime(2026, 10, 3, 8, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def add(database: Database, *places: tuple[str, str], next_at: datetime = NOW) -> list[int]:
    rows = [
        {"kind": "feed", "url": f"http://{host}/{path}", "host": host, "name": path, "settings": {}}
        | {"created_at": NOW, "next_at": next_at, "interval_s": None}
        for host, path in places
    ]
    with database.write() as session:
        return add_sources(session, rows)


def claim(database: Database, owner: str = "a", now: datetime = NOW, **more: object) -> list[str]:
    options = {"due_by": now, "per_host": 9} | more
    with database.write() as session:
        return [each.name for each in claim_due(session, Claim(owner, **options), now)]  # type: ignore[arg-type]


def test_what_is_due_is_claimed_once(database: Database) -> None:
    add(database, ("x", "1"), ("y", "2"))
    add(database, ("z", "later"), next_at=NOW + HOUR)
    assert claim(database) == ["1", "2"]
    assert claim(database) == []
    assert claim(database, "b") == []


def test_hosts_are_interleaved_and_each_gives_but_a_few(database: Database) -> None:
    add(database, ("x", "1"), ("x", "2"), ("x", "3"), ("y", "4"))
    assert claim(database, per_host=2) == ["1", "4", "2"]


def test_a_host_belongs_to_one_worker_at_a_time(database: Database) -> None:
    add(database, ("x", "1"), ("x", "2"), ("y", "3"))
    assert claim(database, "a", per_host=1, limit=1) == ["1"]
    assert claim(database, "b") == ["3"]
    assert claim(database, "a") == ["2"]


def test_busy_hosts_and_other_sources_are_left_out(database: Database) -> None:
    ids = add(database, ("x", "1"), ("y", "2"))
    assert claim(database, busy=["x"]) == ["2"]
    assert claim(database, only=ids[0]) == ["1"]


def test_a_lease_ends_by_itself(database: Database) -> None:
    add(database, ("x", "1"))
    claim(database, "dead")
    assert claim(database, "b", NOW + LEASE - timedelta(seconds=1)) == []
    assert claim(database, "b", NOW + LEASE) == ["1"]


def test_leases_of_the_dead_are_given_free(database: Database) -> None:
    add(database, ("x", "1"))
    claim(database, "dead")
    with database.write() as session:
        assert lease_owners(session) == ["dead"]
        release_leases(session, ["dead"])
    assert claim(database, "b") == ["1"]


def test_everything_is_due_that_was_not_visited_since(database: Database) -> None:
    ids = add(database, ("x", "1"), ("y", "2"), next_at=NOW + HOUR)
    with database.write() as session:
        change_sources(session, {ids[0]: {"visited_at": NOW}})
    assert claim(database, visited_before=NOW) == ["2"]
    assert claim(database, visited_before=NOW + HOUR, now=NOW + HOUR) == ["1", "2"]


def test_changes_give_the_lease_back(database: Database) -> None:
    first, second = add(database, ("x", "1"), ("y", "2"))
    claim(database)
    change = {"next_at": NOW + HOUR, "etag": '"a"', "visited_at": NOW}
    with database.write() as session:
        change_sources(session, {first: change, second: change | {"etag": None}})
        change_sources(session, {})
    with database.read() as session:
        assert lease_owners(session) == []
        assert next_due_at(session) == NOW + HOUR
        assert [each.etag for each in list_sources(session)] == ['"a"', None]
        assert last_visits(session, ["x", "none"]) == {"x": NOW}


def test_stretches_of_not_being_watched(database: Database) -> None:
    (source,) = add(database, ("x", "1"))
    with database.write() as session:
        change_states(session, [StateChange(source, NOW, "failing", "超时", watched=False)])
        change_states(session, [StateChange(source, NOW + HOUR, "gone", "不存在", watched=False)])
        assert [each.state for each in unwatched_now(session)] == ["gone"]
        change_states(session, [StateChange(source, NOW + 2 * HOUR, "watched", "", watched=True)])
        change_states(session, [])
    with database.read() as session:
        assert unwatched_now(session) == []
        stretches = unwatched_between(session, NOW - HOUR, NOW + 9 * HOUR)
        assert [(each.state, each.since, each.until) for each in stretches] == [
            ("failing", NOW, NOW + HOUR),
            ("gone", NOW + HOUR, NOW + 2 * HOUR),
        ]
        assert [each.state for each in unwatched_between(session, NOW + 1.5 * HOUR, NOW + 3 * HOUR)] == ["gone"]
        assert unwatched_between(session, NOW + 3 * HOUR, NOW + 4 * HOUR) == []


def test_robots_are_kept_until_they_expire(database: Database) -> None:
    place = "http://x/robots.txt"
    with database.write() as session:
        keep_robots(session, [RobotsRow(place, NOW, NOW + HOUR, 404, "")])
        keep_robots(session, [RobotsRow(place, NOW, NOW + HOUR, 200, "User-agent: *\nDisallow: /x")])
        keep_robots(session, [RobotsRow("http://y/robots.txt", NOW, NOW + HOUR, 0, "")])
        keep_robots(session, [])
    with database.read() as session:
        assert [each.rules for each in robots_of(session, [place], NOW)] == ["User-agent: *\nDisallow: /x"]
        assert robots_of(session, [place], NOW + HOUR) == []
        assert robots_of(session, ["http://y/robots.txt"], NOW) == []  # what could not be reached is asked again


def test_visits_are_logged_newest_first(database: Database) -> None:
    (source,) = add(database, ("x", "1"))
    row = {"source_id": source, "outcome": "read", "status": 200, "bytes": 1, "entries": 1, "items_new": 1}
    row |= {"seconds": 0.1, "detail": ""}
    with database.write() as session:
        log_fetches(session, [row | {"at": NOW}, row | {"at": NOW + HOUR}])
        log_fetches(session, [])
    with database.read() as session:
        assert count_fetches(session, source) == 2
        assert [each["at"] for each in last_fetches(session, source)] == [NOW + HOUR, NOW]
