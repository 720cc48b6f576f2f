"""Customers who fall silent: asked whether they are still there, then their conversation is closed."""
