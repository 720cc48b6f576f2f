"""Asks once more, at the moment of making: is the engine fit, is there room, are the images here?"""

import os
import shutil

from control_plane.adapters.docker_engine import (
    BRIDGE_PORTS,
    PUBLISHED_PORTS,
    EngineFacts,
    read_facts,
)
from control_plane.errors import StepFailed
from control_plane.operations.step import StepContext
from control_plane.operations.steps.tenant import TenantFacts, load_tenant
from control_plane.services.capacity import capacity_problems

_IMAGES = ("appliance", "redis")


class Preflight:
    name = "preflight"
    deadline_seconds = 60

    def check(self, context: StepContext) -> bool:
        """Held once the tenant's stack has begun to be: what it needs is then its own already."""
        tenant = load_tenant(context)
        return context.recall(self.name) is not None or (
            context.adapters.networks.find(tenant.names.private_network) is not None
        )

    def apply(self, context: StepContext) -> None:
        tenant = load_tenant(context)
        context.progress("Asking the Docker engine", 20)
        facts = read_facts(context.adapters.engine, context.settings.tenant_pool)
        if not facts.is_manager:
            raise StepFailed("no_swarm", "This engine is not a Swarm manager: run `docker swarm init` first.")
        problems = capacity_problems(capacity(facts), tenant.database, tenant.limits)
        if problems:
            raise StepFailed("no_room", " ".join(problems.values()), problems=problems)
        context.progress("Looking for the images", 60)
        for reference in image_references(tenant):
            context.adapters.images.pin(reference)
        context.remember(self.name, {"engine": facts.version})


def capacity(facts: EngineFacts) -> dict[str, object]:
    """As services/capacity.py reads it, and as the panel shows it."""
    disk, files = shutil.disk_usage("/"), os.statvfs("/")
    gauges: dict[str, object] = {
        "published_ports_total": len(PUBLISHED_PORTS),
        "published_ports_free": len(PUBLISHED_PORTS) - facts.published_ports_used,
    }
    if files.f_files:  # some file systems make inodes as they need them
        gauges |= {"inodes_total": files.f_files, "inodes_free": files.f_favail}
    if facts.bridge_ports_used is not None:
        gauges |= {
            "bridge_ports_total": BRIDGE_PORTS,
            "bridge_ports_free": BRIDGE_PORTS - facts.bridge_ports_used,
        }
    return {
        **gauges,
        "engine_version": facts.version,
        "cpus": facts.cpus,
        "cpus_reserved": facts.reserved_cpus,
        "memory_total": facts.memory_bytes,
        "memory_reserved": facts.reserved_memory_bytes,
        "disk_total": disk.total,
        "disk_free": disk.free,
        "subnets_total": facts.subnets_total,
        "subnets_free": facts.subnets_total - facts.subnets_used,
    }


def image_references(tenant: TenantFacts) -> list[str]:
    """Those that its stack runs."""
    images = tenant.configuration["images"]
    return [tenant.database_image, *(images[name] for name in _IMAGES)]
