"""What the client's people set for all of them, by name."""
