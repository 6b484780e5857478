"""One contract for 企业微信, 钉钉 and 飞书, against a stand-in on loopback that answers as the services document."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from notify.channels import open_channel
from notify.channels.group_robot import KINDS, GroupRobot
from notify.channels.message import ChannelError, ChannelSettings, Message, fitted
from store.owing import Telling, owe
from store.session import Database
from tests.notify.world import NOON, FakeClock, outbox
from tests.people import add_person

PER_MINUTE = 20
MESSAGE = Message("k-1", "红色预警：测试", "正文", "红")


@dataclass
class Service:
    """What the stand-in does: takes PER_MINUTE texts of at most `most` bytes, refuses with HTTP 200 and a code."""

    ok: dict[str, Any]
    full: dict[str, Any]
    too_long: dict[str, Any]
    no_robot: dict[str, Any]
    most: int
    texts: list[str] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    answer: tuple[int, bytes] | None = None
    removed: bool = False

    def take(self, path: str, content: dict[str, Any]) -> dict[str, Any]:
        """The answer to one request."""
        text = str((content.get("text") or content["content"]).get("content") or content["content"]["text"])
        self.queries.append(path)
        if self.removed:
            return self.no_robot
        if len(text.encode()) > self.most:
            return self.too_long
        if len(self.texts) >= PER_MINUTE:
            return self.full
        self.texts.append(text)
        return self.ok


def services() -> dict[str, Service]:
    """The three services, with the codes that they document."""

    def errcode(code: int, words: str) -> dict[str, Any]:
        return {"errcode": code, "errmsg": words}

    def code(number: int, words: str) -> dict[str, Any]:
        return {"code": number, "msg": words, "data": {}}

    return {
        "wecombot": Service(errcode(0, "ok"), errcode(45009, "api freq out of limit"),
                            errcode(45002, "content size out of limit"), errcode(93000, "invalid webhook url"), 2048),
        "dingtalk": Service(errcode(0, "ok"), errcode(130101, "send too fast, exceed 20 times per minute"),
                            errcode(40035, "text is too long"), errcode(300001, "token is not exist"), 20_000),
        "feishu": Service(code(0, "success"), code(11232, "frequency limited psm"),
                          code(9499, "Bad Request"), code(19001, "incoming webhook access token invalid"), 20_000),
    }  # fmt: skip


class _Server(HTTPServer):
    service: Service


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, _Server)
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        service = self.server.service
        status, body = service.answer or (200, json.dumps(service.take(self.path, content)).encode())
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        return None


ADDRESSES = {
    "wecombot": "wecombot://0123456789abcdef0123",
    "dingtalk": "dingtalk://abcdef0123456789",
    "feishu": "feishu://abcdef0123456789",
}


@pytest.fixture(params=list(KINDS))
def robot(request: pytest.FixtureRequest) -> Iterator[tuple[GroupRobot, Service]]:
    service = services()[request.param]
    server = _Server(("127.0.0.1", 0), _Handler)
    server.service = service
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    channel = open_channel(ChannelSettings("group", ADDRESSES[request.param]))
    assert isinstance(channel, GroupRobot)
    place = f"http://127.0.0.1:{server.server_address[1]}/send"
    channel.plugin.notify_url = channel.plugin.api_url = place + "?access_token={token}"
    yield channel, service
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_robot_takes_title_body_and_key(robot: tuple[GroupRobot, Service]) -> None:
    channel, service = robot
    channel.send(MESSAGE)
    (text,) = service.texts
    assert text.splitlines() == ["红色预警：测试", "正文", "（通知号 k-1）"]


def test_a_full_minute_is_no_success_though_it_comes_with_http_200(robot: tuple[GroupRobot, Service]) -> None:
    channel, service = robot
    for number in range(PER_MINUTE):
        channel.send(Message(f"k-{number}", "预警", "", "红"))
    with pytest.raises(ChannelError) as caught:
        channel.send(MESSAGE)
    assert caught.value.again
    # 钉钉 refuses for ten minutes once its limit was passed
    minutes = 10 if service.full.get("errcode") == 130101 else 1
    assert caught.value.after == timedelta(minutes=minutes)


def test_a_robot_that_was_removed_is_given_up(robot: tuple[GroupRobot, Service]) -> None:
    channel, service = robot
    service.removed = True
    with pytest.raises(ChannelError) as caught:
        channel.send(MESSAGE)
    assert not caught.value.again


@pytest.mark.parametrize("answer", [(200, b"<html>"), (200, b"[]"), (200, b"{}"), (502, b""), (404, b"")])
def test_an_answer_that_says_nothing_is_tried_again(
    robot: tuple[GroupRobot, Service], answer: tuple[int, bytes]
) -> None:
    channel, service = robot
    service.answer = answer
    with pytest.raises(ChannelError) as caught:
        channel.send(MESSAGE)
    assert caught.value.again


def test_a_text_beyond_the_limit_is_shortened_by_lines_and_says_where_the_rest_is(
    robot: tuple[GroupRobot, Service],
) -> None:
    channel, service = robot
    lines = [f"[蓝] 第 {number} 条：关于公证收费的来信已超时" for number in range(2000)]
    channel.send(Message("k-9", "2000 条通知", "\n".join(lines), "蓝"))
    (text,) = service.texts
    *kept, rest, key = text.splitlines()[1:]
    assert kept == lines[: len(kept)]
    assert f"另有 {2000 - len(kept)} 行" in rest
    assert "/notices" in rest
    assert "k-9" in key


def test_one_endless_line_is_cut_between_characters() -> None:
    text = fitted(Message("k", "题", "字" * 5000, "蓝"), 2048)
    assert len(text.encode()) <= 2048
    assert text.endswith("…\n……全文见系统“通知”页（/notices）\n（通知号 k）")


def test_a_signed_dingtalk_robot_sends_its_signature() -> None:
    channel = open_channel(ChannelSettings("group", "dingtalk://SEC0123@abcdef0123456789"))
    assert isinstance(channel, GroupRobot)
    query = parse_qs(urlsplit(channel.kind.address(channel.plugin)).query)
    assert query["access_token"] == ["abcdef0123456789"]
    assert set(query) == {"access_token", "timestamp", "sign"}


def test_what_a_full_robot_refused_is_told_when_its_wait_is_over(
    sqlite: Database, robot: tuple[GroupRobot, Service]
) -> None:
    add_person(sqlite, "a", "duty_officer")
    channel, service = robot
    service.texts = ["others"] * (PER_MINUTE - 3)  # another program uses the same robot
    clock = FakeClock()
    with sqlite.write() as session:
        for number in range(8):
            owe(session, Telling("event", number, "alert", "橙", f"预警 {number}"), ("duty_officer",), NOON)
    box = outbox(sqlite, clock, (ChannelSettings("group", "hook://unused"), channel))  # type: ignore[arg-type]
    tally = box.round()
    assert tally.sent == 8 + 3
    # the first refusal stops the round: the other four are not tried against a robot that is full
    assert len(service.queries) == 4
    service.texts = []
    for _ in range(3):
        clock.forward(minutes=11)
        box.round()
    assert sorted(text.splitlines()[0] for text in service.texts) == sorted(f"预警 {each}" for each in range(3, 8))
