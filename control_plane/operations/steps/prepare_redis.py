"""Redis lets in by exactly the passwords that count in the vault, told by a job while it runs."""

from pathlib import Path

from control_plane.adapters.jobs import Job
from control_plane.operations.step import StepContext
from control_plane.operations.steps.create_secrets import current_secrets, kept_seeds
from control_plane.operations.steps.engine_secrets import REDIS_ACL, REDIS_PASSWORDS
from control_plane.operations.steps.proof import is_proven, prove
from control_plane.operations.steps.run_job import run_job
from control_plane.operations.steps.tenant import TenantFacts, load_tenant

_SCRIPT = Path(__file__).with_suffix(".sh")


class PrepareRedis:
    name = "prepare_redis"
    deadline_seconds = 120

    def check(self, context: StepContext) -> bool:
        tenant = load_tenant(context)
        [acl] = current_secrets(context, [REDIS_ACL])
        if kept_seeds(context, tenant.names).get(REDIS_ACL) == acl.object_name:
            return True  # it began with the same
        return is_proven(context, self.name, *_subjects(context, tenant))

    def apply(self, context: StepContext) -> None:
        tenant = load_tenant(context)
        run_job(context, _job(context, tenant), "Telling Redis who may come in")
        prove(context, self.name, *_subjects(context, tenant))


def _job(context: StepContext, tenant: TenantFacts) -> Job:
    return Job(
        name=tenant.names.job("prepare-redis"),
        image=context.adapters.images.pin(tenant.configuration["images"]["redis"]),
        command=["sh", "-c", _SCRIPT.read_text(encoding="utf-8")],
        user="999:999",
        networks=[tenant.names.private_network],
        labels=tenant.names.labels("job"),
        environment={"REDIS_HOST": "redis"},
        secrets=current_secrets(context, [REDIS_ACL, REDIS_PASSWORDS]),
        timeout_seconds=60,
    )


def _subjects(context: StepContext, tenant: TenantFacts) -> list[str]:
    """The volume, when it was born, and what stands in the ACL."""
    volume = context.adapters.volumes.find(tenant.names.redis_volume)
    [acl] = current_secrets(context, [REDIS_ACL])
    return [tenant.names.redis_volume, volume.birth if volume else "none", acl.object_name]
