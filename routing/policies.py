"""The register of policies: who drafted what, and whether its interpretation was published in step (谁起草谁解读).

A policy's interpretation is published together with it (国办发〔2016〕80号 asks drafters to explain in step).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from errors import BadInput, Refused
from packs.pack import Pack
from store import log
from store.actors import Actor
from store.session import Database
from store.tables.consulting import Policy

KEEPERS = ("office", "head", "liaison")
DISCLOSURES = ("主动公开", "依申请公开", "不予公开")
IN_STEP = timedelta(days=3)
"""How long after the policy an interpretation still counts as published in step (local practice)."""


@dataclass(frozen=True)
class Listed:
    """A policy as the search for mentions needs it."""

    id: int
    title: str
    number: str
    aliases: tuple[str, ...]
    department: str


@dataclass(frozen=True)
class Mention:
    """A listed policy that a text speaks of, and the words by which."""

    policy: Listed
    words: tuple[str, ...]


def listed(row: Policy) -> Listed:
    """The row as a plain value; aliases are written one a line or with 、 between."""
    aliases = tuple(part.strip() for part in row.aliases.replace("、", "\n").splitlines() if part.strip())
    return Listed(row.id, row.title, row.number, aliases, row.department)


def mentions(text: str, policies: Iterable[Listed]) -> list[Mention]:
    """The listed policies that the text names by number, title or alias; longest name first."""
    found: list[Mention] = []
    for policy in policies:
        names = (policy.number, policy.title, *policy.aliases)
        words = tuple(name for name in names if name and len(name) > 1 and name in text)
        if words:
            found.append(Mention(policy, words))
    return sorted(found, key=lambda each: -max(len(word) for word in each.words))


def is_in_step(policy: Policy, now: datetime) -> bool | None:
    """True if interpreted within three days of publication, False if not, None while that is still open."""
    if policy.published_at is None:
        return None
    if policy.interpreted_at is not None:
        return policy.interpreted_at - policy.published_at <= IN_STEP
    return None if now - policy.published_at <= IN_STEP else False


def keep(
    database: Database,
    pack: Pack,
    actor: Actor,
    policy_id: int | None,
    form: Mapping[str, Any],
    now: datetime,
    version: int | None = None,
) -> int:
    """Enter a policy or change one; gives its id. Departments keep only what they drafted.

    Raises BadInput naming the field, Refused for another's policy or one that somebody changed meanwhile.
    """
    values = _checked(pack, form)
    if not actor.has("office") and not (actor.has(*KEEPERS) and actor.department == values["department"]):
        raise Refused("role", "只能登记本科室起草的政策；其他的请办公室登记。")
    with database.write() as session:
        row = session.get(Policy, policy_id) if policy_id is not None else Policy()
        if row is None:
            raise Refused("no_such_policy", "没有这项政策。")
        if policy_id is not None and version is not None and row.version != version:
            raise Refused("changed", "这项政策刚被别人改过，请重新打开后再改。")
        if policy_id is not None and not actor.has("office") and row.department != actor.department:
            raise Refused("role", "这项政策由别的科室起草。")
        before = log.snapshot(row) if policy_id is not None else {}
        for name, value in values.items():
            setattr(row, name, value)
        if values["interpretation"] and row.interpreted_at is None:
            row.interpreted_at = now
        row.version = (row.version or 0) + 1
        session.add(row)
        session.flush()
        log.append(session, actor, "keep_policy", "policy", row.id, now, before=before, after=log.snapshot(row))
        return row.id


def _checked(pack: Pack, form: Mapping[str, Any]) -> dict[str, Any]:
    text = {name: str(form.get(name) or "").strip() for name in _TEXT_FIELDS}
    if not text["title"]:
        raise BadInput("请写政策名称", field="title")
    if text["department"] not in {each.name for each in pack.departments.own}:
        raise BadInput("起草科室不在本单位科室名单里", field="department")
    if text["disclosure"] not in DISCLOSURES:
        raise BadInput("公开属性应为：" + "、".join(DISCLOSURES), field="disclosure")
    if text["disclosure"] == "不予公开" and not text["disclosure_reason"]:
        raise BadInput("不予公开须写明理由", field="disclosure_reason")
    return {**text, "published_at": form.get("published_at")}


_TEXT_FIELDS = (
    "title",
    "number",
    "aliases",
    "department",
    "disclosure",
    "disclosure_reason",
    "text",
    "interpretation",
)
