"""The file sources.yaml: sources that a new installation may start with."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from packs.schema.base import Part

MediaLevel = Literal["central", "provincial", "city", "local", "person", "official"]


class DefaultSource(Part):
    """A source as `source add` takes it: kind, address, name, media level, seconds between visits (None = adapts)."""

    kind: str
    url: str
    name: str
    media_level: MediaLevel = "local"
    interval: int | None = Field(default=None, ge=60)


class Sources(Part):
    """The file sources.yaml. `defaults` are offered, never fetched before somebody adds them."""

    version: str
    defaults: list[DefaultSource] = Field(default_factory=list)
