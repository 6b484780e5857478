"""Kinds of source: one file each, one protocol (`kind.py`), one line in `registry.py`, one shared contract test."""
