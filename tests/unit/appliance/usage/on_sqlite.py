"""Imported where the tenants' tables are made on SQLite, which counts up only keys of a type of its own."""

from sqlalchemy import BigInteger
from sqlalchemy.dialects.mysql import LONGBLOB, MEDIUMBLOB
from sqlalchemy.ext.compiler import compiles

INTEGER = "INTEGER"


@compiles(BigInteger, "sqlite")
def _as_integer(*_arguments: object, **_options: object) -> str:
    return INTEGER


@compiles(MEDIUMBLOB, "sqlite")
@compiles(LONGBLOB, "sqlite")
def _as_blob(*_arguments: object, **_options: object) -> str:
    return "BLOB"
