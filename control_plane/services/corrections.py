"""Credentials put right: a creation that failed because of one is resumed with what was wrong replaced."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from control_plane.actor import Actor
from control_plane.database import Sessions, transaction
from control_plane.errors import Conflict, InvalidInput
from control_plane.models import Operation, Tenant
from control_plane.services import preflight
from control_plane.services.audit import record
from control_plane.services.credentials import Vault
from control_plane.services.operation_view import can_correct, present
from control_plane.services.operations import Operations, find_operation
from control_plane.services.tenants import numbers_in_use
from control_plane.services.trials import Trials, connections_of
from control_plane.whatsapp.trying import Connections

_SECRETS = {
    "whatsapp.token": "whatsapp_token",
    "whatsapp.app_secret": "whatsapp_app_secret",
    "fila_ia.key": "fila_ia_key",
}
"""Field → name in the vault."""
_IDS = ("phone_number_id", "waba_id", "display_phone_number")


@dataclass(frozen=True)
class Correction:
    """What replaces what was given at first; whatever is empty stays as it is."""

    token: str = ""
    app_secret: str = ""
    phone_number_id: str = ""
    waba_id: str = ""
    display_phone_number: str = ""
    fila_ia_key: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(asdict(self).values())


class Corrections:
    """Resumes with other credentials."""

    def __init__(self, sessions: Sessions, vault: Vault, operations: Operations, trials: Trials) -> None:
        self._sessions = sessions
        self._vault = vault
        self._operations = operations
        self._trials = trials

    def resume(
        self, operation_id: str, correction: Correction, actor: Actor, *, even_untried: bool = False
    ) -> dict[str, Any]:
        """Replaces what the correction holds and queues the operation again: one transaction.

        Without anything to replace it is a plain resume. What is new is tried first; `even_untried`: go on
        where nobody says whether it works. Raises NotFound; Conflict when it is no failed creation, or it is
        being undone; InvalidInput with `details.fields`.
        """
        if correction.is_empty:
            return self._operations.resume(operation_id, actor)
        with transaction(self._sessions) as session:
            tenant = _correctable(session, operation_id).tenant
            old = self._present_values(session, tenant)
            new = _corrected(old, correction)
            _refuse_problems(session, tenant, new)
        self._trials.must_hold(_connections(old, new), even_untried=even_untried)
        with transaction(self._sessions) as session:
            operation = _correctable(session, operation_id)
            if changed := self._replace(session, operation.tenant, correction):
                about = {"operation": operation.id, "fields": changed}
                record(session, actor, "credentials_corrected", operation.tenant_id, **about)
            self._operations.queue_again(session, operation, actor)
            shown = present(operation)
        self._operations.announce(operation_id)
        return shown

    def _replace(self, session: Session, tenant: Tenant, correction: Correction) -> list[str]:
        """The fields whose value is another now."""
        old = self._present_values(session, tenant)
        new = _corrected(old, correction)
        _refuse_problems(session, tenant, new)
        tenant.configuration = {
            **tenant.configuration,
            "whatsapp": {name: getattr(new.whatsapp, name) for name in _IDS},
        }
        values = new.by_field()
        for field, name in _SECRETS.items():
            self._vault.put(session, tenant.id, name, values[field])
        return [field for field, value in old.by_field().items() if values[field] != value]

    def _present_values(self, session: Session, tenant: Tenant) -> "_Values":
        whatsapp = tenant.configuration["whatsapp"]
        token, app_secret, key = (self._vault.get(session, tenant.id, name) for name in _SECRETS.values())
        return _Values(
            preflight.WhatsApp(
                **{name: whatsapp.get(name, "") for name in _IDS}, token=token, app_secret=app_secret
            ),
            tenant.configuration["fila_ia"]["url"],
            key,
        )


@dataclass(frozen=True)
class _Values:
    whatsapp: preflight.WhatsApp
    fila_ia_url: str
    fila_ia_key: str

    def by_field(self) -> dict[str, str]:
        whatsapp = self.whatsapp
        return {
            **{f"whatsapp.{name}": getattr(whatsapp, name) for name in (*_IDS, "token", "app_secret")},
            "fila_ia.key": self.fila_ia_key,
        }


def _correctable(session: Session, operation_id: str) -> Operation:
    operation = find_operation(session, operation_id)
    if not can_correct(operation):
        raise Conflict(
            "cannot_correct", "Only a creation that has failed can be resumed with other credentials."
        )
    return operation


def _connections(old: _Values, new: _Values) -> Connections:
    before, after = old.by_field(), new.by_field()
    named = {field for field, value in after.items() if before[field] != value}
    return connections_of({**after, "fila_ia.url": new.fila_ia_url}, after, named)


def _corrected(old: _Values, correction: Correction) -> _Values:
    given = {name: value for name, value in asdict(correction).items() if value}
    key = given.pop("fila_ia_key", old.fila_ia_key)
    whatsapp = preflight.tidy_whatsapp(replace(old.whatsapp, **given))
    return replace(old, whatsapp=whatsapp, fila_ia_key=key)


def _refuse_problems(session: Session, tenant: Tenant, new: _Values) -> None:
    others = {number: slug for number, slug in numbers_in_use(session).items() if slug != tenant.slug}
    problems = {
        **preflight.connection_problems(new.whatsapp, new.fila_ia_url, new.fila_ia_key),
        **preflight.number_problems(new.whatsapp.phone_number_id, others),
    }
    if problems:
        raise InvalidInput("invalid_credentials", " ".join(problems.values()), fields=problems)
