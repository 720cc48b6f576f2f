"""Backups, drills and restores over HTTP."""

from typing import Any

from control_plane.access import current_actor
from control_plane.api.endpoint import area, endpoint, idempotency_key, page, submitted
from control_plane.api.schemas.backups import BackupsPage, DrillBody, RestoreBody
from control_plane.api.schemas.operations import SubmittedSchema
from control_plane.services.container import Services


def make_blueprint(services: Services) -> Any:
    """Routes under /tenants/<slug>."""
    blueprint = area("backups", "Restore points, and going back to one")

    @endpoint(blueprint, "GET", "/tenants/<slug>/backups", access="backups.read", answers=BackupsPage)
    def list_backups(slug: str) -> dict[str, Any]:
        """Newest first; only those found in the repository, or off site, when it was last looked."""
        return page(services.backups.list_all(slug))

    @endpoint(
        blueprint,
        "POST",
        "/tenants/<slug>/backups",
        access="backups.run",
        answers=SubmittedSchema,
        takes_key=True,
        status=202,
    )
    def run_backup(slug: str) -> Any:
        """Starts a backup."""
        return submitted(*services.backups.submit_backup(slug, current_actor(), idempotency_key()))

    @endpoint(
        blueprint,
        "POST",
        "/tenants/<slug>/drills",
        access="backups.run",
        body=DrillBody,
        needs_body=False,
        answers=SubmittedSchema,
        takes_key=True,
        status=202,
    )
    def run_drill(body: dict[str, Any], slug: str) -> Any:
        """Starts restoring a backup for practice, the newest unless one is named; the help desk goes on."""
        backup_id = body.get("backup_id") or ""
        return submitted(*services.drills.submit(slug, current_actor(), backup_id, idempotency_key()))

    @endpoint(
        blueprint,
        "POST",
        "/tenants/<slug>/backups/offsite",
        access="backups.run",
        answers=SubmittedSchema,
        takes_key=True,
        status=202,
    )
    def copy_offsite(slug: str) -> Any:
        """Copies off site what is not there yet, and looks for all of it there."""
        return submitted(*services.offsite.submit_copy(slug, current_actor(), idempotency_key()))

    @endpoint(
        blueprint,
        "POST",
        "/tenants/<slug>/backups/retrieve",
        access="restores.run",
        answers=SubmittedSchema,
        takes_key=True,
        status=202,
    )
    def retrieve_backups(slug: str) -> Any:
        """Brings back from off site what is not here any more; nothing that is here is touched."""
        return submitted(*services.offsite.submit_retrieve(slug, current_actor(), idempotency_key()))

    @endpoint(
        blueprint,
        "POST",
        "/tenants/<slug>/restores",
        access="restores.run",
        body=RestoreBody,
        answers=SubmittedSchema,
        takes_key=True,
        status=202,
    )
    def restore(body: dict[str, Any], slug: str) -> Any:
        """Starts a restore into new volumes; `confirm` repeats the slug."""
        operation, is_new = services.backups.submit_restore(
            slug,
            body["backup_id"],
            body["confirm"],
            current_actor(),
            idempotency_key(),
            without_safety_backup=body["without_safety_backup"],
        )
        return submitted(operation, is_new)

    return blueprint
