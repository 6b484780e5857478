"""Accounting: figures that open to their cases, and what was not watched."""
