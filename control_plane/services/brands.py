"""The tenants' brands, as operators set them from here; their own admins may change them later.

What was asked for is in the operation that applies it: its inputs hold the texts (nothing of a brand is
secret) and the digests of pictures, which are in a table of their own until a later operation replaces them.
"""

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from control_plane.actor import Actor
from control_plane.database import Sessions, reading
from control_plane.errors import InvalidInput, NotFound
from control_plane.models import BrandPicture, Operation, Tenant
from control_plane.operations.states import LIVE
from control_plane.services.brand_change import (
    PICTURES,
    TEXTS,
    BrandChange,
    brand_problems,
    content_type,
    tidy_change,
)
from control_plane.services.submission import Submission
from control_plane.services.tenants import find_tenant

KIND = "brand"


class Brands:
    """Name, login text, colour, logo and icon of tenants."""

    def __init__(self, sessions: Sessions, submission: Submission) -> None:
        self._sessions = sessions
        self._submission = submission

    def show(self, slug: str) -> dict[str, Any]:
        """What was last set from here and has reached the tenant, not what its admin made of it since.

        Raises NotFound.
        """
        with reading(self._sessions) as session:
            tenant = find_tenant(session, slug)
            chosen, last = _applied(session, tenant.id)
            shown = {name: chosen.get(name) for name in TEXTS}
            shown |= {name: _present_picture(session, tenant.id, chosen.get(name)) for name in PICTURES}
        changed_at, changed_by = last or (None, None)
        return {
            **shown,
            "changed_at": changed_at.isoformat() if changed_at else None,
            "changed_by": changed_by,
        }

    def picture(self, slug: str, name: str) -> tuple[bytes, str]:
        """The logo or favicon last set from here, and its type. Raises NotFound."""
        with reading(self._sessions) as session:
            tenant = find_tenant(session, slug)
            digest = applied_brand(session, tenant.id).get(name) if name in PICTURES else None
            picture = session.get(BrandPicture, (tenant.id, digest)) if digest else None
        if picture is None:
            raise NotFound("picture_not_found", "No such picture was set from here.")
        return picture.content, content_type(picture.content) or "application/octet-stream"

    def submit(
        self, slug: str, change: BrandChange, actor: Actor, key: str | None = None
    ) -> tuple[dict[str, Any], bool]:
        """Keeps the pictures and queues the change; returns the operation and whether it is new.

        Raises InvalidInput with `details.fields`, NotFound, Conflict.
        """
        if change.is_empty:
            raise InvalidInput("nothing_to_change", "Nothing to change: fill in what is to become different.")
        change = tidy_change(change)
        if problems := brand_problems(change):
            raise InvalidInput("invalid_brand", " ".join(problems.values()), fields=problems)
        pictures = {name: hashlib.sha256(each).hexdigest() for name, each in change.pictures.items()}
        inputs = {**change.texts, **pictures, **dict.fromkeys(sorted(change.resets))}

        def keep_pictures(session: Session, tenant: Tenant) -> None:
            _forget_pictures(session, tenant.id, inputs)
            for name, digest in pictures.items():
                content = change.pictures[name]
                session.merge(BrandPicture(tenant_id=tenant.id, digest=digest, content=content))

        return self._submission.submit(slug, KIND, inputs, actor, key, beside=keep_pictures)


def applied_brand(session: Session, tenant_id: str) -> dict[str, Any]:
    """What was last set from here, by field; pictures by their digest."""
    return _applied(session, tenant_id)[0]


def _applied(session: Session, tenant_id: str) -> tuple[dict[str, Any], tuple[datetime, str] | None]:
    """Every field as the last operation that succeeded with it set it; when the last was, and who asked."""
    query = select(Operation.inputs, Operation.finished_at, Operation.requested_by).where(
        Operation.tenant_id == tenant_id, Operation.kind == KIND, Operation.state == "succeeded"
    )
    chosen: dict[str, Any] = {}
    last = None
    for inputs, finished_at, requested_by in session.execute(query.order_by(Operation.created_at)):
        chosen |= inputs
        last = (finished_at, requested_by)
    return chosen, last


def _present_picture(session: Session, tenant_id: str, digest: str | None) -> dict[str, Any] | None:
    if digest is None:
        return None
    content = session.get_one(BrandPicture, (tenant_id, digest)).content
    return {"sha256": digest, "content_type": content_type(content), "bytes": len(content)}


def _forget_pictures(session: Session, tenant_id: str, inputs: dict[str, Any]) -> None:
    """Those that nothing names any more: a failed change cannot be resumed once there is a newer one."""
    coming = select(Operation.inputs).where(
        Operation.tenant_id == tenant_id, Operation.kind == KIND, Operation.state.in_(LIVE)
    )
    sources = (applied_brand(session, tenant_id), inputs, *session.scalars(coming))
    named = {chosen.get(name) for chosen in sources for name in PICTURES}
    forgotten = BrandPicture.digest.not_in([digest for digest in named if digest])
    session.execute(delete(BrandPicture).where(BrandPicture.tenant_id == tenant_id, forgotten))
