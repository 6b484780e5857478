"""Judging texts: values in, values and reasons out. No database, no network, no clock in here."""
