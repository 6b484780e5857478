"""Group robots and mail through apprise: 企业微信 wecombot://, 钉钉 dingtalk://, 飞书 feishu://, mail mailtos://."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from errors import BadInput
from notify.channels.message import ChannelError, ChannelSettings, Message, shortened

_KEY_BYTES = 80


@dataclass(frozen=True)
class Robot:
    """An address of apprise. It says only yes or no, so every no is worth another try."""

    plugin: Any
    max_bytes: int

    def send(self, message: Message) -> None:
        """Hand title and body to the robot; raises ChannelError when it was not taken."""
        body = shortened(message.body or message.title, self.max_bytes - _KEY_BYTES - len(message.title.encode()))
        if not self.plugin.notify(title=message.title, body=f"{body}\n（通知号 {message.key}）"):
            raise ChannelError("机器人没有收下（地址、网络或频率）")


def open_channel(settings: ChannelSettings) -> Robot:
    """The robot at that address; raises BadInput for an address that apprise does not know."""
    import apprise

    plugin = apprise.Apprise.instantiate(settings.url, suppress_exceptions=True)
    if plugin is None:
        raise BadInput("不认识的通知地址（例：wecombot://KEY、dingtalk://TOKEN、mailtos://…）", field=settings.name)
    return Robot(plugin, settings.max_bytes)
