"""Learning: a trained topic model is kept, and put to use only where it is better; by hand or once a week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store import corrections, heartbeats
from store.corrections import Taught

if TYPE_CHECKING:
    from classifiers.labelled import Labelled
    from classifiers.model import Linear
    from classifiers.training import Trained
    from classifiers.versions import Versions
    from packs.pack import Pack
    from store.session import Database

EVERY = timedelta(days=7)
FEWEST = 60
"""Fewer taught texts than this are not trained on: held-out rows of a handful say nothing."""


def decide(
    trained: Trained, rows: list[Labelled], present: Linear, versions: Versions, topics: set[str], now: datetime
) -> tuple[bool, str]:
    """Keep the version; promote it only where it is better on the same held-out rows and no topic is lost."""
    from classifiers.training import compare
    from classifiers.versions import Version

    new, old = compare(trained, rows, present)
    lost = sorted((topics & set(present.classes)) - set(trained.model.classes))
    if not new:
        promoted, because = False, "没有现用模型未见过的样本可比，未启用"
    elif lost:
        promoted, because = False, f"会丢失主题 {'、'.join(lost)}，未启用"
    elif new["macro_f1"] <= old["macro_f1"]:
        promoted, because = False, f"同样的留出样本上 {new['macro_f1']} 不高于现用的 {old['macro_f1']}，未启用"
    else:
        promoted, because = True, f"同样的留出样本上 {new['macro_f1']} 高于现用的 {old['macro_f1']}，已启用"
    version = Version(
        trained.model.version, now.isoformat(), promoted, because, {**trained.report, "compared": new}, old
    )
    versions.add(trained.model, version)
    return promoted, because


def learn(
    pack: Pack, rows: list[Labelled], unlabelled: Sequence[tuple[str, str]], versions: Versions, now: datetime
) -> tuple[dict[str, Any], bool, str]:
    """Train on rows on top of the shipped model and decide; gives the report, whether it was promoted, and why."""
    from classifiers.model import SHIPPED, load
    from classifiers.training import train

    present = versions.topic_in_use()
    name = f"{now:%Y%m%dT%H%M%SZ}"
    trained = train(rows, load(SHIPPED, "topic"), load(SHIPPED, "matters"), present, name, unlabelled)
    promoted, because = decide(trained, rows, present, versions, set(pack.topics.paths), now)
    return trained.report, promoted, because


def learn_weekly(database: Database, pack: Pack, data: Path, now: datetime) -> str:
    """Once a week, if a topic was corrected since: learn from corrections and the body's history; says what came.

    What nobody corrected is read along without a label.
    """
    from classifiers.versions import Versions

    with database.read() as session:
        last = heartbeats.last_seen(session).get("learning")
        newest = corrections.newest_correction(session)
        if (last and now - last < EVERY) or newest is None or (last and newest <= last):
            return ""
        taught, untaught = corrections.taught_topics(session), corrections.untaught_texts(session)
    rows = labelled(taught, {*pack.topics.tree, *pack.topics.paths})
    said = f"只有 {len(rows)} 条可学，少于 {FEWEST} 条"
    if len(rows) >= FEWEST:
        _, _, said = learn(pack, rows, untaught, Versions(data / "models"), now)
    with database.write() as session:
        heartbeats.beat(session, "learning", now, said)
    return said


def labelled(taught: Sequence[Taught], topics: set[str]) -> list[Labelled]:
    """Taught texts as rows to learn from; topics that the pack no longer knows are left out."""
    from classifiers.labelled import Labelled
    from classifiers.text import same_text_key

    return [
        Labelled(
            str(each.item_id), each.title, each.text, each.topic, same_text_key(each.title, each.text), each.at, line
        )
        for line, each in enumerate(taught, start=1)
        if each.topic in topics
    ]
