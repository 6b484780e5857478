"""The command `huiying`: one line a command; each command's own file is imported only when it is called."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

from errors import BadInput, Refused

COMMANDS: dict[str, tuple[str, str]] = {
    "serve": ("commands.serve", "console and scheduler in one process"),
    "web": ("commands.serve", "console alone, or the public pages alone"),
    "work": ("commands.serve", "scheduler and workers alone"),
    "demo": ("commands.demo", "a small city made by the program itself"),
    "source": ("commands.source", "sources: add, list, import, test"),
    "crawl": ("commands.crawl", "fetch what is due"),
    "import": ("commands.import_", "letters, hotline tickets, orders from a file"),
    "judge": ("commands.judge", "classify and route texts"),
    "group": ("commands.group", "reprint groups and events of a list of items"),
    "train": ("commands.train", "train the topic model from labelled rows"),
    "evaluate": ("commands.train", "score a topic model"),
    "clock": ("commands.clock", "every deadline of a case, with its reason"),
    "read-page": ("commands.read", "main text of pages"),
    "read-feed": ("commands.read", "entries of feeds"),
    "report": ("commands.later", "a document (rules §8)"),
    "audit": ("commands.audit", "check the hash chain of the log"),
    "backup": ("commands.later", "a consistent copy while running"),
    "restore": ("commands.later", "put a copy back"),
    "user": ("commands.user", "people and their roles"),
    "check": ("commands.check", "what is wrong with this installation, and how to mend it"),
    "answers": ("commands.answers", "answers back to the mailbox or hotline by their references"),
    "export": ("commands.export", "the public pages as plain files"),
    "model": ("commands.train", "versions of the topic model: list, roll back"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 on success, 2 on wrong usage or bad input, 1 on failure."""
    words = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(
        prog="huiying",
        description="回应：听见关切，交到主管部门，直到公开回应。",
        epilog="example: huiying demo --port 8000",
    )
    chosen = next((word for word in words if not word.startswith("-")), None)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (module, line) in COMMANDS.items():
        sub = commands.add_parser(name, help=line, formatter_class=argparse.RawDescriptionHelpFormatter)
        if name == chosen:
            importlib.import_module(module).configure(sub, name)
    arguments = parser.parse_args(words)
    try:
        return int(arguments.run(arguments) or 0)
    except BadInput as error:
        print(f"huiying: {error}", file=sys.stderr)
        return 2
    except Refused as error:
        print(f"huiying: {error.why}", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, BrokenPipeError):
        return 1


if __name__ == "__main__":
    sys.exit(main())
