"""The platform database: SQLite in WAL mode by default, another by setting."""

import sqlite3
from datetime import datetime

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry

from foundation.database import Sessions, UtcDateTime, make_sessions, transaction, utc_now

__all__ = ["Base", "Sessions", "make_engine", "make_sessions", "transaction", "utc_now"]


class Base(DeclarativeBase):
    type_annotation_map = {datetime: UtcDateTime()}  # noqa: RUF012 - SQLAlchemy's way


def make_engine(url: str) -> Engine:
    """An engine for `url`; SQLite gets WAL, foreign keys, and writers that queue instead of failing."""
    engine = create_engine(url, pool_pre_ping=True)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _on_connect(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
            connection.isolation_level = None  # SQLAlchemy begins: see below
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA foreign_keys=ON")
            connection.execute("PRAGMA busy_timeout=10000")
            connection.execute("PRAGMA secure_delete=ON")  # a shredded key is overwritten, not just unlisted

        @event.listens_for(engine, "begin")
        def _on_begin(connection: object) -> None:
            # IMMEDIATE: a transaction that reads and then writes must not meet another writer half-way
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # type: ignore[attr-defined]

    return engine
