"""Mentions: who is named in a note, and whether they have seen it."""
