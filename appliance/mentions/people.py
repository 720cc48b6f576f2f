"""Whom one may name in a note: whoever may see the conversation, and nobody else."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.accounts.people import with_rights
from appliance.conversations.models import Conversation
from appliance.conversations.visibility import sees
from appliance.errors import InvalidInput

READ = "conversation.read"


def people_who_see(session: Session, conversation: Conversation) -> list[User]:
    """By name."""
    people = session.scalars(
        select(User).where(User.is_active).options(*with_rights()).order_by(User.name, User.id)
    )
    return [one for one in people if _sees(one, conversation)]


def require_seeing(session: Session, conversation: Conversation, user_ids: Iterable[int]) -> list[User]:
    """Those people. Raises InvalidInput `unknown_user`, `mention_cannot_see` with their names."""
    ids = set(user_ids)
    if not ids:
        return []
    query = select(User).where(User.id.in_(ids), User.is_active).options(*with_rights()).order_by(User.name)
    people = list(session.scalars(query))
    unknown = sorted(ids - {one.id for one in people})
    if unknown:
        text = "Uma das pessoas mencionadas não trabalha mais aqui."
        raise InvalidInput("unknown_user", text, field="mention_ids", ids=unknown)
    blind = [one.name for one in people if not _sees(one, conversation)]
    if blind:
        raise InvalidInput(
            "mention_cannot_see",
            f"{', '.join(blind)} não vê esta conversa: transfira-a ou tire a menção.",
            field="mention_ids",
            names=blind,
        )
    return people


def _sees(user: User, conversation: Conversation) -> bool:
    return not user.is_support and user.may(READ) and sees(user, conversation)
