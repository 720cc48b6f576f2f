"""The schema's history. Alembic is imported only where migrations run: it costs memory."""

HEAD = "0021"
"""The revision this code expects; a test keeps it equal to Alembic's head."""
