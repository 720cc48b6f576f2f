"""Events to browsers."""
