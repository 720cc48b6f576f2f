"""Message templates: what may be sent outside the 24 hours, kept as Meta has it."""
