"""How each kind of operation is asked for, on a tenant that gives every step of it something to do.

A kind that the catalog gains must be added here: tests/unit/bench/test_interruptions.py says so.
"""

import base64
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm.attributes import flag_modified

from bench.interruptions.disks import Disk, volume_on
from control_plane.actor import Actor
from control_plane.database import transaction
from control_plane.models import Operation, Tenant
from control_plane.operations.catalog import CANARIES, CREATIONS, KINDS
from control_plane.operations.step import UndoableStep
from control_plane.operations.steps.all import STEPS
from control_plane.operations.steps.deploy_stack import remove_stack
from control_plane.operations.steps.tenant import load_tenant
from control_plane.services.brand_change import BrandChange
from control_plane.services.lifecycle import TakingDown
from control_plane.services.tenant_change import TenantChange
from tests.integration.control_plane.small_platform import SmallPlatform

OPERATOR = Actor("battery")
UNDO = "undo"
"""Of a creation: an operation's other half, and a kind of its own here."""
NEW = (*CREATIONS, "purge", UNDO, *CANARIES)
"""What is asked of a tenant of its own, not of the base."""
RANDOM_NAME = "any-"
"""Before what is another name each time."""
_LOGO = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
)


@dataclass
class World:
    """One small platform, and the tenant that operations on existing ones are asked of."""

    platform: SmallPlatform
    backups: Disk | None = None
    files: Disk | None = None
    """What holds the base tenant's backups and files; None: the engine's own disk."""
    _base: str = ""

    def __post_init__(self) -> None:
        self.platform.copy_to_folder()  # before any runner is told of its settings

    def base(self) -> str:
        """The slug of a tenant with one backup; made when it is first asked for."""
        if not self._base:
            self._make_base(f"base-{secrets.token_hex(3)}")
        return self._base

    def forget_base(self) -> None:
        """Something went wrong with it: the next who asks gets another."""
        slug, self._base = self._base, ""
        if slug:
            self.platform.remove(slug)

    def _make_base(self, slug: str) -> None:
        operation_id = self.platform.submit(self.platform.request(slug))
        names = load_tenant(self.platform.context_of(operation_id)).names
        for volume, disk in ((names.backups_volume, self.backups), (names.media_volume, self.files)):
            if disk is not None:
                volume_on(self.platform.docker_client, disk, volume, names.labels("volume"))
        _calmly(self)
        self._base = slug

    def newest_backup(self) -> str:
        return str(self.platform.services.backups.list_all(self.base())[0]["id"])


@dataclass(frozen=True)
class Asked:
    """`ask` leaves an operation queued and returns its id; `tidy` puts the world back after it."""

    steps: tuple[str, ...]
    """In the order in which they are worked on."""
    ask: Callable[[World], str]
    tidy: Callable[[World, str], None]
    good: str = "succeeded"


def _create(world: World) -> str:
    return world.platform.submit(world.platform.request(f"new-{secrets.token_hex(3)}"))


def _backup(world: World) -> str:
    return str(world.platform.services.backups.submit_backup(world.base(), OPERATOR)[0]["id"])


def _drill(world: World) -> str:
    return str(world.platform.services.drills.submit(world.base(), OPERATOR)[0]["id"])


def _offsite(world: World) -> str:
    return str(world.platform.services.offsite.submit_copy(world.base(), OPERATOR)[0]["id"])


def _retrieve(world: World) -> str:
    """After a copy, of a tenant of which nothing but data is left."""
    _offsite(world)
    _calmly(world)
    operation_id = str(world.platform.services.offsite.submit_retrieve(world.base(), OPERATOR)[0]["id"])
    wreck(world.platform, operation_id)
    return operation_id


def _restore(world: World) -> str:
    slug = world.base()
    submit = world.platform.services.backups.submit_restore
    return str(submit(slug, world.newest_backup(), slug, OPERATOR)[0]["id"])


def _repair(world: World) -> str:
    """Everything but the data is gone, and nothing is proven any more: no step of it may be skipped."""
    slug = world.base()
    operation_id = str(world.platform.services.repairs.submit(slug, OPERATOR)[0]["id"])
    wreck(world.platform, operation_id)
    return operation_id


def _brand(world: World) -> str:
    change = BrandChange({"name": "Padaria do Zé", "colour": "#0f6b52"}, {"logo": _LOGO, "favicon": _LOGO})
    return str(world.platform.services.brands.submit(world.base(), change, OPERATOR)[0]["id"])


def _copy(world: World) -> str:
    """Of the base tenant's newest backup, under a number of its own."""
    world.base()
    request = world.platform.request(f"copy-{secrets.token_hex(3)}", from_backup=world.newest_backup())
    return world.platform.submit(request)


def _change(world: World) -> str:
    """Another name, address and WhatsApp token: something for every step."""
    slug, platform = world.base(), world.platform
    token = secrets.token_urlsafe(24)
    with transaction(platform.sessions) as session:
        tenant = session.query(Tenant).filter_by(slug=slug).one()
        app_secret = platform.services.vault.get(session, tenant.id, "whatsapp_app_secret")
    number = {**tenant.configuration["whatsapp"], "token": token, "app_secret": app_secret, "name": slug}
    platform.sandbox_call("/sandbox/numbers", number)  # Meta gives the owner another one
    values = {
        "name": f"Cliente {secrets.token_hex(3)}",
        "hostnames": [f"{RANDOM_NAME}{secrets.token_hex(3)}.{slug}.example"],
    }
    change = TenantChange(values, {"whatsapp.token": token})
    operation, _ = platform.services.changes.submit(slug, change, OPERATOR, even_untried=True)
    return str(operation["id"])


def _rotate(world: World) -> str:
    """Everything that we generate, so that no door is left out."""
    return str(world.platform.services.rotations.submit(world.base(), OPERATOR)[0]["id"])


def _suspend(world: World) -> str:
    return str(world.platform.services.lifecycle.suspend(world.base(), "", OPERATOR)[0]["id"])


def _archive(world: World) -> str:
    wanted = TakingDown(days=30)
    return str(world.platform.services.lifecycle.archive(world.base(), wanted, OPERATOR)[0]["id"])


def _delete(world: World) -> str:
    slug = world.base()
    return str(world.platform.services.lifecycle.delete(slug, slug, TakingDown(), OPERATOR)[0]["id"])


def _resume(world: World) -> str:
    """From the archive, where nothing but data is left."""
    slug = world.base()
    world.platform.services.lifecycle.archive(slug, TakingDown(without_backup=True), OPERATOR)
    _calmly(world)
    return str(world.platform.services.lifecycle.resume(slug, OPERATOR)[0]["id"])


def _purge(world: World) -> str:
    """Of a tenant made for it."""
    slug = f"late-{secrets.token_hex(3)}"
    world.platform.submit(world.platform.request(slug))
    _calmly(world)
    world.platform.services.lifecycle.delete(slug, slug, TakingDown(without_backup=True), OPERATOR)
    _calmly(world)
    return str(world.platform.services.lifecycle.purge(slug, slug, OPERATOR)[0]["id"])


def _undo(world: World) -> str:
    """FILA-IA does not know the key, so the creation fails once the number is connected; it is abandoned."""
    request = world.platform.request(f"bad-{secrets.token_hex(3)}")
    operation_id = world.platform.submit(replace(request, fila_ia_key="not-a-key-that-anybody-has"))
    failed = world.platform.work()
    if failed["state"] != "failed":
        raise RuntimeError(f"a creation that cannot succeed {failed['state']}")
    world.platform.services.operations.undo(operation_id, OPERATOR)
    return operation_id


def _create_canary(world: World) -> str:
    """The one before it stopped before it began, so that there is something to wait for."""
    canaries, operations = world.platform.services.canaries, world.platform.services.operations
    stopped = str(canaries.run(OPERATOR)[0]["id"])
    operations.cancel(stopped, OPERATOR)
    asked = str(canaries.run(OPERATOR)[0]["id"])
    left = world.platform.work()
    if (left["id"], left["state"]) != (stopped, "undone"):
        raise RuntimeError(f"what a canary left behind: {left['state']}: {left['error']}")
    return asked


def _delete_canary(world: World) -> str:
    """Follows on the creation of one."""
    world.platform.services.canaries.run(OPERATOR)
    _calmly(world)
    (run, *_) = world.platform.services.canaries.show(1)["runs"]
    return str(run["deletion"])


def _leave(_world: World, _operation_id: str) -> None:
    """What it changed may stay."""


def _bring_back(world: World, _operation_id: str) -> None:
    world.platform.services.lifecycle.resume(world.base(), OPERATOR)
    _calmly(world)


def _mend(world: World, _operation_id: str) -> None:
    world.platform.services.repairs.submit(world.base(), OPERATOR)
    _calmly(world)


def _calmly(world: World) -> None:
    """What was asked for is done here, by a runner that nobody disturbs."""
    done = world.platform.work()
    if done["state"] != "succeeded":
        raise RuntimeError(f"{done['kind']} {done['state']}: {done['error']}")


def _remove_new(world: World, operation_id: str) -> None:
    world.platform.remove(world.platform.services.operations.show(operation_id)["tenant"])


def _drop_old_volumes(world: World, operation_id: str) -> None:
    """Those of earlier generations, which a restore keeps."""
    names = load_tenant(world.platform.context_of(operation_id)).names
    for generation in range(1, names.generation):
        old = replace(names, generation=generation)
        for volume in (old.database_volume, old.redis_volume, old.media_volume):
            world.platform.adapters.volumes.remove(volume, lambda: None)


ASKED: Mapping[str, Asked] = {
    "create_tenant": Asked(KINDS["create_tenant"].steps, _create, _remove_new),
    "copy_tenant": Asked(KINDS["copy_tenant"].steps, _copy, _remove_new),
    "backup": Asked(KINDS["backup"].steps, _backup, _leave),
    "offsite": Asked(KINDS["offsite"].steps, _offsite, _leave),
    "retrieve": Asked(KINDS["retrieve"].steps, _retrieve, _mend),
    "brand": Asked(KINDS["brand"].steps, _brand, _leave),
    "repair": Asked(KINDS["repair"].steps, _repair, _leave),
    "drill": Asked(KINDS["drill"].steps, _drill, _leave),
    "restore": Asked(KINDS["restore"].steps, _restore, _drop_old_volumes),
    "change": Asked(KINDS["change"].steps, _change, _leave),
    "rotate": Asked(KINDS["rotate"].steps, _rotate, _leave),
    "suspend": Asked(KINDS["suspend"].steps, _suspend, _bring_back),
    "resume": Asked(KINDS["resume"].steps, _resume, _leave),
    "archive": Asked(KINDS["archive"].steps, _archive, _bring_back),
    "delete": Asked(KINDS["delete"].steps, _delete, _bring_back),
    "purge": Asked(KINDS["purge"].steps, _purge, _leave),
    "create_canary": Asked(KINDS["create_canary"].steps, _create_canary, _remove_new),
    "delete_canary": Asked(KINDS["delete_canary"].steps, _delete_canary, _leave),
    UNDO: Asked(
        tuple(
            name for name in reversed(KINDS["create_tenant"].steps) if isinstance(STEPS[name], UndoableStep)
        ),
        _undo,
        _leave,
        good="undone",
    ),
}


def wreck(platform: SmallPlatform, operation_id: str) -> None:
    """Takes away what a tenant's stack is made of, and what is known to have been done; its data stays."""
    context = platform.context_of(operation_id)
    names = load_tenant(context).names
    remove_stack(context)
    for name in (names.edge_network, names.private_network):
        network = platform.adapters.networks.find(name)
        if network is not None:
            platform.adapters.attachments.detach(network)
        platform.adapters.networks.remove(name, lambda: None)
    platform.adapters.secrets.remove(platform.adapters.secrets.all_of(context.tenant_id))
    platform.adapters.volumes.remove(names.redis_volume, lambda: None)
    with transaction(platform.sessions) as session:
        for operation in session.query(Operation).filter_by(tenant_id=context.tenant_id):
            operation.results = {
                name: value for name, value in operation.results.items() if not name.startswith("proof.")
            }
            flag_modified(operation, "results")
