"""Message templates: the registry, Meta's rules for making and for sending them, and their fate."""
