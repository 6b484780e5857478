"""The channels file (YAML, named by HUIYING_CHANNELS): the house's robots, kept outside the pack for their secrets."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from notify.channels import open_channel
from notify.channels.message import Channel, ChannelSettings
from packs.reading import read_part
from packs.schema.base import Part
from packs.schema.clocks import SEVERITY_WORDS, SeverityWord


class ChannelEntry(Part):
    """One robot, mailbox or webhook; see ChannelSettings for what the fields mean."""

    name: str = Field(min_length=1)
    url: str = Field(pattern=r"^[a-z]+://")
    recipients: list[str] = Field(default=["*"], min_length=1)
    severities: list[SeverityWord] = Field(default=list(SEVERITY_WORDS), min_length=1)
    per_minute: int = Field(default=20, ge=1, le=600)
    max_bytes: int = Field(default=2048, ge=256)


class ChannelsFile(Part):
    """The whole file: `channels:` and a list."""

    channels: list[ChannelEntry]

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        names = [each.name for each in self.channels]
        repeated = {name for name in names if names.count(name) > 1} | ({"console"} & set(names))
        if repeated:
            raise ValueError(f"渠道名重复或保留：{'、'.join(sorted(repeated))}")
        return self


def read_channels(file: str) -> dict[ChannelSettings, Channel]:
    """Settings → opened channel, in the file's order; {} for no file. Raises BadInput with file, line and field."""
    if not file:
        return {}
    opened: dict[ChannelSettings, Channel] = {}
    for entry in read_part(Path(file), ChannelsFile).channels:
        settings = ChannelSettings(
            name=entry.name,
            url=entry.url,
            recipients=tuple(entry.recipients),
            severities=tuple(entry.severities),
            per_minute=entry.per_minute,
            max_bytes=entry.max_bytes,
        )
        opened[settings] = open_channel(settings)
    return opened
