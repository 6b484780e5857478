"""The public pages as plain files with relative links, and the writing of them into a folder of their own."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from errors import BadInput
from store import public_consultations, public_page
from store.public_page import PublicReply, Wanted
from store.session import Session
from web.public_feeds import NEWEST, atom, json_feed
from web.public_places import FILES, Files
from web.public_rendering import render
from web.public_values import citizens, clean, month_words, shelves, shown, wanted
from web.rendering import HOME
from web.site import Site

MANIFEST = ".huiying-export.json"
"""Names every file that an export wrote, with its hash: what is not named there is never touched."""
NEWEST_LISTED = 100
MOST_OF_A_TOPIC = 1000
AT_ONCE = 500

Made = tuple[str, str]
"""A path within the folder, and the text of that file."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What an export did."""

    files: int
    written: int
    removed: int


def files(session: Session, site: Site, now: datetime, address: str = "") -> Iterator[Made]:
    """Every file of the export, one after the other; `address`: where the folder will stand, for the feeds."""
    yield from _lists(session, site)
    yield from _replies(session, site)
    yield from _consultations(session, site, now)
    yield from _adoption(session, site)
    yield FILES["privacy"], render(site, "public_privacy", Files())
    newest = shown(public_page.newest_texts(session, NEWEST))
    root = address.rstrip("/") + "/" if address else ""
    body, home = site.pack.organisation.body, root or Files().home
    for name, write in (("feed", atom), ("json_feed", json_feed)):
        yield FILES[name], write(newest, body, home, root + FILES[name], lambda slug: root + Files().reply(slug))
    for name, asset in (("style", "public.css"), ("icon", "icon.svg")):
        yield FILES[name], (HOME / "assets" / asset).read_text("utf-8")


def _lists(session: Session, site: Site) -> Iterator[Made]:
    found = shelves(session)
    lists = [("", "", FILES["home"], NEWEST_LISTED)]
    lists += [("", month, Files().month(month), 0) for month, _ in found.months]
    lists += [(topic, "", Files().topic(topic), MOST_OF_A_TOPIC) for topic, _ in found.topics]
    for topic, month, path, most in lists:
        places = Files("../" if "/" in path else "")
        yield (
            path,
            render(
                site,
                "public_list",
                places,
                replies=shown(_all(session, wanted(topic, month, ""), most)),
                shelves=found,
                topic=topic,
                month=month,
                month_words=month_words,
                query="",
                SEARCHED=0,
                words=(),
                more="",
            ),
        )


def _all(session: Session, asked: Wanted, most: int = 0) -> Iterator[PublicReply]:
    """All replies asked for, a stretch at a time; `most` 0 = without end."""
    after, given = None, 0
    while rows := public_page.replies(session, asked, after=after, limit=min(AT_ONCE, most - given or AT_ONCE)):
        yield from rows
        given += len(rows)
        if most and given >= most:
            return
        after = (0, rows[-1].published_at, rows[-1].id)


def _replies(session: Session, site: Site) -> Iterator[Made]:
    places = Files("../")
    for slug in public_page.slugs(session):
        found = public_page.opened(session, slug)
        if found is not None:
            found = replace(found, reply=clean(found.reply), others=shown(found.others))
            yield Files().reply(slug), render(site, "public_reply", places, found=found)


def _consultations(session: Session, site: Site, now: datetime) -> Iterator[Made]:
    rows = public_consultations.announced(session, now)
    yield FILES["consultations"], render(site, "public_consultations", Files(), rows=rows, now=now)
    for row in rows:
        table = public_consultations.table(session, row.id, now)
        values = {"table": table, "now": now, "citizens": citizens}
        yield Files().consultation(row.id), render(site, "public_consultation", Files("../"), **values)


def _adoption(session: Session, site: Site) -> Iterator[Made]:
    rows = shown(_all(session, Wanted(suggestions=True), MOST_OF_A_TOPIC))
    yield FILES["adoption"], render(site, "public_adoption", Files(), replies=rows, more="")


def write(folder: Path, made: Iterable[Made]) -> Summary:
    """Bring the folder to exactly these files: only what changed is written, what is not public any more goes.

    Raises BadInput for a folder with files that no export wrote. A run that breaks off names all it wrote, and the
    next one puts everything right.
    """
    known, new, written, whole = _known(folder), {}, 0, False
    try:
        for path, text in made:
            content = text.encode()
            new[path] = hashlib.sha256(content).hexdigest()
            if known.get(path) != new[path] or not (folder / path).is_file():
                _put(folder / path, content)
                written += 1
        whole = True
    finally:
        _put(folder / MANIFEST, json.dumps({"files": new if whole else known | new}, ensure_ascii=False).encode())
    gone = [path for path in known if path not in new]
    for path in gone:
        (folder / path).unlink(missing_ok=True)
    return Summary(len(new), written, len(gone))


def _known(folder: Path) -> dict[str, str]:
    manifest = folder / MANIFEST
    if not manifest.is_file():
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise BadInput("文件夹里有别的文件，不能导出到这里；请换一个空文件夹", file=str(folder))
        folder.mkdir(parents=True, exist_ok=True)
        # From here on the folder is ours, even if this run breaks off.
        _put(manifest, b'{"files": {}}')
        return {}
    try:
        named = json.loads(manifest.read_text("utf-8"))["files"]
        known = {str(path): str(digest) for path, digest in named.items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadInput("导出清单损坏；请换一个空文件夹", file=str(manifest)) from None
    if any(Path(path).is_absolute() or ".." in Path(path).parts for path in known):
        raise BadInput("导出清单里有文件夹以外的路径", file=str(manifest))
    return known


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    beside.write_bytes(content)
    os.replace(beside, path)
