"""Gzip bodies, with a limit: a small body that unpacks to gigabytes is refused."""

from __future__ import annotations

import zlib

from errors import BadInput

GZIP_MARK = b"\x1f\x8b"
LIMIT = 50 * 1024 * 1024  # bytes; the protocol's own limit for one sitemap file


def unpacked(body: bytes, limit: int = LIMIT) -> bytes:
    """`body` itself, or what it unpacks to where it is gzip; raises BadInput beyond `limit` bytes or where broken."""
    if not body.startswith(GZIP_MARK):
        return body
    packer = zlib.decompressobj(wbits=31)
    try:
        content = packer.decompress(body, limit)
    except zlib.error:
        raise BadInput("压缩内容损坏") from None
    if packer.unconsumed_tail:
        raise BadInput(f"解压后超过 {limit} 字节，拒绝读取")
    return content
