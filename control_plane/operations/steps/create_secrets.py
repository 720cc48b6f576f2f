"""Puts the tenant's credentials into the engine, under versioned names."""

from collections.abc import Sequence

from control_plane.adapters.secrets import Secret
from control_plane.errors import StepFailed
from control_plane.operations.step import StepContext
from control_plane.operations.steps.tenant import SERVICE_SECRETS, load_tenant, read_credentials


class CreateSecrets:
    name = "create_secrets"
    deadline_seconds = 60

    def check(self, context: StepContext) -> bool:
        return len(_found(context, SERVICE_SECRETS)) == len(SERVICE_SECRETS)

    def apply(self, context: StepContext) -> None:
        names = load_tenant(context).names
        values = read_credentials(context, SERVICE_SECRETS)
        for at, name in enumerate(SERVICE_SECRETS):
            context.progress(f"Storing the secret {name}", 100 * at // len(SERVICE_SECRETS))
            context.adapters.secrets.ensure(names, name, values[name])

    def undo(self, context: StepContext) -> None:
        context.adapters.secrets.remove(context.adapters.secrets.all_of(context.tenant_id))


def current_secrets(context: StepContext, names: Sequence[str]) -> list[Secret]:
    """Where the present values are in the engine. Raises StepFailed when one is not there."""
    found = _found(context, names)
    missing = sorted(set(names) - {secret.name for secret in found})
    if missing:
        raise StepFailed("secret_missing", f"Not in the engine: {', '.join(missing)}. Resume the operation.")
    return found


def stale_secrets(context: StepContext) -> list[Secret]:
    """Those of the tenant that hold no present value: what a changed credential left behind."""
    current = {secret.object_name for secret in current_secrets(context, SERVICE_SECRETS)}
    secrets = context.adapters.secrets.all_of(context.tenant_id)
    return [secret for secret in secrets if secret.object_name not in current]


def _found(context: StepContext, names: Sequence[str]) -> list[Secret]:
    tenant_names = load_tenant(context).names
    values = read_credentials(context, names)
    secrets = context.adapters.secrets
    found = (secrets.find(tenant_names, name, values[name]) for name in names)
    return [secret for secret in found if secret is not None]
