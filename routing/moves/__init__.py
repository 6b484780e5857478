"""The moves of a case, one file per stretch of its life; each file gives its rows of the table as MOVES."""
