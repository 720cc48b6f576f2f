"""Inviting people by e-mail: they choose their own password by a link that is good once, for 72 hours."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from appliance.accounts import links
from appliance.accounts.membership import set_queues
from appliance.accounts.models import AccountLink, User
from appliance.accounts.own_password import own_words
from appliance.accounts.passwords import check_new_password, hash_password
from appliance.accounts.people import acting, with_rights
from appliance.accounts.roles import require_grantable
from appliance.accounts.users import audited, email_taken
from appliance.audit.recording import Origin, asked_by, note, origin
from appliance.brand.shown import shown
from appliance.context import Context
from appliance.conversations.presenting import moment
from appliance.database import transaction
from appliance.errors import Conflict, NotFound
from appliance.mail.models import Mail
from appliance.mail.outbox import INVITATION, queue_mail, send_soon
from appliance.usage.limits import require_room_for_person


@dataclass(frozen=True)
class Invitation:
    name: str
    email: str
    role: str
    queue_ids: frozenset[int] = frozenset()
    locale: str | None = None


def invite(context: Context, by: User, new: Invitation) -> User:
    """Somebody who can sign in once they chose a password; with their rights.

    Raises InvalidInput (`unknown_role`, `unknown_queue`), NotAllowed `beyond_own`, Conflict (`email_taken`,
    `plan_users`).
    """
    user = User(name=new.name.strip(), email=new.email.lower(), role=new.role, locale=new.locale)
    try:
        with transaction(context.sessions) as session:
            require_grantable(session, by, new.role)
            require_room_for_person(session)
            session.add(user)
            session.flush()
            set_queues(session, user.id, new.queue_ids)
            _send(context, session, user.id)
            after = {**audited(user), "queues": sorted(new.queue_ids)}
            note(session, "user.invited", ("user", user.id), after=after)
            user = acting(session, user.id)
    except IntegrityError as error:
        raise email_taken(new.email) from error
    send_soon(context)
    return user


def invite_again(context: Context, by: User, user_id: int) -> User:
    """A new link and a new e-mail; the link before it is void.

    Raises NotFound, NotAllowed `beyond_own`, Conflict `already_accepted`.
    """
    with transaction(context.sessions) as session:
        user = _invited(session, by, user_id)
        _send(context, session, user.id)
        note(session, "user.invited_again", ("user", user.id))
    send_soon(context)
    return user


def revoke(context: Context, by: User, user_id: int) -> None:
    """The invitation never was: nobody who did not accept has left a trace. Raises like `invite_again`."""
    try:
        with transaction(context.sessions) as session:
            user = _invited(session, by, user_id)
            note(session, "user.invitation_revoked", ("user", user.id), before=audited(user))
            session.delete(user)
    except IntegrityError as error:  # something names them already
        raise Conflict("already_named", "Esta pessoa já aparece no atendimento. Desative-a.") from error


def show(context: Context, token: str) -> dict[str, Any]:
    """To whom the link was sent. Raises Gone `link_gone`."""
    with context.sessions() as session:
        _, user = links.whose(session, token, links.INVITATION)
        company = shown(session, context.settings.tenant).name
    return {"name": user.name, "email": user.email, "locale": user.locale, "tenant": company}


def accept(context: Context, token: str, password: str) -> User:
    """The person, who now has a password. Raises Gone `link_gone`, InvalidInput `weak_password`."""
    with context.sessions() as session:
        _, user = links.whose(session, token, links.INVITATION)
    check_new_password(password, own_words(context, user.name, user.email))
    new_hash = hash_password(password)
    with transaction(context.sessions) as session:
        link, user = links.whose(session, token, links.INVITATION)
        links.use(session, link)
        user.password_hash = new_hash
        came = origin()
        asked_by(Origin(user.id, user.name, came.address, came.agent))
        note(session, "user.accepted", ("user", user.id))
        session.flush()
        return acting(session, user.id)


def invitation_of(context: Context, session: Session, user_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """How far the last invitation of each got; `url` only where no e-mail brings it."""
    rows = session.execute(
        select(AccountLink, Mail)
        .outerjoin(Mail, Mail.link_id == AccountLink.id)
        .where(AccountLink.user_id.in_([*user_ids]), AccountLink.purpose == links.INVITATION)
        .order_by(AccountLink.id)
    )
    return {link.user_id: _present(context, link, mail) for link, mail in rows}


def _present(context: Context, link: AccountLink, mail: Mail | None) -> dict[str, Any]:
    is_open = links.is_open(link)
    must_be_given = is_open and (mail is None or mail.status == "failed")
    settings = context.settings
    address = links.address_of(settings.session_key, settings.tenant.public_url, link)
    return {
        "expires_at": moment(link.expires_at),
        "is_open": is_open,
        "mail": mail.status if mail else None,
        "error": mail.error if mail else None,
        "detail": mail.detail if mail else None,
        "url": address if must_be_given else None,
    }


def _send(context: Context, session: Session, user_id: int) -> None:
    link = links.make_link(session, context.settings.session_key, user_id, links.INVITATION)
    queue_mail(context, session, user_id, INVITATION, link.id)


def _invited(session: Session, by: User, user_id: int) -> User:
    user = session.get(User, user_id, options=with_rights(), with_for_update={"of": User})
    if user is None:
        raise NotFound("user_not_found", "Usuário não encontrado.")
    require_grantable(session, by, user.role)
    if user.password_hash is not None:
        raise Conflict("already_accepted", "Esta pessoa já aceitou o convite.")
    return user
