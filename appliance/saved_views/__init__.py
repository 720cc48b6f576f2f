"""Saved views: filters of the conversation list that have a name."""
