"""Where the real data for measuring lies: beside the project, never in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
REAL_DATA = Path(os.environ.get("HUIYING_REAL_DATA", ROOT.parent / "shared" / "data"))

needs_real_data = pytest.mark.skipif(not REAL_DATA.is_dir(), reason="the real data is not beside the project")
