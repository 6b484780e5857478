"""Bytes to text: valid UTF-8 wins, else the declared label widened, else detection; nothing is dropped in silence.

Pure functions; a report of how it went comes with every text.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

REPLACEMENT = "\ufffd"

# What a label means in practice (WHATWG Encoding Standard): the wider encoding that browsers use for it.
_WIDENED = {
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "cp936", "gb_2312-80", "x-gbk", "euc-cn", "windows-936"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5", "cn-big5", "cp950"), "big5hkscs"),
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "ascii", "us-ascii", "windows-1252"), "cp1252"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "windows-949"), "cp949"),
    **dict.fromkeys(("iso-8859-9", "latin5"), "cp1254"),
    **dict.fromkeys(("utf8", "unicode", "utf-8"), "utf-8"),
    **dict.fromkeys(("tis-620", "windows-874"), "cp874"),
}
_WESTERN = "cp1252"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FIRST_MARK = {  # "<?" or "<!" or "<h" without a mark of order
    b"<\x00\x00\x00": "utf-32-le",
    b"\x00\x00\x00<": "utf-32-be",
    b"Lo\xa7\x94": "cp037",
}
_IN_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_IN_XML = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']\s*([\w.:-]+)", re.I)
_IN_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_HEAD_BYTES = 8192
_SAMPLE_BYTES = 65536
# Share of undecodable places up to which a text still counts as written in the encoding (a cut word, a broken advert).
_TOLERATED = 0.02


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how it was won: the encoding used, the label that was declared, characters replaced by U+FFFD."""

    text: str
    encoding: str
    declared: str = ""
    replaced: int = 0


def decode(body: bytes, content_type: str = "") -> Decoded:
    """The text of `body`; `content_type` is the header that came with it, if any.

    Byte-order mark, then valid UTF-8, then declared labels (header, XML declaration, meta) widened, then detection.
    What cannot be decoded becomes U+FFFD and is counted, a U+FFFD written by the author is not.
    """
    labels = list(_declared(body, content_type))
    declared = labels[0] if labels else ""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return _lossy(body[len(mark) :], encoding, declared)
    unmarked = _without_mark(body)
    if unmarked:
        return _lossy(body, unmarked, declared)
    try:
        return Decoded(body.decode("utf-8"), "utf-8", declared)
    except UnicodeDecodeError as error:
        if len(body) - error.start < 4 and error.reason.startswith("unexpected end"):
            return Decoded(body[: error.start].decode("utf-8") + REPLACEMENT, "utf-8", declared, 1)
    return _by_label(body, labels, declared) or _detected(body, declared)


def widened(label: str) -> str | None:
    """The codec to use for a declared label, or None where no such encoding is known."""
    plain = label.strip().lower().replace("_", "-") if label.strip().lower() not in _WIDENED else label.strip().lower()
    name = _WIDENED.get(plain, plain)
    try:
        info = codecs.lookup(name)
    except LookupError:
        return None
    return name if getattr(info, "_is_text_encoding", True) else None


def _declared(body: bytes, content_type: str) -> Iterator[str]:
    found = _IN_HEADER.search(content_type)
    if found:
        yield found[1].lower()
    head = body[:_HEAD_BYTES]
    for pattern in (_IN_XML, _IN_META):
        inside = pattern.search(head)
        if inside:
            yield inside[1].decode("ascii", "replace").lower()


def _without_mark(body: bytes) -> str | None:
    if body[:4] in _FIRST_MARK:
        return _FIRST_MARK[body[:4]]
    head = body[:512]
    if len(head) < 4 or b"\x00" not in head:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) // 8 and odd > 4 * even:
        return "utf-16-le"
    if even > len(head) // 8 and even > 4 * odd:
        return "utf-16-be"
    return None


def _lossy(body: bytes, encoding: str, declared: str) -> Decoded:
    text = body.decode(encoding, "replace")
    try:
        body.decode(encoding)
    except UnicodeDecodeError:
        return Decoded(text, encoding, declared, text.count(REPLACEMENT))
    return Decoded(text, encoding, declared)


def _by_label(body: bytes, labels: list[str], declared: str) -> Decoded | None:
    for encoding in dict.fromkeys(filter(None, map(widened, labels))):
        # Western labels accept any bytes, so they prove nothing about a text that reads as Chinese.
        if encoding == "utf-8" or (encoding == _WESTERN and _chinese_share(body) > 0.6):
            continue
        decoded = _lossy(body, encoding, declared)
        if decoded.replaced == 0 or _loss(decoded) <= _TOLERATED:
            return decoded
    return None


def _detected(body: bytes, declared: str) -> Decoded:
    utf8 = _lossy(body, "utf-8", declared)
    if _loss(utf8) <= _TOLERATED:
        return utf8
    chinese = _lossy(body, "gb18030", declared)
    if _loss(chinese) <= _TOLERATED and _chinese_share(body) > 0.5:
        return chinese
    guessed = _guess(body)
    if guessed:
        return _lossy(body, guessed, declared)
    western = _lossy(body, _WESTERN, declared)
    return min((western, utf8, chinese), key=lambda each: each.replaced)


def _loss(decoded: Decoded) -> float:
    beyond_ascii = len(decoded.text) - sum(1 for _ in re.finditer(r"[\x00-\x7f]", decoded.text))
    return decoded.replaced / max(beyond_ascii, 1)


def _chinese_share(body: bytes) -> float:
    """Share of two-byte pairs that are common Chinese characters (GB/T 2312 level 1: rows 16–55) or punctuation."""
    pairs = re.findall(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]", body[:_SAMPLE_BYTES])
    common = sum(1 for pair in pairs if (0xB0 <= pair[0] <= 0xD7 or 0xA1 <= pair[0] <= 0xA3) and pair[1] >= 0xA1)
    lonely = len(re.findall(rb"[\x80-\xff]", body[:_SAMPLE_BYTES])) - 2 * len(pairs)
    return common / max(len(pairs) + max(lonely, 0), 1)


def _guess(body: bytes) -> str | None:
    from charset_normalizer import from_bytes  # heavy; rarely needed

    best = from_bytes(body[:_SAMPLE_BYTES]).best()
    return widened(best.encoding) if best else None
