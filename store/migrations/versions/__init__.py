"""The migrations in their order; each is run once on every database."""
