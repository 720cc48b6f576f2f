"""When the database says that something is there already."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from appliance.errors import Conflict

DUPLICATE_KEY = 1062
"""Of MySQL and MariaDB alike; other codes are of what is missing, not of what is there."""


def flush_unique(session: Session, taken: Conflict) -> None:
    """Writes what the session holds. Raises `taken` when a unique key is, else IntegrityError as it came."""
    try:
        session.flush()
    except IntegrityError as error:
        if error.orig is None or error.orig.args[0] != DUPLICATE_KEY:
            raise
        raise taken from error
