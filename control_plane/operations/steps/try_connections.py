"""New credentials are tried once more right before they count: what was queued hours ago may be void."""

import time

from control_plane.database import transaction
from control_plane.errors import RetryLater, StepFailed
from control_plane.models import Tenant
from control_plane.operations.step import StepContext
from control_plane.services.changes import pending_name
from control_plane.services.credentials import Vault
from control_plane.services.tenant_change import SECRETS
from control_plane.services.trials import connections_of, untried
from control_plane.whatsapp.trying import Connections, try_out


class TryConnections:
    """Nothing has changed yet where it ends the operation: the tenant goes on with what it has."""

    name = "try_connections"
    deadline_seconds = 90

    def check(self, context: StepContext) -> bool:
        return context.recall(self.name) is True or _connections(context) == Connections()

    def apply(self, context: StepContext) -> None:
        verdict = try_out(context.settings, _connections(context), time.time())
        if verdict.problems:
            raise StepFailed(
                "connections_refused",
                " ".join(verdict.problems.values()),
                next_action="Nothing was changed. Change the tenant again, with the right credentials.",
            )
        if verdict.untold and not context.inputs.get("even_untried"):
            raise RetryLater("connections_untried", untried(list(verdict.untold)))
        if verdict.untold:
            context.progress(untried(list(verdict.untold)))
        context.remember(self.name, True)


def _connections(context: StepContext) -> Connections:
    inputs = context.inputs
    vault = Vault(context.settings.platform_key)
    with transaction(context.sessions) as session:
        tenant = session.get_one(Tenant, context.tenant_id)
        whatsapp, fila_ia = tenant.configuration["whatsapp"], tenant.configuration["fila_ia"]
        secrets = {
            field: vault.find(session, tenant.id, pending_name(name, context.operation_id))
            or vault.find(session, tenant.id, name)
            or ""
            for field, name in SECRETS.items()
        }
    values = {
        "whatsapp.phone_number_id": str(whatsapp.get("phone_number_id", "")),
        "whatsapp.waba_id": str(whatsapp.get("waba_id", "")),
        "fila_ia.url": str(fila_ia.get("url", "")),
        **{name: each["after"] for name, each in inputs["values"].items()},
    }
    return connections_of(values, secrets, {*inputs["values"], *inputs["secrets"]})
