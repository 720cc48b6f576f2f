"""The guiche command."""
