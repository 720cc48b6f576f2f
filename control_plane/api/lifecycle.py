"""Suspending, archiving and deleting tenants over HTTP, and bringing them back."""

from typing import Any

from control_plane.access import current_actor
from control_plane.api.endpoint import area, endpoint, idempotency_key, submitted
from control_plane.api.schemas.lifecycle import (
    ArchivingBody,
    CertificateSchema,
    DeletionBody,
    PurgeBody,
    SuspensionBody,
)
from control_plane.api.schemas.operations import SubmittedSchema
from control_plane.services.container import Services
from control_plane.services.lifecycle import TakingDown

_STARTS: dict[str, Any] = {"answers": SubmittedSchema, "takes_key": True, "status": 202}


def make_blueprint(services: Services) -> Any:
    """Routes under /tenants/<slug>."""
    blueprint = area("lifecycle", "The ladder down from an active tenant, and back up")
    _install_closing(blueprint, services)
    _install_deleting(blueprint, services)
    return blueprint


def _install_closing(blueprint: Any, services: Services) -> None:
    @endpoint(
        blueprint,
        "POST",
        "/tenants/<slug>/suspensions",
        access="tenants.suspend",
        body=SuspensionBody,
        needs_body=False,
        **_STARTS,
    )
    def suspend_tenant(body: dict[str, Any], slug: str) -> Any:
        """Shows people a page, answers Meta with 503, backs up, and stops everything; data stays."""
        return submitted(
            *services.lifecycle.suspend(slug, body["reason"], current_actor(), idempotency_key())
        )

    @endpoint(blueprint, "POST", "/tenants/<slug>/resumptions", access="tenants.suspend", **_STARTS)
    def resume_tenant(slug: str) -> Any:
        """Brings a tenant back that is suspended, archived or waits for its deletion."""
        return submitted(*services.lifecycle.resume(slug, current_actor(), idempotency_key()))

    @endpoint(
        blueprint,
        "POST",
        "/tenants/<slug>/archivings",
        access="tenants.archive",
        body=ArchivingBody,
        needs_body=False,
        **_STARTS,
    )
    def archive_tenant(body: dict[str, Any], slug: str) -> Any:
        """Makes a final backup, restores it for practice, then removes the stack; data is kept for `days`."""
        wanted = TakingDown(**body)
        return submitted(*services.lifecycle.archive(slug, wanted, current_actor(), idempotency_key()))


def _install_deleting(blueprint: Any, services: Services) -> None:
    @endpoint(
        blueprint,
        "POST",
        "/tenants/<slug>/deletions",
        access="tenants.delete",
        body=DeletionBody,
        **_STARTS,
    )
    def delete_tenant(body: dict[str, Any], slug: str) -> Any:
        """Archives with a grace of `days`, at whose end everything goes; until then it can be resumed.

        With 0 days, which want `at_once`, it goes right after, and nothing can be brought back.
        """
        confirm = body.pop("confirm")
        wanted = TakingDown(**body)
        return submitted(
            *services.lifecycle.delete(slug, confirm, wanted, current_actor(), idempotency_key())
        )

    @endpoint(blueprint, "POST", "/tenants/<slug>/purges", access="tenants.delete", body=PurgeBody, **_STARTS)
    def purge_tenant(body: dict[str, Any], slug: str) -> Any:
        """Deletes for good what is archived or waits for its deletion, now. Cannot be taken back."""
        return submitted(*services.lifecycle.purge(slug, body["confirm"], current_actor(), idempotency_key()))

    @endpoint(
        blueprint,
        "GET",
        "/tenants/<slug>/certificate",
        access="tenants.read",
        answers=CertificateSchema,
        refuses=[409],
    )
    def show_certificate(slug: str) -> dict[str, Any]:
        """Of the deletion, as it was signed; 409 if it no longer is what was signed."""
        return services.lifecycle.certificate(slug)
