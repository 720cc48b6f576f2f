"""What whoever changes a message's text calls, so that it is found by its new words and not by the old."""

from sqlalchemy.dialects.mysql import insert
from sqlalchemy.orm import Session

from appliance.search.models import Changed


def mark_changed(session: Session, message_id: int) -> None:
    """In the transaction that changes, hides or erases what the message says."""
    session.execute(insert(Changed).values(message_id=message_id).prefix_with("IGNORE"))
