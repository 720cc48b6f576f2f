"""Choosing a new password by a link sent to one's e-mail address, good once and for an hour."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select

from appliance.accounts import links
from appliance.accounts.models import User
from appliance.accounts.own_password import own_words
from appliance.accounts.passwords import check_new_password, hash_password
from appliance.accounts.rate_limits import once_more
from appliance.accounts.roles import require_grantable
from appliance.audit.recording import Origin, asked_by, note, origin
from appliance.context import Context
from appliance.database import transaction
from appliance.errors import Conflict, NotFound
from appliance.mail.outbox import PASSWORD_CHANGED, PASSWORD_RESET, queue_mail, send_soon
from appliance.realtime.ending import close_person

AS_SLOW_AS_SECONDS = 0.25
"""More than storing a link and waking the worker takes: how long it took says nothing."""
MOST, SECONDS = 3, 900
"""E-mails to one address: nobody's mailbox is flooded."""


def request(context: Context, email: str) -> None:
    """Sends the link if somebody active has this e-mail. Says nothing of it, neither by its time.

    Raises TooMany, for every e-mail alike.
    """
    once_more(context.redis, "password-reset", email, most=MOST, seconds=SECONDS)
    with _as_slow_as(AS_SLOW_AS_SECONDS), transaction(context.sessions) as session:
        user = session.scalar(select(User).where(User.email == email, User.is_active))
        if user is not None and not user.is_support:
            link = links.make_link(session, context.settings.session_key, user.id, links.PASSWORD_RESET)
            queue_mail(context, session, user.id, PASSWORD_RESET, link.id)
            note(session, "user.password_reset_asked", ("user", user.id))
    send_soon(context)


def send(context: Context, by: User, user_id: int) -> str | None:
    """The same at the wish of whoever manages people. The link itself where no e-mail brings it, else None.

    Raises NotFound, NotAllowed `beyond_own`, Conflict `no_password` (who was only invited, or is
    deactivated), TooMany.
    """
    with transaction(context.sessions) as session:
        user = session.get(User, user_id, with_for_update=True)
        if user is None:
            raise NotFound("user_not_found", "Usuário não encontrado.")
        require_grantable(session, by, user.role)
        if not user.is_active or user.password_hash is None:
            raise Conflict("no_password", "Esta pessoa não entra com senha: convide ou reative-a antes.")
        once_more(context.redis, "password-reset", user.email, most=MOST, seconds=SECONDS)
        key = context.settings.session_key
        link = links.make_link(session, key, user_id, links.PASSWORD_RESET)
        mail = queue_mail(context, session, user_id, PASSWORD_RESET, link.id)
        note(session, "user.password_reset_sent", ("user", user_id))
        address = links.address_of(key, context.settings.tenant.public_url, link) if mail is None else None
    send_soon(context)
    return address


def show(context: Context, token: str) -> dict[str, Any]:
    """Whose password it is. Raises Gone `link_gone`."""
    with context.sessions() as session:
        _, user = links.whose(session, token, links.PASSWORD_RESET)
    return {"name": user.name, "email": user.email}


def choose(context: Context, token: str, password: str) -> None:
    """Every session ends; signing in again asks for the second factor as ever.

    Raises Gone `link_gone`, InvalidInput `weak_password`.
    """
    with context.sessions() as session:
        _, user = links.whose(session, token, links.PASSWORD_RESET)
    check_new_password(password, own_words(context, user.name, user.email))
    new_hash = hash_password(password)
    with transaction(context.sessions) as session:
        link, user = links.whose(session, token, links.PASSWORD_RESET)
        links.use(session, link)
        links.void_links(session, user.id)
        user.password_hash = new_hash
        user.session_version += 1
        came = origin()
        asked_by(Origin(user.id, user.name, came.address, came.agent))
        note(session, "user.password_reset", ("user", user.id))
        queue_mail(context, session, user.id, PASSWORD_CHANGED)
    close_person(context, user.id)
    send_soon(context)


@contextmanager
def _as_slow_as(seconds: float) -> Iterator[None]:
    began = time.monotonic()
    try:
        yield
    finally:
        time.sleep(max(0.0, seconds - (time.monotonic() - began)))
