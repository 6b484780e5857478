"""What all parts of a pack share: unknown fields are errors, values do not change after loading."""

from __future__ import annotations

import re
from datetime import time
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

_CLOCK_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


class Part(BaseModel):
    """A frozen part of a pack; a misspelt field is refused instead of ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _clock_time(value: object) -> object:
    """YAML reads a bare 17:30 as the number 1050, so only a quoted time is taken."""
    found = _CLOCK_TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError('时刻要写成带引号的时:分，例如 "17:30"')
    return time(int(found[1]), int(found[2]))


ClockTime = Annotated[time, BeforeValidator(_clock_time)]
