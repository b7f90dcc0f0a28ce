"""Pages for the people who speak for a host unit."""
