"""A server on loopback that replays captures of a feed in order, with faults on demand."""
