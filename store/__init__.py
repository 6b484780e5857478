"""Keeping rows: the only place that knows SQLAlchemy."""
