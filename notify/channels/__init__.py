"""The ways a notice leaves the house. A channel is one file, the protocol below, and one line in `KINDS`."""

from __future__ import annotations

from importlib import import_module
from urllib.parse import urlsplit

from notify.channels.message import Channel, ChannelSettings

KINDS: dict[str, str] = {
    "hook": "notify.channels.webhook",
    "hooks": "notify.channels.webhook",
    "wecombot": "notify.channels.group_robot",
    "dingtalk": "notify.channels.group_robot",
    "feishu": "notify.channels.group_robot",
}
"""Scheme of the address → module; every other scheme goes to apprise, which knows mail and much else."""


def open_channel(settings: ChannelSettings) -> Channel:
    """The channel for the address; raises BadInput for one that nobody can use."""
    module = import_module(KINDS.get(urlsplit(settings.url).scheme, "notify.channels.robot"))
    channel: Channel = module.open_channel(settings)
    return channel
