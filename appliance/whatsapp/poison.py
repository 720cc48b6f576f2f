"""Content that cannot be stored, told apart from a database that is in trouble."""

from sqlalchemy.exc import DBAPIError

from appliance.database import is_outage

POISON = (LookupError, TypeError, ValueError, AttributeError, DBAPIError)
"""What content nobody foresaw makes code and database raise."""


def raise_outage(error: Exception) -> None:
    """Raises `error` again if it is the database's own trouble: the same content may do well later."""
    if isinstance(error, DBAPIError) and is_outage(error):
        raise error


def in_words(error: Exception) -> str:
    """For an admin to read: what the database says is a statement with its values, which stays in the log."""
    if isinstance(error, DBAPIError):
        return "the database refused its values"
    return f"{type(error).__name__}: {str(error)[:120]}"
