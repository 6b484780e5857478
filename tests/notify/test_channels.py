"""Channels over loopback: taken, refused for good, try again, and the key at every repeat."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from errors import BadInput
from notify.channels import open_channel
from notify.channels.message import ChannelError, ChannelSettings, Message, shortened
from notify.settings_file import read_channels

MESSAGE = Message("k-1", "红色预警：测试", "正文", "红")


class Receiver(HTTPServer):
    """Answers with the next status of `answers`, remembers what it got."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: list[tuple[int, dict[str, str]]] = []
        self.got: list[tuple[dict[str, str], bytes]] = []

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Receiver)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        status, headers = self.server.answers.pop(0) if self.server.answers else (200, {})
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        return None


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_webhook_gets_the_message_with_its_key(receiver: Receiver) -> None:
    channel = open_channel(ChannelSettings("own", f"hook://{receiver.place}/in"))
    channel.send(MESSAGE)
    channel.send(MESSAGE)
    keys = [(headers["Idempotency-Key"], json.loads(body)["key"]) for headers, body in receiver.got]
    assert keys == [("k-1", "k-1"), ("k-1", "k-1")]
    assert json.loads(receiver.got[0][1])["title"] == MESSAGE.title


@pytest.mark.parametrize(("status", "again"), [(500, True), (503, True), (429, True), (408, True), (404, False)])
def test_a_refusal_says_whether_trying_again_helps(receiver: Receiver, status: int, again: bool) -> None:
    receiver.answers = [(status, {"Retry-After": "600"})]
    channel = open_channel(ChannelSettings("own", f"hook://{receiver.place}/in"))
    with pytest.raises(ChannelError) as caught:
        channel.send(MESSAGE)
    assert caught.value.again is again
    assert caught.value.after == timedelta(seconds=600)


def test_nobody_listening_is_temporary(receiver: Receiver) -> None:
    channel = open_channel(ChannelSettings("own", "hook://127.0.0.1:1/in"))
    with pytest.raises(ChannelError) as caught:
        channel.send(MESSAGE)
    assert caught.value.again


def test_a_robot_of_apprise_takes_title_body_and_key(receiver: Receiver) -> None:
    channel = open_channel(ChannelSettings("robot", f"json://{receiver.place}/"))
    channel.send(MESSAGE)
    content = json.loads(receiver.got[0][1])
    assert content["title"] == MESSAGE.title
    assert "k-1" in content["message"]


def test_a_robot_that_says_no_raises(receiver: Receiver) -> None:
    receiver.answers = [(500, {})]
    channel = open_channel(ChannelSettings("robot", f"json://{receiver.place}/"))
    with pytest.raises(ChannelError):
        channel.send(MESSAGE)


@pytest.mark.parametrize(
    "url", ["wecombot://0123456789abcdef0123", "dingtalk://abcdef0123456789", "mailtos://u:p@h.cn"]
)
def test_the_robots_of_the_field_are_known(url: str) -> None:
    assert open_channel(ChannelSettings("robot", url))


def test_long_texts_are_cut_between_characters() -> None:
    cut = shortened("回应" * 1000, 2048)
    assert len(cut.encode()) <= 2048
    assert cut.endswith("…")
    assert shortened("短", 2048) == "短"


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("channels:\n  - {name: a, url: 'nonsense://x'}\n", None, "不认识"),
        ("channels:\n  - name: a\n    url: hook://h\n    per_minute: 0\n", 4, "per_minute"),
        ("channels:\n  - {name: a, url: 'hook://h'}\n  - {name: a, url: 'hook://g'}\n", None, "重复"),
        ("channels:\n  - {name: console, url: 'hook://h'}\n", None, "保留"),
    ],
)
def test_a_wrong_channels_file_is_named(tmp_path: Path, content: str, line: int | None, words: str) -> None:
    file = tmp_path / "channels.yaml"
    file.write_text(content, "utf-8")
    with pytest.raises(BadInput, match=words) as caught:
        read_channels(str(file))
    if line is not None:
        assert caught.value.line == line


def test_no_channels_file_means_the_console_alone() -> None:
    assert read_channels("") == {}
