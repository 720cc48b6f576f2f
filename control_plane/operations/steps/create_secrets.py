"""Puts the tenant's credentials into the engine, under versioned names."""

from collections.abc import Iterable, Sequence

from control_plane.adapters.names import TenantNames, secret_name
from control_plane.adapters.secrets import Secret
from control_plane.database import transaction
from control_plane.errors import StepFailed
from control_plane.operations.step import StepContext
from control_plane.operations.steps.engine_secrets import SEEDS, SERVICE_SECRETS
from control_plane.operations.steps.tenant import load_tenant, read_credentials
from control_plane.services.credentials import Vault


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
    current.update(kept_seeds(context, load_tenant(context).names).values())
    secrets = context.adapters.secrets.all_of(context.tenant_id)
    return [secret for secret in secrets if secret.object_name not in current]


def kept_seeds(context: StepContext, names: TenantNames) -> dict[str, str]:
    """Name → secret in the engine, of those that database and Redis once read, on volumes that they have.

    They keep the file they began with, though it opens nothing any more: another one would mean a restart.
    """
    mounted = context.adapters.stacks.mounted_secrets(names.stack, names.generation)
    return {name: mounted[file] for name, file in SEEDS.items() if file in mounted}


def versioned_names(context: StepContext, names: Iterable[str]) -> list[str]:
    """Which values count, told as the names that secrets of each alone would have: for proofs."""
    vault, stack = Vault(context.settings.platform_key), load_tenant(context).names.stack
    with transaction(context.sessions) as session:
        return [
            secret_name(stack, name, value, context.settings.lasting_key)
            for name in names
            for value in sorted(vault.accepted(session, context.tenant_id, name))
        ]


def _found(context: StepContext, names: Sequence[str]) -> list[Secret]:
    tenant_names = load_tenant(context).names
    values = read_credentials(context, names)
    secrets = context.adapters.secrets
    found = (secrets.find(tenant_names, name, values[name]) for name in names)
    return [secret for secret in found if secret is not None]
