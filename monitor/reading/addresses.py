"""One written form for one page: canonical addresses, by which items are known again.

Pure. Mobile and AMP versions are mapped only where it is known: by the page's own word (rel=canonical) or by the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, unquote_to_bytes, urlsplit, urlunsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}
_TRACKING_PREFIXES = ("utm_", "pk_", "mtm_", "hmsr", "hmpl", "hmcu", "hmkw", "hmci", "share_", "sharer_")
# fmt: off
_TRACKING = frozenset((
    "spm", "scm", "fbclid", "gclid", "yclid", "msclkid", "dclid", "igshid", "mc_cid", "mc_eid", "_ga", "_gl", "bd_vid",
    "wxfid", "isappinstalled", "nsukey", "sharetoken", "sharer", "sharefrom", "sharesource", "shareid", "shareuid",
    "from_source", "vd_source", "ref_src", "ref_url", "referrer", "amp", "amp_js_v", "usqp", "cmpid", "track_id",
))
# fmt: on
# Words that `from` carries when it only tells how a reader came; anything else may be part of the address.
_FROM_VALUES = re.compile(
    r"(?:singlemessage|timeline|groupmessage|wap|pc|app|weixin|wechat|weibo|qq|qzone|share|rss|feed|home|index|search|"
    r"baidu|news|message|mobile|android|ios|h5|web|favorites|kuaibao|copy_?link)\w*",
    re.I,
)
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPE = re.compile("%([0-9A-Fa-f]{2})")
_WHITE = re.compile(r"[\x00-\x20\x7f-\xa0\u3000\u200b\ufeff]+")
_AMP_PATH = re.compile(r"(?:/amp/?$)|(?:\.amp(?=\.html?$))")

# (host of the mobile version, path pattern, host of the same page, path of it): services that keep the path.
_SAME_PAGES: Final[tuple[tuple[str, str, str, str], ...]] = (
    ("m.thepaper.cn", r"(/newsDetail_forward_\d+.*)", "www.thepaper.cn", r"\1"),
    ("3g.163.com", r"(/.+/article/\w+\.html)", "www.163.com", r"\1"),
    ("m.163.com", r"(/.+/article/\w+\.html)", "www.163.com", r"\1"),
    ("m.sohu.com", r"(/a/\d+_\d+)", "www.sohu.com", r"\1"),
    ("m.huxiu.com", r"(/article/\d+\.html)", "www.huxiu.com", r"\1"),
    ("m.jiemian.com", r"(/article/\d+\.html)", "www.jiemian.com", r"\1"),
    ("m.bjnews.com.cn", r"(/detail/\d+\.html)", "www.bjnews.com.cn", r"\1"),
    ("m.guancha.cn", r"(/\w+/\d{4}_\d\d_\d\d_\d+\.shtml)", "www.guancha.cn", r"\1"),
    ("i.ifeng.com", r"(/c/\w+)", "news.ifeng.com", r"\1"),
    ("3g.ifeng.com", r"(/c/\w+)", "news.ifeng.com", r"\1"),
    ("m.infzm.com", r"(/contents?/\d+)", "www.infzm.com", r"\1"),
    ("m.bilibili.com", r"(/video/\w+)/?", "www.bilibili.com", r"\1"),
    ("xw.qq.com", r"/cmsid/(\w+)", "new.qq.com", r"/rain/a/\1"),
    ("view.inews.qq.com", r"/a/(\w+)", "new.qq.com", r"/rain/a/\1"),
    ("m.toutiao.com", r"/(?:i|a|article/)(\d+)/?", "www.toutiao.com", r"/article/\1/"),
    ("www.toutiao.com", r"/(?:i|a)(\d+)/?", "www.toutiao.com", r"/article/\1/"),
)
_OTHER_HOSTS = frozenset(host for host, *_ in _SAME_PAGES)
# What most addresses of articles look like, and where nothing is to be changed: no query, no port of its own scheme,
# nothing escaped, no `.` or `..`. (Mobile hosts and AMP are looked at besides.)
_CANONICAL = re.compile(
    r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::[1-9]\d{3,4})?(?:/(?!\.\.?(?:/|$))[A-Za-z0-9._~-]*)+"
)
# Only these parts of the query say which page it is.
_IDENTIFYING: Final = {"mp.weixin.qq.com/s": ("__biz", "mid", "idx", "sn")}


def canonical_address(address: str) -> str:
    """The written form by which a page is known again; idempotent. What is no web address comes back trimmed."""
    plain = _CANONICAL.fullmatch(address)
    if plain and plain[1] not in _OTHER_HOSTS and "amp" not in address:
        return address
    return canonical_by_parts(address)


def canonical_by_parts(address: str) -> str:
    """The same for every address, the odd ones too; most never come here."""
    trimmed = _WHITE.sub("", address)
    try:
        parts = urlsplit(trimmed)
        port = parts.port
    except ValueError:
        return trimmed
    scheme, host = parts.scheme.lower(), _host(parts.hostname or "")
    if scheme not in _DEFAULT_PORTS or not host:
        return trimmed
    path, query = _path(parts.path), _query(parts.query, f"{host}{parts.path}")
    host, path = _desktop(host, path)
    place = f"{host}:{port}" if port and port != _DEFAULT_PORTS[scheme] else host
    # A fragment is a place on the page, unless the page is a program that keeps its route there.
    fragment = _escaped(parts.fragment, "/?!&=:@,;") if parts.fragment.startswith(("/", "!")) else ""
    return urlunsplit((scheme, place, path, query, fragment))


def with_evidence(address: str, own_word: str) -> str:
    """The canonical form, taking the page's rel=canonical into account where it can be true.

    It is believed within the same site (mobile, AMP and desktop hosts are such), and not if it names a front page for
    what is none: some sites give the same one on every page.
    """
    plain, named = canonical_address(address), canonical_address(own_word) if own_word else ""
    if not named.startswith(("http://", "https://")):
        return plain
    here, there = urlsplit(plain), urlsplit(named)
    is_front = there.path in ("", "/") and not there.query
    if _site(here.hostname or "") != _site(there.hostname or "") or (is_front and here.path not in ("", "/")):
        return plain
    return named


def _host(host: str) -> str:
    host = host.rstrip(".").lower()
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _desktop(host: str, path: str) -> tuple[str, str]:
    for mobile, pattern, desktop, template in _SAME_PAGES:
        if host == mobile:
            found = re.fullmatch(pattern, path)
            if found:
                return desktop, found.expand(template)
    return host, path


def _path(path: str) -> str:
    kept: list[str] = []
    segments = _escaped(path, "/!$&'()*+,;=:@").split("/")
    for segment in segments[1:]:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", "..") and len(segments) > 1:
        kept.append("")
    plain = "/" + "/".join(kept)
    shorter = _AMP_PATH.sub("", plain)
    while shorter != plain:
        plain, shorter = shorter, _AMP_PATH.sub("", shorter)
    return plain or "/"


def _query(query: str, page: str) -> str:
    pairs = [pair for pair in query.split("&") if pair]
    identifying = _IDENTIFYING.get(page)
    if identifying and any(pair.startswith("sn=") for pair in pairs):
        kept: Iterable[str] = (pair for pair in pairs if pair.split("=")[0] in identifying)
    else:
        kept = (pair for pair in pairs if not _is_tracking(pair))
    return "&".join(sorted((_escaped(pair, "/?!$'()*+,;=:@[]|") for pair in kept), key=lambda pair: pair.split("=")[0]))


def _is_tracking(pair: str) -> bool:
    name, _, value = pair.partition("=")
    name = name.lower()
    if name in ("from", "source", "src") and _FROM_VALUES.fullmatch(value):
        return True
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)


def _escaped(text: str, safe: str) -> str:
    """Percent-encoding in one form: unreserved signs plain, all others as UTF-8 in upper-case hex, escapes kept."""
    pieces = re.split("(%[0-9A-F]{2})", _ESCAPE.sub(_plain_if_unreserved, text))
    return "".join(piece if index % 2 else quote(piece, safe=safe + "~") for index, piece in enumerate(pieces))


def _plain_if_unreserved(found: re.Match[str]) -> str:
    sign = unquote_to_bytes(found[0])
    return sign.decode("ascii") if sign[0] in _UNRESERVED else found[0].upper()


def _site(host: str) -> str:
    """The registrable part of a host, as far as it matters here: `m.news.example.com.cn` → `example.com.cn`."""
    labels = host.split(".")
    short = len(labels) >= 3 and labels[-2] in ("com", "gov", "org", "net", "edu", "ac") and len(labels[-1]) == 2
    return ".".join(labels[-3:] if short else labels[-2:])
