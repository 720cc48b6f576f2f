"""Queues (setores): where conversations wait, and who works there."""
