"""What Meta sends to the platform's own app callback, whatever tenant it is about: stored first, then routed.

An override of a number or an account covers only some fields; templates and the account's own affairs always
come here (Meta: webhooks/override).
"""

import hmac
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from control_plane.actor import Actor
from control_plane.database import Sessions, reading, transaction, utc_now
from control_plane.errors import Conflict, NotAllowed, NotAuthenticated, NotFound
from control_plane.models import Tenant
from control_plane.operations.lifecycles import GONE
from control_plane.operations.words import ENGLISH
from control_plane.services.audit import record
from control_plane.services.tenants import find_tenant
from control_plane.services.webhook_routing import DEAD, UNKNOWN, WAITING, adopt, place
from control_plane.settings import Settings
from control_plane.webhook_models import AppWebhook
from control_plane.whatsapp.account_events import tell_event
from control_plane.whatsapp.envelope import entries_of, is_signed
from foundation.sealing import derived_key


@dataclass(frozen=True)
class WebhookFilter:
    """What is None does not matter."""

    state: str | None = None
    tenant: str | None = None
    """Slug."""


class AppWebhooks:
    """For the callback, the panel, the API and the command."""

    def __init__(self, sessions: Sessions, settings: Settings) -> None:
        self._sessions = sessions
        self._settings = settings

    def callback(self) -> dict[str, Any]:
        """What is entered in Meta's App Dashboard. Raises NotFound while the platform has no app."""
        self._must_be_there()
        return {
            "app_id": self._settings.meta_app_id,
            "url": f"{self._settings.public_url(self._settings.panel_host)}/webhooks/meta",
            "verify_token": self._verify_token(),
        }

    def check_handshake(self, mode: str, verify_token: str) -> None:
        """Raises NotFound, NotAllowed."""
        self._must_be_there()
        if mode != "subscribe" or not _same(verify_token, self._verify_token()):
            raise NotAllowed("wrong_verify_token", "The verify token is not this platform's.")

    def receive(self, body: bytes, header: str) -> None:
        """Returns once all of it is stored, or was before. Raises NotFound, NotAuthenticated."""
        self._must_be_there()
        if not is_signed(body, header, self._settings.meta_app_secret):
            raise NotAuthenticated("wrong_signature", "The signature is not that of the platform's app.")
        with transaction(self._sessions) as session:
            adopt(session, utc_now())  # what came before its tenant did is not overtaken
            for entry in entries_of(body):
                place(session, entry, utc_now())

    def list_all(
        self,
        wanted: WebhookFilter,
        *,
        limit: int = 50,
        before: int | None = None,
        language: str = ENGLISH,
    ) -> list[dict[str, Any]]:
        """Newest first; `before`: the id of the last one of the page before."""
        query = select(AppWebhook, Tenant.slug).outerjoin(Tenant, Tenant.id == AppWebhook.tenant_id)
        query = query.order_by(AppWebhook.id.desc()).limit(limit)
        if wanted.state is not None:
            query = query.where(AppWebhook.state == wanted.state)
        if wanted.tenant is not None:
            query = query.where(Tenant.slug == wanted.tenant)
        if before is not None:
            query = query.where(AppWebhook.id < before)
        with reading(self._sessions) as session:
            return [_present(row, slug, language) for row, slug in session.execute(query)]

    def give(self, waba_id: str, slug: str, actor: Actor) -> dict[str, Any]:
        """Whatever came for an account that no tenant has goes to this one; `given`: how many entries.

        Raises NotFound; Conflict when the tenant is gone.
        """
        with transaction(self._sessions) as session:
            tenant = find_tenant(session, slug)
            if tenant.lifecycle in GONE:
                raise Conflict("tenant_deleted", "The tenant has been deleted, or is being deleted for good.")
            unknown = select(AppWebhook).where(AppWebhook.state == UNKNOWN, AppWebhook.entry.is_not(None))
            rows = session.scalars(unknown.where(AppWebhook.waba_id == waba_id)).all()
            if not rows:
                raise NotFound("nothing_unknown", f"Nothing waits for account {waba_id}.")
            for row in rows:
                row.tenant_id, row.state, row.next_at = tenant.id, WAITING, utc_now()
            record(session, actor, "webhooks_given", tenant.id, waba_id=waba_id, given=len(rows))
            return {"given": len(rows), "tenant": slug, "waba_id": waba_id}

    def retry(self, webhook_id: int, actor: Actor) -> dict[str, Any]:
        """One that no tenant took waits to be delivered again. Raises NotFound; Conflict for any other."""
        with transaction(self._sessions) as session:
            row = session.get(AppWebhook, webhook_id)
            if row is None:
                raise NotFound("webhook_not_found", "There is no such webhook.")
            if row.state != DEAD or row.tenant_id is None:
                raise Conflict("not_dead", "Only what a tenant did not take is delivered again.")
            row.state, row.attempts, row.next_at, row.received_at = WAITING, 0, utc_now(), utc_now()
            record(session, actor, "webhook_retried", row.tenant_id, webhook=row.id)
            return _present(row, session.get_one(Tenant, row.tenant_id).slug)

    def _must_be_there(self) -> None:
        if not self._settings.meta_app_id:
            raise NotFound("no_app", "This platform has no app at Meta: set META_APP_ID.")

    def _verify_token(self) -> str:
        """Needs no place to be kept: it only has to be the same in Meta's dashboard."""
        return derived_key(bytes.fromhex(self._settings.lasting_key), b"meta app callback").hex()[:40]


def _same(given: str, ours: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), ours.encode())


def _present(row: AppWebhook, slug: str | None, language: str = ENGLISH) -> dict[str, Any]:
    return {
        "id": row.id,
        "waba_id": row.waba_id,
        "tenant": slug,
        "about": row.fields,
        "event": row.event,
        "means": tell_event(row.event, language),
        "state": row.state,
        "has_content": row.entry is not None,
        "attempts": row.attempts,
        "error": row.error,
        "received_at": row.received_at.isoformat(),
        "delivered_at": row.delivered_at.isoformat() if row.delivered_at else None,
    }
