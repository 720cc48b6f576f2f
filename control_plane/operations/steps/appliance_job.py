"""A one-off job in the tenant's application image, in the environment that its web has."""

from collections.abc import Sequence

from control_plane.adapters.jobs import Job, Mount
from control_plane.adapters.secrets import Secret
from control_plane.operations.step import StepContext
from control_plane.operations.steps.create_secrets import current_secrets
from control_plane.operations.steps.stack_document import stack_document
from control_plane.operations.steps.tenant import TenantFacts

USER = "10001:10001"


def appliance_job(
    context: StepContext,
    tenant: TenantFacts,
    command: str,
    *,
    secrets: Sequence[str],
    environment: dict[str, str] | None = None,
    extra_secrets: Sequence[Secret] = (),
    reaches_out: bool = False,
    mounts: Sequence[Mount] = (),
    timeout_seconds: float = 300,
) -> Job:
    """`python -m appliance <command>` with the settings of `web`, but only the named secrets.

    `reaches_out`: joins the edge network too, the only one with a way out.
    """
    web = stack_document(context, tenant)["services"]["web"]
    given = {name: str(value).replace("$$", "$") for name, value in web["environment"].items()}
    mounted = {f"/run/secrets/{name}" for name in secrets}
    plain = {name: value for name, value in given.items() if not name.endswith("_FILE") or value in mounted}
    networks = [tenant.names.private_network]
    return Job(
        name=tenant.names.job(command),
        image=web["image"],
        command=["python", "-m", "appliance", command],
        user=USER,
        networks=[*networks, tenant.names.edge_network] if reaches_out else networks,
        labels=tenant.names.labels("job"),
        environment=plain | (environment or {}),
        secrets=[*current_secrets(context, secrets), *extra_secrets],
        mounts=mounts,
        timeout_seconds=timeout_seconds,
    )
