"""Watching: sources to items, items to events, events to alerts and candidates."""
