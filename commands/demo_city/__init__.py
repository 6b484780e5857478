"""The demo's small city: its people, its papers and forum on loopback, and a month of history."""
