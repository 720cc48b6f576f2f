"""Attendants and their ways in."""
