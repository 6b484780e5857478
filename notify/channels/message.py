"""What a channel is: it takes a message or says why not, and whether trying again helps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

REST_AT = "（/notices）"
"""Where the whole of a shortened text stands."""


@dataclass(frozen=True)
class Message:
    """One message. `key` is the same at every repeat of the same message, so that a receiver can tell."""

    key: str
    title: str
    body: str
    severity: str


class ChannelError(Exception):
    """The message did not leave. `again`: trying again helps; `after`: the wait that the other side asked for."""

    def __init__(self, why: str, *, again: bool = True, after: timedelta | None = None) -> None:
        super().__init__(why)
        self.again, self.after = again, after


@dataclass(frozen=True)
class ChannelSettings:
    """One entry of the channels file: where to, for whom, how much.

    `recipients`: roles and departments that it serves ("*" = all). `per_minute`: messages a minute that the robot takes
    (企业微信 and 钉钉: 20). `max_bytes`: the longest text in bytes of UTF-8 (企业微信 2,048, 钉钉 20,000).
    """

    name: str
    url: str
    recipients: tuple[str, ...] = ("*",)
    severities: tuple[str, ...] = ("红", "橙", "黄", "蓝")
    per_minute: int = 20
    max_bytes: int = 2048

    def serves(self, recipient: str, severity: str) -> bool:
        """True if notices of this severity to this recipient go through this channel too."""
        return severity in self.severities and ("*" in self.recipients or recipient in self.recipients)


class Channel(Protocol):
    """A way out of the house."""

    def send(self, message: Message) -> None:
        """Hand the message over; returns only when it was taken, else raises ChannelError."""


def shortened(text: str, max_bytes: int) -> str:
    """The text in at most `max_bytes` bytes of UTF-8, cut between characters, with … where something was cut."""
    raw = text.encode()
    if len(raw) <= max_bytes:
        return text
    return raw[: max(max_bytes - 3, 0)].decode("utf-8", "ignore") + "…"


def fitted(message: Message, max_bytes: int) -> str:
    """Title, body and key as one text of at most `max_bytes` bytes of UTF-8.

    A body that is too long loses whole lines from its end, and the text says how many and where they are.
    """
    end = f"（通知号 {message.key}）"
    whole = "\n".join(part for part in (message.title, message.body, end) if part)
    if len(whole.encode()) <= max_bytes:
        return whole
    lines = message.body.split("\n")
    for kept in range(len(lines) - 1, 0, -1):
        left = f"……另有 {len(lines) - kept} 行，见系统“通知”页{REST_AT}"
        text = "\n".join((message.title, *lines[:kept], left, end))
        if len(text.encode()) <= max_bytes:
            return text
    end = f"……全文见系统“通知”页{REST_AT}\n{end}"
    return shortened(f"{message.title}\n{message.body}", max_bytes - len(end.encode()) - 1) + f"\n{end}"
