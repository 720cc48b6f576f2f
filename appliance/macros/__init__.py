"""What attendants do again and again, done at once: a macro is a list of actions under one name."""
