"""Inviting operators: they choose their password by a link that is good once, for 72 hours.

The link is shown to whoever invites, once, and sent by e-mail where the platform has a mail server; only its
hash is stored. Who forgot their password is invited anew: the old one counts until the link is used.
"""

import secrets
from datetime import timedelta
from typing import Any, Literal

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.actor import Actor, Visitor
from control_plane.database import Sessions, reading, transaction, utc_now
from control_plane.errors import Conflict, InvalidInput, NotFound
from control_plane.models import Operator, OperatorInvitation
from control_plane.services.audit import record
from control_plane.services.invitation_mail import invitation_letter
from control_plane.services.mails import compose
from control_plane.services.operator_rows import find_operator, get_operator
from control_plane.services.operator_sessions import end_sessions
from control_plane.services.operators import present_operator, require_role
from control_plane.services.passwords import check_new_password, hash_password
from control_plane.services.preflight import email_problem
from control_plane.services.tokens import token_hash
from control_plane.settings import Settings
from foundation import smtp

LIVES = timedelta(hours=72)
_PATH = "/invitation/"

log = structlog.get_logger(__name__)


class Invitations:
    """Made by owners, followed by anybody who has the link."""

    def __init__(self, sessions: Sessions, settings: Settings) -> None:
        self._sessions = sessions
        self._mail = settings.mail
        self._panel = settings.public_url(settings.panel_host)

    def invite(self, email: str, role: str, actor: Actor, language: str) -> dict[str, Any]:
        """{"operator", "url", "expires_at", "mail"}: the link is never shown again.

        `mail`: sent, failed, or none where there is no mail server; `language` is the e-mail's. Raises
        InvalidInput, Conflict `email_taken`.
        """
        email = email.strip().lower()
        if problem := email_problem(email):
            raise InvalidInput("bad_email", problem, fields={"email": problem})
        require_role(role)
        with transaction(self._sessions) as session:
            if find_operator(session, email) is not None:
                raise Conflict("email_taken", f"There is an operator {email} already.", operator=email)
            operator = Operator(email=email, role=role)
            session.add(operator)
            session.flush()
            made = self._make_link(session, operator)
            record(session, actor, "operator_invited", operator=email, role=role)
        return self._send(made, language)

    def invite_again(self, operator_id: int, actor: Actor, language: str) -> dict[str, Any]:
        """A new link; the one before it is void. Raises NotFound; Conflict for one who is disabled."""
        with transaction(self._sessions) as session:
            operator = get_operator(session, operator_id)
            if operator.disabled_at is not None:
                raise Conflict("operator_disabled", "This operator is disabled: enable them first.")
            made = self._make_link(session, operator)
            record(session, actor, "operator_invited_again", operator=operator.email)
        return self._send(made, language)

    def show(self, token: str) -> dict[str, Any]:
        """{"email", "role"} of whom the link is for. Raises NotFound `link_gone`."""
        with reading(self._sessions) as session:
            operator = _whose(session, token)
        return {"email": operator.email, "role": operator.role}

    def accept(self, token: str, password: str, visitor: Visitor) -> str:
        """Sets the password, with which the operator then signs in as ever; returns the e-mail.

        Ends the sessions there are. Raises NotFound `link_gone`, InvalidInput `weak_password`, TooMany.
        """
        with transaction(self._sessions) as session:
            email = _whose(session, token).email
        check_new_password(password, email)
        fresh = hash_password(password)
        with transaction(self._sessions) as session:
            operator = _whose(session, token)
            session.delete(session.get_one(OperatorInvitation, operator.id))
            operator.password_hash = fresh
            end_sessions(session, operator.id)
            actor = Actor(operator.email, visitor.remote_address, operator.id)
            record(session, actor, "invitation_accepted")
        return email

    def _make_link(self, session: Session, operator: Operator) -> dict[str, Any]:
        token = secrets.token_urlsafe(32)
        invitation = session.get(OperatorInvitation, operator.id)
        if invitation is None:
            invitation = OperatorInvitation(operator_id=operator.id)
            session.add(invitation)
        invitation.token_hash = token_hash(token)
        invitation.expires_at = utc_now() + LIVES
        session.flush()
        return {
            "operator": present_operator(session, operator),
            "url": f"{self._panel}{_PATH}{token}",
            "expires_at": invitation.expires_at.isoformat(),
        }

    def _send(self, made: dict[str, Any], language: str) -> dict[str, Any]:
        """After the commit: the link is good, whatever becomes of the e-mail."""
        return {**made, "mail": self._mailed(made["operator"]["email"], made["url"], language)}

    def _mailed(self, email: str, url: str, language: str) -> Literal["sent", "failed", "none"]:
        if not self._mail.host:
            return "none"
        try:
            smtp.deliver(self._mail, compose(self._mail.sender, invitation_letter(email, url, language)))
        except smtp.MailFailed as failure:
            log.warning("invitation not sent", reason=failure.reason, detail=failure.detail)
            return "failed"
        return "sent"


def _whose(session: Session, token: str) -> Operator:
    query = select(OperatorInvitation).where(OperatorInvitation.token_hash == token_hash(token))
    invitation = session.scalars(query).first()
    if invitation is None or invitation.expires_at < utc_now():
        raise NotFound("link_gone", "This link was used already, or is too old: ask an owner for another.")
    return session.get_one(Operator, invitation.operator_id)
