"""The protocol that every kind of source keeps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from monitor.reading.entry import Proposal, Reading


class Kind(Protocol):
    """Reads one body of its kind, and says whether a body could be one. Pure: no network, no clock, never raises.

    `headers` have lower-case names; `settings` are the source's own (unknown ones are ignored); `url` is the final
    address of the body, `now` the time of the fetch (aware). Whatever goes wrong is a named problem of the reading.
    """

    name: str
    words: str  # what people call it on the source page

    def read(
        self, body: bytes, headers: Mapping[str, str], settings: Mapping[str, object], url: str, now: datetime
    ) -> Reading:
        """Entries of the body, newest as the body orders them."""
        ...

    def propose(self, body: bytes, headers: Mapping[str, str], url: str) -> Proposal:
        """How sure this kind is that the body is its own, and the settings it would read it with."""
        ...
