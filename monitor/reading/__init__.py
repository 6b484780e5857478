"""Reading: bytes to text, pages to their main text, feeds to entries, addresses and dates to one written form."""
