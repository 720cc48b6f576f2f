"""Canned answers: texts that attendants send again and again, found with a slash."""
