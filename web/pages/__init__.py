"""The pages: one file each, its template has the same name."""
