"""The rows, one file per noun's family; importing this module makes all of them known."""

from store.tables import accounting, casework, consulting, judging, people, replying, telling, watching
from store.tables.base import Base

__all__ = ["Base", "accounting", "casework", "consulting", "judging", "people", "replying", "telling", "watching"]
