"""One polite visit over the wire: limits, faults, redirects, robots.txt, all against the replay server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.fetch import Answer, Client, Limits, user_agent
from monitor.fetch_body import BodyReader
from monitor.fetch_visit import RobotsBook, Visitor
from monitor.politeness import HostGate
from monitor.robots import Robots, address_of, robots_from
from tests.replay.replies import Reply, always, bomb, gzipped, in_turn, redirect
from tests.replay.server import ReplayServer

NOW = datetime(2026, 10, 3, 8, 30, tzinfo=UTC)
PATIENT = Limits(total_s=120, connect_s=120, idle_s=120, body_bytes=1024 * 1024)
"""Where somebody answers, a busy machine must not look like a silent host."""


@pytest.fixture
def server() -> Iterator[ReplayServer]:
    with ReplayServer(("127.0.0.1", "127.0.0.2")) as running:
        yield running


def visit(
    *urls: str, allow_private: bool = True, limits: Limits = PATIENT, known: dict[str, Robots] | None = None
) -> list[Answer]:
    async def scene() -> list[Answer]:
        async with Client(agent=user_agent("a@example.com"), allow_private=allow_private, limits=limits) as client:
            gate = HostGate(spacing_s=0)
            robots = RobotsBook(client, gate, lambda: NOW)
            robots.remember(known or {})
            visitor = Visitor(client, gate, robots, lambda: NOW)
            return [await visitor.visit(url) for url in urls]

    return asyncio.run(scene())


def fault_of(url: str, **options) -> str:
    fault = visit(url, **options)[0].fault
    return fault.name if fault else ""


def test_a_plain_answer(server: ReplayServer) -> None:
    answer = visit(server.put("/feed", Reply(200, b"<rss/>", {"X-Thing": "a"})))[0]
    assert (answer.status, answer.body, answer.fault, answer.headers["x-thing"]) == (200, b"<rss/>", None, "a")


def test_the_program_says_who_it_is(server: ReplayServer) -> None:
    visit(server.put("/feed", Reply(200)))
    assert server.requests("/feed")[0].headers["user-agent"] == "Huiying/0.1 (+mailto:a@example.com)"


@pytest.mark.parametrize(
    ("reply", "name"),
    [
        (Reply(404), "gone"),
        (Reply(403), "forbidden"),
        (Reply(500), "server_error"),
        (Reply(503, headers={"Retry-After": "120"}), "asked_to_wait"),
        (Reply(429), "asked_to_wait"),
        (Reply(200, b"x" * 1000, wire="cut"), "cut_off"),
        (Reply(200, b"x" * 1000, wire="close"), "cut_off"),
        (Reply(200, b"x" * 1000, wire="long"), "cut_off"),
        (Reply(200, b"x", wire="garbage"), "bad_answer"),
        (Reply(200, b"x" * 2_000_000), "too_large"),
        (bomb(50), "bomb"),
        (Reply(200, b"x", {"Content-Encoding": "br"}), "encoding_unknown"),
        (redirect("ftp://example.com/feed"), "bad_redirect"),
        (redirect("http://[broken/feed"), "bad_redirect"),
    ],
)
def test_faults(server: ReplayServer, reply: Reply, name: str) -> None:
    assert fault_of(server.put("/feed", reply)) == name


@pytest.mark.parametrize(
    ("wire", "limits"), [("hang", replace(PATIENT, idle_s=0.5)), ("drip", replace(PATIENT, total_s=0.5))]
)
def test_patience_ends(server: ReplayServer, wire: str, limits: Limits) -> None:
    # robots.txt is known, or it could be what was waited for in vain.
    url = server.put("/feed", Reply(200, b"x" * 1000, wire=wire))
    known = {address_of(url): robots_from(404, b"", NOW)}
    assert fault_of(url, limits=limits, known=known) == "timed_out"


def test_what_came_before_the_cut_is_kept(server: ReplayServer) -> None:
    assert visit(server.put("/feed", Reply(200, b"abcdefgh", wire="cut")))[0].body == b"abcd"


def test_a_host_that_is_not_there() -> None:
    assert fault_of("http://127.0.0.1:1/feed") == "connect_failed"


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http:///feed", "gopher://x/", "http://u:p@127.0.0.1/"])
def test_addresses_that_are_none(url: str) -> None:
    assert fault_of(url) == "bad_address"


def test_a_private_address_is_refused_unless_allowed(server: ReplayServer) -> None:
    url = server.put("/feed", Reply(200, b"x"))
    assert fault_of(url, allow_private=False) == "address_refused"
    assert server.log == []
    assert fault_of(url) == ""


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f000001", "127.1", "[::1]", "[::ffff:127.0.0.1]", "0"])
def test_no_spelling_of_loopback_gets_through(host: str) -> None:
    async def scene() -> Answer:
        async with Client(agent="a", limits=PATIENT) as client:
            return await client.get(f"http://{host}:9/")

    fault = asyncio.run(scene()).fault
    assert fault is not None
    assert fault.name in ("address_refused", "dns_failed", "bad_address")


def test_a_redirect_to_a_private_address_is_refused() -> None:
    """The first hop is let through by hand, as a public host would be; the second meets the guard."""

    async def scene() -> Answer:
        with ReplayServer() as inner:
            secret = inner.put("/secret", Reply(200, b"secret"))
            async with Client(agent="a", limits=PATIENT) as client:
                gate = HostGate(spacing_s=0)
                visitor = Visitor(client, gate, RobotsBook(client, gate, lambda: NOW), lambda: NOW)
                real = client.get

                async def get(url: str, headers=None) -> Answer:
                    if "public.example" in url:
                        found = 404 if url.endswith("robots.txt") else 302
                        return Answer(url, found, {"location": secret})
                    return await real(url, headers)

                client.get = get  # type: ignore[method-assign]
                answer = await visitor.visit("http://public.example/feed")
            assert inner.log == []
            return answer

    fault = asyncio.run(scene()).fault
    assert fault is not None
    assert fault.name == "address_refused"


def test_redirects_are_followed_and_permanent_ones_remembered(server: ReplayServer) -> None:
    end = server.put("/end", Reply(200, b"x"))
    lasting = server.put("/lasting", redirect(end, 301))
    passing = server.put("/passing", redirect(end, 302))
    mixed = server.put("/mixed", redirect(lasting, 302))
    answers = visit(lasting, passing, mixed)
    assert [each.url for each in answers] == [end, end, end]
    assert [each.moved_to for each in answers] == [end, None, None]


def test_a_relative_redirect(server: ReplayServer) -> None:
    end = server.put("/b/feed", Reply(200, b"x"))
    assert visit(server.put("/a/feed", redirect("../b/feed")))[0].url == end


def test_a_redirect_loop_and_too_many_redirects(server: ReplayServer) -> None:
    assert fault_of(server.put("/loop", redirect("/loop"))) == "redirect_loop"
    for n in range(7):
        server.put(f"/chain{n}", redirect(f"/chain{n + 1}"))
    assert fault_of(server.url("/chain0")) == "too_many_redirects"
    server.put("/chain5", Reply(200, b"x"))
    assert fault_of(server.url("/chain0")) == ""  # five redirects are allowed


def test_packed_bodies(server: ReplayServer) -> None:
    body = "<rss>公证费</rss>".encode("gb18030")
    named = server.put("/named", gzipped(body))
    bare = server.put("/sitemap.xml.gz", Reply(200, gzipped(body).body, {"Content-Type": "application/gzip"}))
    false = server.put("/false", Reply(200, body, {"Content-Encoding": "gzip"}))
    assert [each.body for each in visit(named, bare, false)] == [body] * 3


def test_a_packed_body_that_was_cut_off(server: ReplayServer) -> None:
    whole = gzipped(b"<rss>" + bytes(range(256)) * 40 + b"</rss>")
    cut = Reply(200, whole.body[:-20], whole.headers)
    answer = visit(server.put("/feed", cut))[0]
    assert answer.fault is not None
    assert answer.fault.name == "cut_off"
    assert answer.body.startswith(b"<rss>")


def test_a_bomb_is_refused_at_the_limit_whatever_it_holds() -> None:
    reader = BodyReader("gzip", 1000)
    fault = reader.feed(bomb(5).body)
    assert fault is not None
    assert len(reader.body()) <= 1000


def test_robots_are_obeyed_and_asked_for_once(server: ReplayServer) -> None:
    server.put("/robots.txt", Reply(200, b"User-agent: *\nDisallow: /closed"))
    open_, closed = server.put("/open", Reply(200, b"x")), server.put("/closed/feed", Reply(200, b"x"))
    answers = visit(open_, closed, open_)
    assert [each.fault.name if each.fault else "" for each in answers] == ["", "robots_refused", ""]
    assert len(server.requests("/robots.txt")) == 1
    assert server.requests("/closed/feed") == []


@pytest.mark.allow_hosts(["127.0.0.1", "127.0.0.2"])
def test_a_redirect_asks_the_robots_of_the_host_it_leads_to(server: ReplayServer) -> None:
    server.put("/robots.txt", Reply(200, b"User-agent: *\nDisallow: /closed"))
    server.put("/closed", Reply(200, b"x"))
    assert fault_of(server.put("/a", redirect(server.url("/closed", "127.0.0.2")))) == "robots_refused"


def test_unreachable_robots_close_the_host_for_now(server: ReplayServer) -> None:
    server.put("/robots.txt", Reply(500))
    assert fault_of(server.put("/feed", Reply(200, b"x"))) == "robots_unreachable"
    assert server.requests("/feed") == []


def test_robots_behind_a_redirect(server: ReplayServer) -> None:
    server.put("/robots.txt", redirect("/other.txt", 301))
    server.put("/other.txt", Reply(200, b"User-agent: *\nDisallow: /"))
    assert fault_of(server.put("/feed", Reply(200, b"x"))) == "robots_refused"


def test_no_cookie_is_kept(server: ReplayServer) -> None:
    url = server.put("/feed", in_turn(Reply(200, b"x", {"Set-Cookie": "person=1"}), Reply(200, b"x")))
    visit(url, url)
    assert "cookie" not in server.requests("/feed")[1].headers


def test_the_connection_goes_on_after_a_fault(server: ReplayServer) -> None:
    bad, good = server.put("/bad", always(Reply(200, b"x" * 2_000_000))), server.put("/good", Reply(200, b"x"))
    assert visit(bad, good)[1].fault is None
