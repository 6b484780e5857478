"""What programs ask: health, figures for machines, items in, cases and replies out."""
