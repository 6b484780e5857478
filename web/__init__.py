"""The console, the public pages and the API: one file a page, one template of the same name."""
