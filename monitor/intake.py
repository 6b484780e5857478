"""Intake: entries of a body become items with an identity, masked and hashed. Pure; runs in the parsing process."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Sequence
from urllib.parse import SplitResult, urlsplit

from classifiers.masking import mask
from monitor.bodies import Job, Origin, ParsedBody
from monitor.kinds.registry import kind_named
from monitor.reading.addresses import canonical_address
from monitor.reading.entry import Attachment, Entry
from store.found import FoundItem

TITLE_CHARACTERS = 500
TEXT_CHARACTERS = 200_000
# Services where persons write, by host: what stands there is judged as a post.
_POSTS = {"weibo.com": "weibo", "weibo.cn": "weibo", "tieba.baidu.com": "forum", "zhihu.com": "forum"}


def read_body(job: Job) -> ParsedBody:
    """Read one body by its source's kind; whatever goes wrong is a named problem of the result."""
    kind = kind_named(job.origin.kind)
    reading = kind.read(job.body, job.headers, job.origin.settings, job.url, job.now)
    items = items_of(reading.entries, job.origin)
    times = [each.published for each in reading.entries if each.published and each.published <= job.now]
    return ParsedBody(items, reading.problems, reading.ttl_s, reading.next_pages, max(times, default=None))


def items_of(entries: Sequence[Entry], origin: Origin) -> tuple[FoundItem, ...]:
    """Items of the entries in their order, each identity once."""
    links = [canonical_address(each.link) if each.link else "" for each in entries]
    titles = Counter(link for link, _ in {(link, each.title) for link, each in zip(links, entries, strict=True)})
    found: dict[str, FoundItem] = {}
    for link, entry in zip(links, entries, strict=True):
        # An address under which several entries stand (a home page, a live ticker) names none of them.
        identity = identity_of(link if titles[link] == 1 else "", entry, origin.source_id)
        if identity and identity not in found:
            found[identity] = _item(identity, link, entry, origin)
    return tuple(found.values())


def identity_of(link: str, entry: Entry, source_id: int) -> str:
    """`url:` and the canonical address (http and https alike), else `id:` with source and entry id; "" for neither."""
    parts = _parts(link)
    if parts and (parts.path.strip("/") or parts.query or parts.fragment):
        return f"url:{link.partition('://')[2]}"
    own = entry.id or entry.title
    return f"id:{source_id}:{own}" if own else ""


def _parts(link: str) -> SplitResult | None:
    try:
        return urlsplit(link) if link.startswith(("http://", "https://")) else None
    except ValueError:
        return None


def _item(identity: str, link: str, entry: Entry, origin: Origin) -> FoundItem:
    title, text = entry.title[:TITLE_CHARACTERS], (entry.text or entry.summary)[:TEXT_CHARACTERS]
    platform = origin.platform or _platform(link)
    return FoundItem(
        identity=identity,
        channel=_channel(origin, platform),
        url=link or None,
        title=masked(title),
        text=masked(text),
        content_hash=content_hash(title, text),
        published_at=entry.published,
        published_is_date=entry.published_is_date,
        media=entry.media or ("" if origin.media_level == "person" else origin.name),
        media_level=origin.media_level,
        platform=platform,
        author_hash=author_hash(entry.author, origin.salt) if entry.author != entry.media else None,
        attachments=tuple(map(attachment_row, entry.attachments)),
        rank=entry.rank,
        heat=entry.heat,
    )


def masked(text: str) -> str:
    """The text without identity numbers, phones, addresses and cards of persons."""
    return mask(text)[0]


def content_hash(title: str, text: str) -> str:
    """By what an edited text is known: the words of title and text, whatever the white space."""
    words = "".join(title.split()) + "\n" + "".join(text.split())
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def author_hash(author: str, salt: bytes) -> str | None:
    """A salted hash in place of a person's name: equal authors stay countable, nobody can be looked up."""
    name = "".join(author.split())
    return hmac.new(salt, name.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:24] if name else None


def attachment_row(attachment: Attachment) -> dict[str, str]:
    """An attachment as an item keeps it."""
    return {"url": attachment.url, "name": attachment.name, "media_type": attachment.media_type}


def _platform(link: str) -> str:
    parts = _parts(link)
    host = (parts.hostname or "") if parts else ""
    for known in _POSTS:
        if host == known or host.endswith("." + known):
            return known
    return host.removeprefix("www.")


def _channel(origin: Origin, platform: str) -> str:
    named = origin.settings.get("channel")
    if isinstance(named, str) and named:
        return named
    return "hotlist" if origin.kind == "hotlist" else _POSTS.get(platform, "news")
