"""Telling: notices owed, leased, sent, and only then marked sent."""
