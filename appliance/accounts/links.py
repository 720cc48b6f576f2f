"""Links sent by e-mail: an invitation, or one to choose a new password. Each is good once and for a while.

A token is made of its row and the session key (HMAC-SHA256), and only its SHA-256 is stored: the job that
sends the e-mail can make it anew, however often it tries, and whoever reads the database cannot.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from appliance.accounts.changes import changed_one
from appliance.accounts.models import AccountLink, User
from appliance.accounts.tokens import token_hash
from appliance.database import utc_now
from appliance.errors import Gone
from foundation.rotating import accepted, current

INVITATION: Final = "invitation"
PASSWORD_RESET: Final = "password_reset"  # noqa: S105 - a purpose
LIVES: Final = {INVITATION: timedelta(hours=72), PASSWORD_RESET: timedelta(hours=1)}
PATHS: Final = {INVITATION: "/invitation/", PASSWORD_RESET: "/password-reset/"}


def make_link(session: Session, session_key: str, user_id: int, purpose: str) -> AccountLink:
    """A new one; those before it, of the same purpose, are no longer good."""
    void_links(session, user_id, purpose)
    nonce = secrets.token_hex(16)
    link = AccountLink(
        user_id=user_id,
        purpose=purpose,
        nonce=nonce,
        token_hash=token_hash(_token(current(session_key), purpose, user_id, nonce)),
        expires_at=utc_now() + LIVES[purpose],
    )
    session.add(link)
    session.flush()
    return link


def void_links(session: Session, user_id: int, purpose: str | None = None) -> None:
    """None of this person's links, or of those with this purpose, is good any more."""
    open_ones = update(AccountLink).where(AccountLink.user_id == user_id, AccountLink.used_at.is_(None))
    if purpose is not None:
        open_ones = open_ones.where(AccountLink.purpose == purpose)
    session.execute(open_ones.values(used_at=utc_now()))


def address_of(session_key: str, public_url: str, link: AccountLink) -> str | None:
    """Where the link leads; None when the session key has changed since it was made."""
    tokens = (_token(key, link.purpose, link.user_id, link.nonce) for key in accepted(session_key))
    token = next((token for token in tokens if token_hash(token) == link.token_hash), None)
    return f"{public_url.rstrip('/')}{PATHS[link.purpose]}{token}" if token else None


def is_open(link: AccountLink) -> bool:
    """Whether it can still be followed."""
    return link.used_at is None and link.expires_at > utc_now()


def whose(session: Session, token: str, purpose: str) -> tuple[AccountLink, User]:
    """Raises Gone `link_gone` for one that is unknown, used, replaced or too old, and of people who may
    not.
    """
    found = session.execute(
        select(AccountLink, User)
        .join(User, User.id == AccountLink.user_id)
        .where(AccountLink.token_hash == token_hash(token), AccountLink.purpose == purpose)
    ).one_or_none()
    if found is None or not is_open(found[0]) or not found[1].is_active:
        raise gone()
    return found[0], found[1]


def use(session: Session, link: AccountLink) -> None:
    """Raises Gone `link_gone` when somebody else was faster."""
    used = update(AccountLink).where(AccountLink.id == link.id, AccountLink.used_at.is_(None))
    if not changed_one(session.execute(used.values(used_at=utc_now()))):
        raise gone()


def gone() -> Gone:
    """The one refusal, whatever the cause."""
    return Gone("link_gone", "Este link já foi usado ou perdeu a validade. Peça outro.")


def _token(key: str, purpose: str, user_id: int, nonce: str) -> str:
    text = f"link:{purpose}:{user_id}:{nonce}"
    digest = hmac.digest(key.encode(), text.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
