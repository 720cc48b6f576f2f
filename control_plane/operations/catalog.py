"""What kinds of operations there are: data, without any code of a step.

The names are frozen into an operation when it is submitted, so that panel and API can show what is still to
come; only the runner turns them into code (`operations/steps`). This module may be imported anywhere.
"""

from dataclasses import dataclass
from typing import Any

from control_plane.operations.lifecycles import CANARY, CLOSED, CREATED, KEPT
from control_plane.roles import Permission


@dataclass(frozen=True)
class Kind:
    """`reason` is what a lock says to whoever has to wait."""

    reason: str
    steps: tuple[str, ...]
    at_once: int = 2
    """So many tenants at a time: the rest waits, and kinds do not wait for one another."""
    starts_in: tuple[str, ...] = CREATED
    """The lifecycles of a tenant in which it may begin; none: in any."""
    lifecycle_while: str | None = None
    """The tenant's lifecycle once it begins; None leaves it alone."""
    lifecycle_after: str | None = None
    lifecycle_failed: str | None = None
    lifecycle_undone: str | None = None
    """None: an operation of this kind cannot be abandoned, only resumed or left."""
    takes_credentials: bool = False
    """A failed one may be resumed with other credentials than it was submitted with."""
    is_final: bool = False
    """Once begun it goes to its end: half of it helps nobody."""
    followed_by: str | None = None
    """The kind that is queued for the tenant in the moment in which one of this kind succeeds."""
    resumed_with: Permission = "operations.resume"
    """What one must hold to go on with one that has stopped: where it needs more, what it was begun with."""

    @property
    def begins_in(self) -> tuple[str, ...]:
        """The lifecycles in which it may be asked for: also where one of its kind has stopped half-way."""
        return (*self.starts_in, *filter(None, [self.lifecycle_while])) if self.starts_in else ()

    @property
    def moves_lifecycle(self) -> bool:
        """Whether a tenant is another one after it than before."""
        return bool(self.lifecycle_while or self.lifecycle_after)


_BROUGHT_BACK = (
    "create_networks",
    "create_secrets",
    "check_volumes",
    "deploy_database",
    "prepare_database",
    "prepare_redis",
    "backup_before_migration",
    "migrate_database",
    "deploy_stack",
    "attach_edge",
    "connect_whatsapp",
    "check_answers",
)
_TAKEN_DOWN = (
    "meter_last_days",
    "close_to_keep",
    "stop_help_desk",
    "final_backup",
    "prove_final_backup",
    "disconnect_whatsapp",
    "remove_stack",
    "detach_edge",
    "remove_secrets",
    "remove_networks",
    "schedule_purge",
)
"""Nothing is removed before a backup of everything has been restored for practice."""


_MADE = (
    "preflight",
    "generate_credentials",
    "create_networks",
    "create_volumes",
    "create_secrets",
)
_OPENED = (
    "prepare_database",
    "migrate_database",
    "create_first_users",
    "deploy_stack",
    "attach_edge",
)
_BROUGHT_UP = (*_OPENED, "connect_whatsapp", "smoke_test", "first_backup")
_BROUGHT_UP_FROM_A_COPY = (*_BROUGHT_UP[:2], "settle_copy", *_BROUGHT_UP[2:])
_CLEARED = (
    "remove_stack",
    "detach_edge",
    "remove_secrets",
    "remove_networks",
    "remove_volumes",
    "prove_absence",
)
_CREATION: dict[str, Any] = {
    "starts_in": (),
    "lifecycle_while": "creating",
    "lifecycle_after": "active",
    "lifecycle_failed": "failed",
    "lifecycle_undone": "undone",
    "takes_credentials": True,
}

KINDS: dict[str, Kind] = {
    "create_tenant": Kind(
        reason="the tenant is being created", steps=(*_MADE, "deploy_database", *_BROUGHT_UP), **_CREATION
    ),
    "copy_tenant": Kind(
        reason="the tenant is being created from a backup",
        steps=(*_MADE, "load_source", "deploy_database", *_BROUGHT_UP_FROM_A_COPY),
        at_once=1,
        **_CREATION,
    ),
    "backup": Kind(reason="a backup is running", steps=("run_backup",)),
    "offsite": Kind(
        reason="backups are being copied off site",
        steps=("copy_offsite",),
        starts_in=(*CREATED, "suspended"),
    ),
    "retrieve": Kind(
        reason="backups are being brought back from off site",
        steps=("create_networks", "create_secrets", "retrieve_backups"),
        at_once=1,
        starts_in=(*CREATED, "suspended"),
        resumed_with="restores.run",
    ),
    "repair": Kind(reason="the tenant is being repaired", steps=_BROUGHT_BACK),
    "restore": Kind(
        reason="a backup is being restored",
        steps=(
            "safety_backup",
            "create_secrets",
            "restore_into_new_volumes",
            "swap_volumes",
            "deploy_stack",
            "check_answers",
        ),
        at_once=1,
        lifecycle_while="restoring",
        lifecycle_after="active",
        resumed_with="restores.run",
    ),
    "drill": Kind(
        reason="a backup of the tenant is being restored for practice",
        steps=("practice_restore",),
        at_once=1,
        starts_in=("active",),
    ),
    "brand": Kind(
        reason="the tenant's brand is being changed",
        steps=("apply_brand",),
        starts_in=("active",),
        resumed_with="tenants.brand",
    ),
    "change": Kind(
        reason="the tenant is being changed",
        steps=(
            "try_connections",
            "apply_change",
            "create_secrets",
            "deploy_stack",
            "attach_edge",
            "connect_whatsapp",
            "check_answers",
        ),
        resumed_with="tenants.change",
    ),
    "rotate": Kind(
        reason="the tenant's credentials are being rotated",
        steps=(
            "admit_credentials",
            "create_secrets",
            "admit_in_database",
            "admit_in_redis",
            "admit_in_repository",
            "roll_out_admitted",
            "switch_credentials",
            "roll_out_switched",
            "connect_whatsapp",
            "reseal_with_new_key",
            "outlast_old_key",
            "retire_credentials",
            "roll_out_retired",
            "retire_in_database",
            "retire_in_redis",
            "retire_in_repository",
            "check_answers",
            "prove_refused",
        ),
        starts_in=("active",),
        resumed_with="secrets.rotate",
    ),
    "suspend": Kind(
        reason="the tenant is being suspended",
        steps=("meter_last_days", "close_to_suspend", "stop_help_desk", "final_backup", "remove_stack"),
        starts_in=CREATED,
        lifecycle_while="suspending",
        lifecycle_after="suspended",
        resumed_with="tenants.suspend",
    ),
    "resume": Kind(
        reason="the tenant is being brought back",
        steps=("call_off_purge", *_BROUGHT_BACK),
        starts_in=CLOSED,
        lifecycle_while="resuming",
        lifecycle_after="active",
        resumed_with="tenants.suspend",
    ),
    "archive": Kind(
        reason="the tenant is being archived",
        steps=_TAKEN_DOWN,
        at_once=1,
        starts_in=(*CREATED, "suspending", "suspended", "resuming"),
        lifecycle_while="archiving",
        lifecycle_after="archived",
        resumed_with="tenants.archive",
    ),
    "delete": Kind(
        reason="the tenant's deletion is being prepared",
        steps=_TAKEN_DOWN,
        at_once=1,
        starts_in=(*CREATED, "suspending", "suspended", "resuming", "archived"),
        lifecycle_while="archiving",
        lifecycle_after="condemned",
        resumed_with="tenants.delete",
    ),
    "purge": Kind(
        reason="the tenant is being deleted for good",
        steps=(*_CLEARED, "shred_keys"),
        starts_in=KEPT,
        lifecycle_while="purging",
        lifecycle_after="deleted",
        is_final=True,
        resumed_with="tenants.delete",
    ),
    "create_canary": Kind(
        reason="the canary is being created and used",
        steps=(
            "last_canary_gone",
            *_MADE,
            "deploy_database",
            *_OPENED,
            "use_help_desk",
            "first_backup",
        ),
        starts_in=(),
        lifecycle_while=CANARY,
        lifecycle_after=CANARY,
        lifecycle_failed=CANARY,
        lifecycle_undone="undone",
        followed_by="delete_canary",
    ),
    "delete_canary": Kind(
        reason="the canary is being deleted",
        steps=(*_CLEARED, "forget_canary"),
        starts_in=(CANARY,),
        lifecycle_while=CANARY,
        lifecycle_after="deleted",
        is_final=True,
    ),
}
"""A repair brings what runs back to what was asked for, new images included; where all holds it changes
nothing. Networks and secrets come before its look at the volumes: where data is gone, a restore needs them. A
restore too makes secrets that the stack of this version has and that of the tenant's last deploy had not.

A restore that failed stays `restoring`: what runs is still the old data or already the new, never half;
resume it, or restore another backup.

A backup made once nobody can write any more is final: whoever goes further down the ladder from there needs
no other (steps/final_backup.py).

A canary goes the way of a creation and of a purge, but for what Meta would have to be asked for, and for the
certificate (services/canaries.py)."""

CREATIONS = ("create_tenant", "copy_tenant")
CANARIES = ("create_canary", "delete_canary")
