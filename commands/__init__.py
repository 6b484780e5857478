"""The commands: one file each, with `configure(parser, name)` that declares flags and sets `run`."""
