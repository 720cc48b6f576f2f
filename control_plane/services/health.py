"""A tenant's credentials and its number: whether they hold, as last seen or asked now; and mended."""

from collections.abc import Callable
from typing import Any, TypeVar

from control_plane.actor import Actor
from control_plane.database import Sessions, reading, transaction, utc_now
from control_plane.errors import Conflict, InvalidInput
from control_plane.health_models import TenantProbe
from control_plane.operations.words import ENGLISH
from control_plane.services.audit import record
from control_plane.services.credentials import PIN, Vault
from control_plane.services.preflight import smoke_phone_problem
from control_plane.services.probe_alarms import keep_and_warn
from control_plane.services.probes import Subject, kept, probe, read_subject
from control_plane.services.tenants import find_tenant
from control_plane.settings import Settings
from control_plane.whatsapp.graph import Graph, Json, NoAnswer, Refused, open_graph
from control_plane.whatsapp.mending import mend, pin_problem
from control_plane.whatsapp.seen import Item, worst
from control_plane.whatsapp.telling import tell, words

TRIABLE = ("active", "creating", "failed", "restoring")
"""A creation may have failed because of what is mended here."""
TEST_TEXT = "Mensagem de teste do Guichê: o envio funciona."
Answer = TypeVar("Answer")


class Health:
    """Every method raises NotFound; those that ask somebody raise Conflict for a tenant that is closed."""

    def __init__(self, sessions: Sessions, vault: Vault, settings: Settings) -> None:
        self._sessions = sessions
        self._vault = vault
        self._settings = settings

    def show(self, slug: str, language: str = ENGLISH) -> dict[str, Any]:
        """As last seen: {"tenant", "state", "checked_at", "items"}; no items before the first look."""
        with reading(self._sessions) as session:
            rows = kept(session, find_tenant(session, slug).id)
            return _present(slug, rows, language)

    def probe(self, slug: str, actor: Actor, language: str = ENGLISH) -> dict[str, Any]:
        """Asks Meta and FILA-IA now."""
        subject = self._subject(slug)
        items = probe(self._settings, subject)
        with transaction(self._sessions) as session:
            record(session, actor, "tenant_probed", subject.tenant_id)
            return _present(slug, keep_and_warn(session, subject.tenant_id, items, utc_now()), language)

    def mend(self, slug: str, pin: str, actor: Actor, language: str = ENGLISH) -> dict[str, Any]:
        """Puts right what can be, then looks again: as `probe`, and `done` says what was changed at Meta.

        A number that is not registered is registered when a `pin` is given, or the vault has one.
        Raises InvalidInput, and Conflict when Meta refuses or does not answer: what was done by then stays,
        and is in the audit trail.
        """
        if pin and (problem := pin_problem(pin)):
            raise InvalidInput("bad_pin", problem, fields={"pin": problem})
        subject = self._subject(slug)
        pin = pin or self._kept_pin(subject.tenant_id)
        done: list[str] = []

        def change(graph: Graph) -> None:
            found = probe(self._settings, subject)
            # each is in `done` as soon as it is, whatever becomes of the next
            done.extend(mend(graph, found, subject.callback, subject.verify_token, pin))

        try:
            self._ask(subject, change)
        finally:
            self._note(subject, actor, done)
        items = probe(self._settings, subject)
        with transaction(self._sessions) as session:
            shown = _present(slug, keep_and_warn(session, subject.tenant_id, items, utc_now()), language)
        return {**shown, "done": done}

    def send_test(self, slug: str, to: str, template: str, locale: str, actor: Actor) -> dict[str, Any]:
        """Sends a message from the tenant's number: a text, or an approved template without variables.

        Taken is not delivered: a text arrives only within 24 hours after `to` (digits) wrote to the number.
        Raises InvalidInput; Conflict when Meta refuses or does not answer.
        """
        to = to.lstrip("+")
        problem = smoke_phone_problem(to) if to else "Give the number that is to get the message."
        if problem:
            raise InvalidInput("bad_number", problem, fields={"to": problem})
        subject = self._subject(slug)
        message_id = self._ask(subject, lambda graph: graph.send(_message(to, template, locale)))
        with transaction(self._sessions) as session:
            about = {"template": template} if template else {}
            record(session, actor, "test_message_sent", subject.tenant_id, **about)
        return {"message_id": message_id, "is_template": bool(template)}

    def _subject(self, slug: str) -> Subject:
        with reading(self._sessions) as session:
            tenant = find_tenant(session, slug)
            if tenant.lifecycle not in TRIABLE:
                raise Conflict("tenant_closed_or_gone", "The connections of a closed tenant cannot be tried.")
            return read_subject(session, self._vault, self._settings, tenant)

    def _kept_pin(self, tenant_id: str) -> str:
        """Of a number that was connected here; empty for any other."""
        with reading(self._sessions) as session:
            return self._vault.find(session, tenant_id, PIN) or ""

    def _ask(self, subject: Subject, work: Callable[[Graph], Answer]) -> Answer:
        try:
            with open_graph(self._settings, subject.access) as graph:
                return work(graph)
        except Refused as error:
            raise Conflict("meta_refused", f"Meta refused: “{error.said}”", meta_code=error.code) from error
        except NoAnswer as error:
            raise Conflict("meta_no_answer", "Meta did not answer: try again in a minute.") from error

    def _note(self, subject: Subject, actor: Actor, done: list[str]) -> None:
        if done:
            with transaction(self._sessions) as session:
                record(session, actor, "whatsapp_mended", subject.tenant_id, done=done)


def _message(to: str, template: str, locale: str) -> Json:
    if template:
        about = {"name": template, "language": {"code": locale or "pt_BR"}}
        return {"to": to, "type": "template", "template": about}
    return {"to": to, "type": "text", "text": {"body": TEST_TEXT}}


def _present(slug: str, rows: list[TenantProbe], language: str) -> dict[str, Any]:
    order = list(words())
    items = [
        {
            **tell(Item(row.name, row.state, row.code, row.facts), language),
            "since": row.since.isoformat(),
            "checked_at": row.checked_at.isoformat(),
        }
        for row in sorted(rows, key=lambda row: order.index(row.name))
    ]
    return {
        "tenant": slug,
        "state": worst([item["state"] for item in items]),
        "checked_at": max((item["checked_at"] for item in items), default=None),
        "items": items,
    }
