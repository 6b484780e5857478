"""A body as it comes in: decompressed piece by piece, and never beyond the size limit."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from monitor.faults import Fault

_GZIP = b"\x1f\x8b"
BOMB_RATIO = 100


class BodyReader:
    """Collects the pieces of one body; `feed` and `finish` give a fault where the body cannot be taken.

    `encoding` is the Content-Encoding header. A body that is called gzip and is not is taken as it stands; one that
    is a gzip file whatever the header says (a sitemap.xml.gz) is unpacked as well, below the same limit.
    """

    def __init__(self, encoding: str, limit: int) -> None:
        self._encoding, self._limit = encoding.strip().lower(), limit
        self._pieces: list[bytes] = []
        self._size = self.received = 0
        self._unpacker: _Unpacker | None = None

    def feed(self, piece: bytes) -> Fault | None:
        """Take the next piece as it came from the wire."""
        if not self.received:
            self._unpacker = _unpacker(self._encoding, piece)
        self.received += len(piece)
        if self._unpacker is None:
            return self._keep(piece)
        try:
            for part in self._unpacker.parts(piece):
                fault = self._keep(part)
                if fault:
                    return fault
        except zlib.error:
            return Fault("encoding_unknown", self._encoding or "gzip")
        return None

    def _keep(self, part: bytes) -> Fault | None:
        self._size += len(part)
        if self._size > self._limit:
            packed = self._unpacker is not None and self._size > BOMB_RATIO * max(self._unpacker.consumed, 1)
            return Fault("bomb" if packed else "too_large", f"超过 {self._limit // 1024} KiB")
        self._pieces.append(part)
        return None

    def finish(self) -> Fault | None:
        """Say whether the body is whole after its last piece."""
        if self._encoding not in ("", "identity", "gzip", "x-gzip", "deflate") and self.received:
            return Fault("encoding_unknown", self._encoding)
        if self._unpacker is not None and not self._unpacker.is_whole():
            return Fault("cut_off", f"收到 {self.received} 字节")
        body = self.body()
        if body.startswith(_GZIP):
            return self._unpack_again(body)
        return None

    def _unpack_again(self, body: bytes) -> Fault | None:
        self._pieces, self._size = [], 0
        self._unpacker = _Unpacker(zlib.MAX_WBITS | 32)
        try:
            for part in self._unpacker.parts(body):
                fault = self._keep(part)
                if fault:
                    return fault
        except zlib.error:
            return Fault("encoding_unknown", "gzip")
        return None

    def body(self) -> bytes:
        """All that was taken so far."""
        return b"".join(self._pieces)


class _Unpacker:
    """zlib in steps of at most 64 KiB, over all members of a gzip stream."""

    def __init__(self, window_bits: int) -> None:
        self._bits = window_bits
        self._zlib = zlib.decompressobj(window_bits)
        self.consumed = 0

    def parts(self, piece: bytes) -> Iterator[bytes]:
        """The unpacked parts of one packed piece."""
        while piece:
            before, part = len(piece), self._zlib.decompress(piece, 65536)
            piece = self._zlib.unconsumed_tail
            self.consumed += before - len(piece)
            yield part
            if self._zlib.eof:
                piece = self._zlib.unused_data.lstrip(b"\x00")
                if piece:
                    self._zlib = zlib.decompressobj(self._bits)

    def is_whole(self) -> bool:
        """Whether the end of the stream has been seen."""
        return self._zlib.eof


def _unpacker(encoding: str, first: bytes) -> _Unpacker | None:
    if encoding in ("gzip", "x-gzip") and first.startswith(_GZIP[: len(first)]):
        return _Unpacker(zlib.MAX_WBITS | 16)
    if encoding == "deflate":
        # Two formats go by this name: with a zlib header (as the norm says) and raw.
        is_zlib = len(first) >= 2 and first[0] & 0x0F == 8 and int.from_bytes(first[:2], "big") % 31 == 0
        return _Unpacker(zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)
    return None
