"""Connecting a number at Meta instead of pasting its credentials: links good once, and what came of them.

A link's name is signed and stands for a row; nothing secret is in it. What Meta gives is sealed at rest until
it is used for a creation or a change, and gone soon after. The app secret leaves this process for Meta alone.
"""

import hashlib
import hmac
import secrets
import string
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from control_plane.actor import Actor
from control_plane.database import Sessions, reading, transaction, utc_now
from control_plane.errors import Conflict, ControlPlaneError, NotFound
from control_plane.models import Tenant
from control_plane.services.audit import record
from control_plane.services.credentials import PIN, Vault
from control_plane.services.tenants import find_tenant
from control_plane.settings import Settings
from control_plane.signup_models import WhatsappSignup
from control_plane.whatsapp.graph import NoAnswer, Refused
from control_plane.whatsapp.signup import NotGranted, dialog_url, exchange, granted_numbers
from foundation.sealing import derived_key

PENDING, CONNECTED, USED, REVOKED, EXPIRED = STATES = ("pending", "connected", "used", "revoked", "expired")
OWN_LINK, CLIENT_LINK = timedelta(hours=1), timedelta(hours=72)
"""How long a link is good, and what came of it waits: an operator goes on at once, of a client's link the
operator has to hear first."""
_REPEATED = timedelta(minutes=10)
"""Whoever lost the answer asks for the same again, with the same connection."""
_LISTED = timedelta(days=90)
_SEALED = "whatsapp signup"
_VERSION = 1
_MOST = 100


@dataclass(frozen=True)
class Granted:
    """One number, and what opens it."""

    phone_number_id: str
    waba_id: str
    display_phone_number: str
    token: str = field(repr=False)
    app_secret: str = field(repr=False)


class Signups:
    """For panel, API and command, and for whoever follows a link."""

    def __init__(self, sessions: Sessions, vault: Vault, settings: Settings) -> None:
        self._sessions = sessions
        self._vault = vault
        self._settings = settings
        self._panel = settings.public_url(settings.panel_host)

    @property
    def redirect_uri(self) -> str:
        """To be entered at Meta: Facebook Login for Business → Settings → Valid OAuth Redirect URIs."""
        return f"{self._panel}/connect"

    def missing(self) -> list[str]:
        """The settings without which nothing can be connected, only pasted."""
        wanted = {
            "META_APP_ID": self._settings.meta_app_id,
            "META_APP_SECRET_FILE": self._settings.meta_app_secret,
            "META_SIGNUP_CONFIGURATION": self._settings.signup_configuration,
        }
        return [name for name, value in wanted.items() if not value]

    def create(self, slug: str, actor: Actor, *, for_client: bool = False) -> dict[str, Any]:
        """A new link; `slug` empty: for a tenant that does not exist yet. Raises NotFound, Conflict."""
        if missing := self.missing():
            raise Conflict(
                "no_signup", f"This platform cannot connect numbers yet: set {', '.join(missing)}."
            )
        with transaction(self._sessions) as session:
            tenant = find_tenant(session, slug) if slug else None
            row = WhatsappSignup(
                id=str(uuid4()),
                tenant_id=tenant.id if tenant else None,
                for_client=for_client,
                state=PENDING,
                numbers=[],
                created_by=actor.name,
                created_at=utc_now(),
                expires_at=utc_now() + _lives(for_client),
            )
            session.add(row)
            session.flush()
            record(session, actor, "signup_created", row.tenant_id, signup=row.id, for_client=for_client)
            return self._present(session, row)

    def list_all(self, slug: str | None = None, *, state: str | None = None) -> list[dict[str, Any]]:
        """The newest hundred that fit, newest first. Raises NotFound."""
        self._expire_late()
        with reading(self._sessions) as session:
            query = select(WhatsappSignup).order_by(WhatsappSignup.created_at.desc(), WhatsappSignup.id)
            if slug:
                query = query.where(WhatsappSignup.tenant_id == find_tenant(session, slug).id)
            if state:
                query = query.where(WhatsappSignup.state == state)
            return [self._present(session, row) for row in session.scalars(query.limit(_MOST))]

    def show(self, id_: str) -> dict[str, Any]:
        """Raises NotFound."""
        self._expire_late()
        with reading(self._sessions) as session:
            return self._present(session, _find(session, id_))

    def revoke(self, id_: str, actor: Actor) -> dict[str, Any]:
        """The link leads nowhere any more, and what came of it is forgotten. Raises NotFound, Conflict."""
        with transaction(self._sessions) as session:
            row = _find(session, id_)
            if row.state not in (PENDING, CONNECTED):
                raise Conflict("signup_over", "That connection is over already: there is nothing to revoke.")
            row.state, row.sealed = REVOKED, None
            record(session, actor, "signup_revoked", row.tenant_id, signup=row.id)
            return self._present(session, row)

    def invitation(self, name: str) -> dict[str, Any]:
        """What a link is for: {"client", "dialog_url", "for_client"}. Raises NotFound `link_gone`."""
        with transaction(self._sessions) as session:
            row = self._open(session, name)
            tenant = session.get(Tenant, row.tenant_id) if row.tenant_id else None
            return {
                "client": tenant.name if tenant else "",
                "dialog_url": dialog_url(self._settings, name, self.redirect_uri),
                "for_client": row.for_client,
            }

    def complete(self, name: str, code: str, remote_address: str) -> dict[str, Any]:
        """Meta's code becomes a token, asked for its numbers and sealed; {"id", "for_client", "client"}.

        Raises NotFound `link_gone`; Conflict `not_connected`, after which the link may be tried again.
        """
        with transaction(self._sessions) as session:
            signup_id = self._open(session, name).id
        try:
            token = exchange(self._settings, code, self.redirect_uri)
            numbers = granted_numbers(self._settings, token)
        except (Refused, NotGranted, NoAnswer) as error:
            raise self._not_connected(signup_id, error) from error
        with transaction(self._sessions) as session:
            row = self._open(session, name)  # whoever was faster has used it up
            row.state, row.connected_at, row.problem = CONNECTED, utc_now(), ""
            row.keep_until = utc_now() + _lives(row.for_client)
            row.numbers = [number.as_json() for number in numbers]
            row.sealed = self._vault.seal(row.id, _SEALED, _VERSION, token)
            actor = Actor("connection link", remote_address)
            record(session, actor, "signup_connected", row.tenant_id, signup=row.id, numbers=len(numbers))
            tenant = session.get(Tenant, row.tenant_id) if row.tenant_id else None
            return {"id": row.id, "for_client": row.for_client, "client": tenant.name if tenant else ""}

    def note_refusal(self, name: str, said: str) -> None:
        """Somebody gave up at Meta; the link stays good. Raises NotFound."""
        with transaction(self._sessions) as session:
            self._open(session, name).problem = said[:300]

    def granted(self, id_: str, phone_number_id: str = "") -> Granted:
        """One of the numbers, with what opens it; none named: the only one. Raises NotFound, Conflict."""
        with transaction(self._sessions) as session:
            _expire(session)
            row = _find(session, id_)
            if row.state not in (CONNECTED, USED) or row.sealed is None:
                raise Conflict(
                    "signup_not_ready",
                    f"That connection is {row.state}: connect the number again."
                    if row.state != PENDING
                    else "Nobody has connected a number by that link yet.",
                )
            found = [each for each in row.numbers if phone_number_id in ("", each["phone_number_id"])]
            if len(found) != 1:
                raise Conflict(
                    "choose_number", "Say which of the connected numbers: give its phone_number_id."
                )
            token = self._unsealed(row)
        number = {name: found[0][name] for name in ("phone_number_id", "waba_id", "display_phone_number")}
        return Granted(**number, token=token, app_secret=self._settings.meta_app_secret)

    def note_used(self, id_: str, slug: str, actor: Actor) -> None:
        """The tenant has its credentials now: here they are soon forgotten; over already, nothing happens.

        A number that comes this way is often not registered yet: the PIN that its registration sets is made
        here and kept in the vault (steps/connect_whatsapp.py). Raises NotFound.
        """
        with transaction(self._sessions) as session:
            row, tenant = _find(session, id_), find_tenant(session, slug)
            if row.state != CONNECTED:
                return
            row.state, row.keep_until, row.tenant_id = USED, utc_now() + _REPEATED, tenant.id
            self._vault.put(session, tenant.id, PIN, "".join(secrets.choice(string.digits) for _ in range(6)))
            record(session, actor, "signup_used", tenant.id, signup=row.id)

    def forget_due(self) -> None:
        """What waited too long is forgotten, and links of which nothing came, in time. For the clock."""
        old = WhatsappSignup.created_at < utc_now() - _LISTED
        with transaction(self._sessions) as session:
            _expire(session)
            session.execute(delete(WhatsappSignup).where(old, WhatsappSignup.state.in_((EXPIRED, REVOKED))))

    def _expire_late(self) -> None:
        """Whoever only looks waits for no writer, unless something is over that the clock has not seen."""
        with reading(self._sessions) as session:
            is_late = session.scalar(select(exists().where(or_(*_late()))))
        if is_late:
            with transaction(self._sessions) as session:
                _expire(session)

    def _unsealed(self, row: WhatsappSignup) -> str:
        try:
            return self._vault.unseal(row.id, _SEALED, _VERSION, row.sealed or b"")
        except ControlPlaneError as error:
            raise Conflict(
                "signup_not_ready", "That connection does not open any more: connect again."
            ) from error

    def _not_connected(self, signup_id: str, error: Exception) -> Conflict:
        said = "Meta did not answer." if isinstance(error, NoAnswer) else f"Meta refused: {error}"
        said = str(error) if isinstance(error, NotGranted) else said
        with transaction(self._sessions) as session:
            row = session.get(WhatsappSignup, signup_id)
            if row is not None:
                row.problem = said[:300]
        return Conflict("not_connected", f"The number was not connected. {said}")

    def _open(self, session: Session, name: str) -> WhatsappSignup:
        """The row behind a link that is still good."""
        _expire(session)
        row = session.get(WhatsappSignup, name.partition(".")[0])
        if (
            row is None
            or row.state != PENDING
            or not hmac.compare_digest(name.encode(), self._name(row).encode())
        ):
            raise NotFound("link_gone", "This link was used already, or is too old: ask for another.")
        return row

    def _name(self, row: WhatsappSignup) -> str:
        """In the link, and Meta's `state`: signed with its end, so that nobody makes one up."""
        key = derived_key(bytes.fromhex(self._settings.lasting_key), b"whatsapp signup")
        content = f"{row.id}|{row.expires_at.isoformat()}".encode()
        return f"{row.id}.{hmac.new(key, content, hashlib.sha256).hexdigest()[:40]}"

    def _present(self, session: Session, row: WhatsappSignup) -> dict[str, Any]:
        tenant = session.get(Tenant, row.tenant_id) if row.tenant_id else None
        return {
            "id": row.id,
            "tenant": tenant.slug if tenant else None,
            "for_client": row.for_client,
            "state": row.state,
            "url": f"{self._panel}/connect/{self._name(row)}" if row.state == PENDING else None,
            "numbers": row.numbers,
            "problem": row.problem,
            "created_by": row.created_by,
            "created_at": row.created_at.isoformat(),
            "expires_at": row.expires_at.isoformat(),
            "connected_at": row.connected_at.isoformat() if row.connected_at else None,
            "keep_until": row.keep_until.isoformat() if row.keep_until else None,
        }


def reseal_signups(session: Session, vault: Vault, newest: Vault) -> int:
    """What waits goes over to the newest platform key. Raises ControlPlaneError when no key opens it."""
    changed = 0
    for row in session.scalars(select(WhatsappSignup).where(WhatsappSignup.sealed.is_not(None))):
        sealed = row.sealed or b""
        try:
            newest.unseal(row.id, _SEALED, _VERSION, sealed)
        except ControlPlaneError:
            token = vault.unseal(row.id, _SEALED, _VERSION, sealed)
            row.sealed = vault.seal(row.id, _SEALED, _VERSION, token)
            changed += 1
    return changed


def _lives(for_client: bool) -> timedelta:
    return CLIENT_LINK if for_client else OWN_LINK


def _find(session: Session, id_: str) -> WhatsappSignup:
    row = session.get(WhatsappSignup, id_)
    if row is None:
        raise NotFound("signup_not_found", "There is no such connection.")
    return row


def _expire(session: Session) -> None:
    over, used = _late()
    session.execute(update(WhatsappSignup).where(over).values(state=EXPIRED, sealed=None))
    session.execute(update(WhatsappSignup).where(used).values(sealed=None))


def _late() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Which are over, and which have been used and need their credentials no more."""
    pending = (WhatsappSignup.state == PENDING) & (WhatsappSignup.expires_at <= utc_now())
    kept = WhatsappSignup.keep_until <= utc_now()
    waited, used = ((WhatsappSignup.state == state) & kept for state in (CONNECTED, USED))
    return pending | waited, used & WhatsappSignup.sealed.is_not(None)
