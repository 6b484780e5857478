"""Every setting of the program, read once from the environment; flags of the command line win.

Each is documented in docs/settings.md (a test holds the two together). No other module reads the environment.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from errors import BadInput


@dataclass(frozen=True)
class Settings:
    """All settings, with where each came from (`origins`: name → environment variable, flag or "default")."""

    data: Path = Path("data")
    database: str = ""
    pack: str = "justice-bureau"
    contact: str = "admin@huiying.invalid"
    secret_key: str = ""
    public_url: str = ""
    channels: str = ""
    heartbeat_url: str = ""
    secure_cookies: bool = False
    origins: Mapping[str, str] = field(default_factory=dict)

    @property
    def database_url(self) -> str:
        """SQLAlchemy address of the database: the given one, else SQLite below `data`."""
        return self.database or f"sqlite:///{self.data / 'huiying.sqlite'}"


def read_settings(environ: Mapping[str, str] | None = None, **flags: object) -> Settings:
    """Settings from `HUIYING_<NAME>` variables and flags (None = not given); raises BadInput for a wrong value."""
    environ = os.environ if environ is None else environ
    values: dict[str, object] = {}
    origins: dict[str, str] = {}
    for each in fields(Settings):
        if each.name == "origins":
            continue
        variable = f"HUIYING_{each.name.upper()}"
        if flags.get(each.name) is not None:
            values[each.name], origins[each.name] = flags[each.name], f"--{each.name.replace('_', '-')}"
        elif variable in environ:
            values[each.name], origins[each.name] = environ[variable], variable
        else:
            origins[each.name] = "default"
            continue
        values[each.name] = _converted(each.name, values[each.name], each.default, variable)
    return Settings(**values, origins=origins)  # type: ignore[arg-type]


def _converted(name: str, value: object, default: object, variable: str) -> object:
    if isinstance(default, bool):
        if str(value).lower() not in ("1", "0", "true", "false", "yes", "no"):
            raise BadInput(f"{value!r} 不是 yes 或 no", field=variable)
        return str(value).lower() in ("1", "true", "yes")
    if isinstance(default, Path):
        return Path(str(value))
    return str(value)
