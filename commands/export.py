"""`huiying export public DIR`: the public pages as plain files, for the body's own website."""

from __future__ import annotations

import argparse
from pathlib import Path

from commands.options import add_common, open_database, open_pack, print_rows, settings_from


def configure(parser: argparse.ArgumentParser, name: str) -> None:
    """Declare what is exported and where to."""
    add_common(parser, example="huiying export public ./site --public-url https://sfj.example.gov.cn/huiying/")
    parser.description = "公开页导出为静态文件：只写变了的，撤下的删掉；文件夹里有别的文件时拒绝。"
    parser.add_argument("what", choices=["public"], help="the public pages")
    parser.add_argument("folder", metavar="DIR", type=Path, help="an empty folder, or one of an earlier export")
    parser.add_argument("--public-url", metavar="URL", help="where the folder will stand, for links in the feeds")
    parser.set_defaults(run=_export)


def _export(arguments: argparse.Namespace) -> int:
    """Write the files, leave a trace in the database, print what was done."""
    from store import traces
    from times import utc_now
    from web.public_files import files, write
    from web.site import Site

    settings = settings_from(arguments)
    pack, database = open_pack(settings), open_database(settings)
    now = utc_now()
    site = Site(settings, database, pack, lambda: now, public_only=True)
    try:
        with database.read() as session:
            made = files(session, site, now, arguments.public_url or "")
            done = write(arguments.folder, made)
        with database.write() as session:
            traces.leave(session, None, "export", "public", now, reason=f"{arguments.folder.name}：{done.files} 个文件")
    finally:
        database.close()
    row = {"files": done.files, "written": done.written, "removed": done.removed, "folder": str(arguments.folder)}
    print_rows([row], as_json=arguments.json)
    return 0
