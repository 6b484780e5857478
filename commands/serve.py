"""`serve`, `web` and `work`: the console, the scheduler, or both in one process."""

from __future__ import annotations

import argparse
import gc
import socket
import sys
from typing import TYPE_CHECKING

from commands.options import add_common, open_database, open_pack, settings_from
from errors import BadInput

if TYPE_CHECKING:
    from fastapi import FastAPI

_EXAMPLES = {
    "serve": "huiying serve --host 127.0.0.1 --port 8000",
    "web": "huiying web --public-only --port 8080",
    "work": "huiying work --database postgresql://huiying@localhost/huiying",
}
GRACE_S = 3
"""How long open pages may finish at the end; live streams never would by themselves."""


def configure(parser: argparse.ArgumentParser, name: str) -> None:
    """Declare the flags of `serve`, `web` or `work`."""
    add_common(parser, example=_EXAMPLES[name])
    if name != "work":
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (default 8000)")
    if name == "web":
        parser.add_argument("--public-only", action="store_true", help="only the public pages, no console")
    parser.set_defaults(run={"serve": serve, "web": web, "work": work}[name])


def serve(arguments: argparse.Namespace) -> int:
    """Console and scheduler in one process, until interrupted."""
    settings = settings_from(arguments)
    listener = bound(arguments.host, arguments.port)
    pack, database = open_pack(settings), open_database(settings)
    import scheduler
    from commands.secret import secret_of
    from web.app import create_app

    app = create_app(settings, database, pack, secret=secret_of(settings))
    running = scheduler.start(settings, database, pack)
    try:
        return answer(app, listener)
    finally:
        running.stop()
        database.close()


def web(arguments: argparse.Namespace) -> int:
    """The console alone, or the public pages alone."""
    settings = settings_from(arguments)
    listener = bound(arguments.host, arguments.port)
    pack, database = open_pack(settings), open_database(settings)
    from commands.secret import secret_of
    from web.app import create_app

    secret = b"" if arguments.public_only else secret_of(settings)
    app = create_app(settings, database, pack, public_only=arguments.public_only, secret=secret)
    try:
        return answer(app, listener)
    finally:
        database.close()


def work(arguments: argparse.Namespace) -> int:
    """Scheduler and workers alone, until interrupted."""
    import signal
    import threading

    import scheduler

    settings = settings_from(arguments)
    pack, database = open_pack(settings), open_database(settings)
    ended = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: ended.set())
    running = scheduler.start(settings, database, pack)
    print("huiying: 调度已启动，Ctrl+C 结束", file=sys.stderr)
    try:
        ended.wait()
    finally:
        running.stop()
        database.close()
    return 0


def listen(app: FastAPI, host: str, port: int) -> int:
    """Serve at that address until interrupted; 1 if it could not start. Raises BadInput where nobody can listen."""
    return answer(app, bound(host, port))


def bound(host: str, port: int) -> socket.socket:
    """A socket that nobody else listens on; raises BadInput, before anything was started."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise BadInput(f"不能在 {host}:{port} 上监听：{error}（换一个 --port？）", field="--port") from None
    return listener


def _settle() -> None:
    # What was loaded stays for good: looking through it for garbage again and again would stall pages.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def answer(app: FastAPI, listener: socket.socket) -> int:
    """Answer what comes to the socket until interrupted, and print its address."""
    import uvicorn

    host, port = listener.getsockname()[:2]
    print(f"huiying: http://{f'[{host}]' if ':' in host else host}:{port}/", file=sys.stderr)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=GRACE_S
    )
    server = uvicorn.Server(config)
    _settle()
    with listener:
        server.run(sockets=[listener])
    return 0 if server.started else 1
