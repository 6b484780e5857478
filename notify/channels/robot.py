"""Mail (mailtos://) and whatever else apprise knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from errors import BadInput
from notify.channels.message import ChannelError, ChannelSettings, Message, fitted


@dataclass(frozen=True)
class Robot:
    """An address of apprise. It says only yes or no, so every no is worth another try."""

    plugin: Any
    max_bytes: int

    def send(self, message: Message) -> None:
        """Hand title and text to the other side; raises ChannelError when it was not taken."""
        if not self.plugin.notify(title=message.title, body=fitted(message, self.max_bytes)):
            raise ChannelError("没有收下（地址、网络或频率）")


def open_channel(settings: ChannelSettings) -> Robot:
    """The robot at that address; raises BadInput for an address that apprise does not know."""
    import apprise

    plugin = apprise.Apprise.instantiate(settings.url, suppress_exceptions=True)
    if plugin is None:
        raise BadInput("不认识的通知地址（例：wecombot://KEY、mailtos://…）", field=settings.name)
    plugin.request_rate_per_sec = 0  # our own count a minute keeps the pace; apprise would hold up all other notices
    return Robot(plugin, settings.max_bytes)
