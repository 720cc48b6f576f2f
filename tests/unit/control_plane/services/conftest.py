import sqlite3
from contextlib import closing

import pytest


@pytest.fixture
def write_at_once(sessions):
    """Writes on a connection of its own, which fails when another holds the lock: it does not wait."""
    path = sessions.kw["bind"].url.database

    def write():
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("UPDATE operators SET locale = 'es'")
            connection.execute("COMMIT")

    return write
