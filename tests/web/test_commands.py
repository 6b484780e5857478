"""`user` and `web`: people from the command line, and a console that starts, answers and ends."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from cli import main
from commands.serve import bound
from errors import BadInput

HOME = Path(__file__).parents[2]
PATIENCE_S = 300
"""How long a process may take to start, to answer or to end on a busy machine."""


def _run(capsys: pytest.CaptureFixture[str], data: Path, *words: str) -> tuple[int, list[dict[str, object]], str]:
    code = main([*words, "--data", str(data), "--json"])
    out, err = capsys.readouterr()
    return code, [json.loads(line) for line in out.splitlines()], err


def test_a_person_is_added_listed_and_reset(tmp_path: Path, capsys) -> None:
    words = ("user", "add", "wang", "--display", "王科长", "--role", "head", "--department", "律师工作科")
    code, rows, _ = _run(capsys, tmp_path, *words)
    assert code == 0
    first = rows[0]["password"]
    code, rows, _ = _run(capsys, tmp_path, "user", "list")
    assert rows == [
        {
            "id": 1,
            "name": "wang",
            "display": "王科长",
            "department": "律师工作科",
            "roles": ["head"],
            "active": True,
            "must_change": True,
        }
    ]
    code, rows, _ = _run(capsys, tmp_path, "user", "reset", "wang")
    assert code == 0
    assert rows[0]["password"] != first


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("add", "a", "--role", "system_admin", "--role", "audit_admin"), "不能由一人兼任"),
        (("add", "a", "--role", "king"), "没有这个角色"),
        (("add", "a"), "至少要有一个角色"),
        (("add", "a", "--role", "head"), "要写明所在科室"),
        (("add", "a", "--role", "head", "--department", "不存在科"), "没有科室"),
        (("add", "a", "--role", "office", "--password", "short"), "密码"),
        (("reset", "nobody"), "没有登录名"),
    ],
)
def test_wrong_people_are_refused_in_one_line(tmp_path: Path, capsys, words: tuple[str, ...], why: str) -> None:
    code, rows, err = _run(capsys, tmp_path, "user", *words)
    assert (code, rows) == (2, [])
    assert why in err
    assert err.count("\n") == 1


def test_two_people_cannot_share_a_name(tmp_path: Path, capsys) -> None:
    _run(capsys, tmp_path, "user", "add", "a", "--role", "office")
    code, _, err = _run(capsys, tmp_path, "user", "add", "a", "--role", "office")
    assert code == 2
    assert "已经有人用了" in err


def test_an_address_that_is_taken_is_said_before_anything_starts(tmp_path: Path, capsys) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        code = main(["serve", "--port", port, "--data", str(tmp_path / "none")])
    assert code == 2
    assert "--port" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("port", [-1, 65536, 99999999])
def test_a_port_that_is_none_is_refused(port: int) -> None:
    with pytest.raises(BadInput):
        bound("127.0.0.1", port)


def test_the_console_starts_and_answers(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cli", "web", "--port", "0", "--data", str(tmp_path)]
    process = subprocess.Popen(command, cwd=HOME, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        address = process.stderr.readline().removeprefix("huiying: ").strip()
        answer = _first_answer(f"{address}sign-in")
        assert answer.status_code == 200
        assert "server" not in answer.headers
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("command", ["serve", "web"])
def test_a_console_that_is_asked_to_end_does_so_in_order(tmp_path: Path, command: str, asked: signal.Signals) -> None:
    # With nothing said, no process left and no semaphore leaked: what was under way has been written.
    words = [sys.executable, "-m", "cli", command, "--port", "0", "--data", str(tmp_path)]
    process = subprocess.Popen(words, cwd=HOME, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        address = process.stderr.readline().removeprefix("huiying: ").strip()
        assert _first_answer(f"{address}health").status_code in (200, 503)
        process.send_signal(asked)
        assert process.wait(PATIENCE_S) == 0
        assert process.stderr.read() == ""
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def test_workers_that_are_asked_to_end_do_so_in_order(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "cli", "work", "--data", str(tmp_path)]
    process = subprocess.Popen(words, cwd=HOME, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        assert "调度已启动" in process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_S) == 0
        assert process.stderr.read() == ""
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def _first_answer(address: str) -> httpx.Response:
    for _ in range(PATIENCE_S * 10):
        try:
            return httpx.get(address, trust_env=False, timeout=PATIENCE_S)
        except httpx.ConnectError:
            time.sleep(0.1)
    raise AssertionError(f"nobody answered at {address}")
