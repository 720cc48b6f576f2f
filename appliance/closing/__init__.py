"""Why conversations are closed: the client's own list of reasons."""
