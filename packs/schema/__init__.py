"""The form of a pack's files: one module per group of files, checked when a pack is loaded."""
