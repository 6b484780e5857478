"""The rows, one file per noun's family; a family is loaded when it is first asked for, all of them by `load_all`.

A crawl needs one family in nine: loading all would cost it a third of a second at each start.
"""

from store.tables.base import Base

__all__ = ["Base", "load_all"]


def load_all() -> None:
    """Make every table known, with what hangs on its creation; needed to create tables and to resolve foreign keys."""
    import store.log
    import store.search  # noqa: F401
    from store.tables import (  # noqa: F401
        accounting,
        casework,
        consulting,
        judging,
        people,
        replying,
        telling,
        watching,
    )
