"""A webhook of one's own: `hook://host/path` or `hooks://…` gets JSON with the key, also as Idempotency-Key."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from email.message import Message as Headers
from http import HTTPStatus
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from notify.channels.message import ChannelError, ChannelSettings, Message, shortened

TIMEOUT_S = 10
_AGAIN = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}


@dataclass(frozen=True)
class Webhook:
    """An address that takes JSON; 2xx means taken, 408, 425, 429 and 5xx mean try again, the rest is final."""

    url: str
    max_bytes: int

    def send(self, message: Message) -> None:
        """POST key, title, body and severity; raises ChannelError when the answer is not 2xx."""
        content = {
            "key": message.key,
            "title": message.title,
            "body": shortened(message.body, self.max_bytes),
            "severity": message.severity,
        }
        request = Request(
            self.url,
            data=json.dumps(content, ensure_ascii=False).encode(),
            headers={"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": message.key},
        )
        try:
            with urlopen(request, timeout=TIMEOUT_S):
                return
        except HTTPError as error:
            with error:
                again = error.code in _AGAIN or error.code >= HTTPStatus.INTERNAL_SERVER_ERROR
                raise ChannelError(f"HTTP {error.code}", again=again, after=_asked(error.headers)) from None
        except (URLError, TimeoutError, ConnectionError) as error:
            raise ChannelError(f"连不上：{getattr(error, 'reason', error)}") from None


def _asked(headers: Headers) -> timedelta | None:
    value = headers.get("Retry-After", "")
    return timedelta(seconds=min(int(value), 3600)) if value.isdigit() else None


def open_channel(settings: ChannelSettings) -> Webhook:
    """The webhook at that address (`hook://` = http, `hooks://` = https)."""
    scheme, rest = settings.url.split("://", 1)
    return Webhook(("https://" if scheme == "hooks" else "http://") + rest, settings.max_bytes)
