"""People with their rights: what whoever acts is loaded with, in a fixed number of queries."""

from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from appliance.accounts.models import User


def with_rights() -> tuple[ORMOption, ...]:
    """Options for a query of users: `may` and `queue_ids` can then be asked."""
    return joinedload(User.granted, innerjoin=True), selectinload(User.memberships)


def acting(session: Session, user_id: int) -> User:
    """The person as they are now, with their rights. Raises NoResultFound."""
    return session.get_one(User, user_id, options=with_rights(), populate_existing=True)
