"""Measurements, one command each: a table for people, JSON with `--json`. Never part of the tests."""
