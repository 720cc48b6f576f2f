"""Fuzzing: inputs that nobody sends, against all that reads what strangers send."""
