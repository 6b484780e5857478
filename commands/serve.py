"""`serve`, `web` and `work`: the console, the scheduler, or both in one process."""

from __future__ import annotations

import argparse
import gc
import socket
import sys
from typing import TYPE_CHECKING

from commands.ending import Ending, in_order
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
"""How long open pages may finish at the end; live desks are told that it has come."""


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
    with in_order() as ending:
        running = scheduler.start(settings, database, pack)
        try:
            return answer(app, listener, ending)
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
    with in_order() as ending:
        try:
            return answer(app, listener, ending)
        finally:
            database.close()


def work(arguments: argparse.Namespace) -> int:
    """Scheduler and workers alone, until interrupted."""
    import scheduler

    settings = settings_from(arguments)
    pack, database = open_pack(settings), open_database(settings)
    with in_order() as ending:
        running = scheduler.start(settings, database, pack)
        print("huiying: 调度已启动，Ctrl+C 结束", file=sys.stderr)
        try:
            ending.wait()
        finally:
            running.stop()
            database.close()
    return 0


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


def answer(app: FastAPI, listener: socket.socket, ending: Ending | None = None) -> int:
    """Answer what comes to the socket until interrupted (also before it began: `ending`), and print its address."""
    import uvicorn

    class _Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            self.should_exit |= ending is not None and ending.has_come

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            app.state.ending = True
            await super().shutdown(sockets)

    host, port = listener.getsockname()[:2]
    print(f"huiying: http://{f'[{host}]' if ':' in host else host}:{port}/", file=sys.stderr)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=GRACE_S
    )
    server = _Server(config)
    _settle()
    with listener:
        server.run(sockets=[listener])
    return 0 if server.started else 1
