"""What all parts of a pack share: unknown fields are errors, values do not change after loading."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A frozen part of a pack; a misspelt field is refused instead of ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)
