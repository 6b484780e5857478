"""Group robots of 企业微信, 钉钉 and 飞书: apprise reads the address, we send and read the answer.

All three refuse with HTTP 200 and a code in the body; apprise looks at the code of 飞书 alone, so that a text which a
full robot refused would count as told.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from errors import BadInput
from notify.channels.message import ChannelError, ChannelSettings, Message, fitted

TIMEOUT_S = 10


@dataclass(frozen=True)
class Kind:
    """How one service is spoken to.

    `address` and `payload` build the request, `code` names the field of the answer that is 0 when the text was taken.
    `waits`: codes of a full minute → how long the service then refuses; `final`: codes that no repeat mends (the robot
    was removed, its key is wrong). `most_bytes`: the longest text.
    """

    address: Callable[[Any], str]
    payload: Callable[[str], dict[str, Any]]
    code: str
    most_bytes: int
    waits: Mapping[int, timedelta] = field(default_factory=dict)
    final: frozenset[int] = frozenset()


def _dingtalk(plugin: Any) -> str:
    address: str = plugin.notify_url.format(token=plugin.token)
    if not plugin.secret:
        return address
    timestamp, sign = plugin.get_signature()
    return f"{address}&{urlencode({'timestamp': timestamp, 'sign': sign})}"


def _plain(text: str) -> dict[str, Any]:
    return {"msgtype": "text", "text": {"content": text}}


KINDS: dict[str, Kind] = {
    # 45009: more than 20 a minute; 93000: no such robot.
    "wecombot": Kind(lambda plugin: str(plugin.api_url), _plain, "errcode", 2048,
                     {45009: timedelta(minutes=1)}, frozenset({93000})),
    # 130101: more than 20 a minute, then refused for 10 minutes; 300001: no such token.
    "dingtalk": Kind(_dingtalk, _plain, "errcode", 20_000, {130101: timedelta(minutes=10)}, frozenset({300001})),
    # 11232: too many; 19001: no such robot. The limit of 20 kB is that of the whole request.
    "feishu": Kind(lambda plugin: str(plugin.notify_url.format(token=plugin.token)),
                   lambda text: {"msg_type": "text", "content": {"text": text}}, "code", 19_000,
                   {11232: timedelta(minutes=1)}, frozenset({19001})),
}  # fmt: skip
"""Scheme of the address → the service."""


@dataclass(frozen=True)
class GroupRobot:
    """A robot of a group chat."""

    kind: Kind
    plugin: Any
    max_bytes: int

    def send(self, message: Message) -> None:
        """Hand the text over, shortened to what the service takes; raises ChannelError when it was not taken."""
        text = fitted(message, min(self.max_bytes, self.kind.most_bytes))
        content = json.dumps(self.kind.payload(text), ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8"}
        request = Request(self.kind.address(self.plugin), data=content, headers=headers)
        try:
            with urlopen(request, timeout=TIMEOUT_S) as answer:
                self._read(answer.read(65_536))
        except HTTPError as error:
            with error:
                raise ChannelError(f"HTTP {error.code}") from None
        except (URLError, TimeoutError, ConnectionError) as error:
            raise ChannelError(f"连不上：{getattr(error, 'reason', error)}") from None

    def _read(self, answer: bytes) -> None:
        try:
            said = json.loads(answer)
            code = int(said[self.kind.code])
        except (ValueError, TypeError, KeyError):
            raise ChannelError("机器人的答复读不懂") from None
        if code:
            why = f"机器人没有收下：{code} {said.get('errmsg') or said.get('msg') or ''}".strip()
            raise ChannelError(why, again=code not in self.kind.final, after=self.kind.waits.get(code))


def open_channel(settings: ChannelSettings) -> GroupRobot:
    """The robot at that address; raises BadInput for an address that apprise does not know."""
    import apprise

    plugin = apprise.Apprise.instantiate(settings.url, suppress_exceptions=True)
    if plugin is None:
        raise BadInput("机器人地址不对（例：wecombot://KEY、dingtalk://TOKEN、feishu://TOKEN）", field=settings.name)
    return GroupRobot(KINDS[urlsplit(settings.url).scheme], plugin, settings.max_bytes)
