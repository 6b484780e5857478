"""Answering: who is in charge, by the clock, until the public reply."""
