"""The end of a rotation: each old value is tried where it opened something, and must be refused there."""

from dataclasses import replace
from pathlib import Path

from control_plane.adapters.jobs import Job
from control_plane.adapters.secrets import Secret
from control_plane.database import transaction, utc_now
from control_plane.errors import StepFailed
from control_plane.operations.step import StepContext
from control_plane.operations.steps.backup_job import Repository, backup_job
from control_plane.operations.steps.create_secrets import versioned_names
from control_plane.operations.steps.prepare_database import DATABASE_PASSWORDS
from control_plane.operations.steps.proof import is_proven, prove
from control_plane.operations.steps.rotation import concerned
from control_plane.operations.steps.run_job import run_job
from control_plane.operations.steps.stack_document import stack_document
from control_plane.operations.steps.tenant import TenantFacts, load_tenant
from control_plane.operations.steps.tenant_client import TenantClient
from control_plane.services.credentials import Vault

_RETIRED = "retired"
_SCRIPT = Path(__file__).with_suffix(".sh")


class ProveRefused:
    name = "prove_refused"
    deadline_seconds = 300

    def check(self, context: StepContext) -> bool:
        return is_proven(context, self.name, *versioned_names(context, sorted(concerned(context))))

    def apply(self, context: StepContext) -> None:
        tenant = load_tenant(context)
        old = _old_values(context)
        context.progress("Trying the old values", 5)
        _try_databases(context, tenant, {name: old[name] for name in DATABASE_PASSWORDS if name in old})
        _try_redis(context, tenant, old.get("redis_password"))
        _try_repository(context, tenant, old.get("backup_password"))
        _try_handshake(context, tenant, old.get("whatsapp_verify_token"))
        if "session_key" in old:
            _look_for_key(context, tenant)
        _note(context)
        prove(context, self.name, *versioned_names(context, sorted(old)))


def _old_values(context: StepContext) -> dict[str, str]:
    vault = Vault(context.settings.platform_key)
    with transaction(context.sessions) as session:
        return {
            name: vault.get_version(session, context.tenant_id, name, before)
            for name, before in concerned(context).items()
        }


def _try_databases(context: StepContext, tenant: TenantFacts, old: dict[str, str]) -> None:
    if old:
        logins = {name.removeprefix("database_").removesuffix("_password"): old[name] for name in old}
        _try_door(context, tenant, "database", tenant.database_image, logins)


def _try_redis(context: StepContext, tenant: TenantFacts, old: str | None) -> None:
    if old is not None:
        _try_door(context, tenant, "redis", tenant.configuration["images"]["redis"], {"app": old})


def _try_door(
    context: StepContext, tenant: TenantFacts, door: str, image: str, logins: dict[str, str]
) -> None:
    lines = "".join(f"{login} {password}\n" for login, password in logins.items())
    secret = context.adapters.secrets.ensure(tenant.names, _RETIRED, lines)
    try:
        run_job(context, _job(context, tenant, door, image, secret), f"Trying the old passwords ({door})")
    finally:
        context.adapters.secrets.remove([secret])


def _job(context: StepContext, tenant: TenantFacts, door: str, image: str, secret: Secret) -> Job:
    return Job(
        name=tenant.names.job(f"prove-{door}"),
        image=context.adapters.images.pin(image),
        command=["sh", "-c", _SCRIPT.read_text(encoding="utf-8")],
        user="999:999",
        networks=[tenant.names.private_network],
        labels=tenant.names.labels("job"),
        environment={"DOOR": door, "DATABASE_HOST": "mysql", "REDIS_HOST": "redis"},
        secrets=[secret],
        timeout_seconds=60,
    )


def _try_repository(context: StepContext, tenant: TenantFacts, old: str | None) -> None:
    if old is None:
        return
    secret = context.adapters.secrets.ensure(tenant.names, _RETIRED, old)
    repository = Repository(tenant.id, tenant.names.backups_volume, replace(secret, name="backup_password"))
    try:
        job = backup_job(
            context,
            tenant,
            "prove-keys",
            run_id=context.operation_id,
            database_user="dump",
            repository=repository,
        )
        if run_job(context, job, "Trying the old password (backups)")["opens"]:
            raise StepFailed("old_accepted", "The old password still opens the backups.")
    finally:
        context.adapters.secrets.remove([secret])


def _try_handshake(context: StepContext, tenant: TenantFacts, old: str | None) -> None:
    if old is None:
        return
    public_url = context.settings.public_url(tenant.hostnames[0])
    if TenantClient(context.adapters.tenant_http, public_url).knows(old):
        raise StepFailed("old_accepted", "The old verify token is still believed.")


def _look_for_key(context: StepContext, tenant: TenantFacts) -> None:
    """Nobody outside holds it to try it with: no running task may have been given it."""
    if not context.adapters.stacks.is_as_asked(tenant.names.stack, stack_document(context, tenant)):
        raise StepFailed("old_accepted", "Web or worker still runs with the old session key.")


def _note(context: StepContext) -> None:
    """On each new value, for whoever looks at it."""
    vault = Vault(context.settings.platform_key)
    with transaction(context.sessions) as session:
        for name in concerned(context):
            vault.note_proven(session, context.tenant_id, name, utc_now())
