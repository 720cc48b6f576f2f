"""The operator's brand, set inside the tenant by a job, from secrets that exist only while it runs."""

import base64
import json
from typing import Any

from control_plane.adapters.jobs import Mount
from control_plane.adapters.secrets import Secret
from control_plane.database import transaction
from control_plane.errors import StepFailed
from control_plane.models import BrandPicture
from control_plane.operations.step import StepContext
from control_plane.operations.steps.appliance_job import appliance_job
from control_plane.operations.steps.prepare_database import database_subjects
from control_plane.operations.steps.proof import is_proven, prove
from control_plane.operations.steps.run_job import run_job
from control_plane.operations.steps.tenant import TenantFacts, load_tenant
from control_plane.services.brand_change import PICTURES

_BRAND, _FAVICON = "brand", "brand_favicon"
"""One secret of the engine's holds a picture and the texts, but not two pictures."""
ANOTHER_CHANGE = "Change the brand again, with something else in its place."
_WRONG_INPUT = frozenset({"bad_brand", "empty_file", "svg_not_taken", "unsupported_type", "unreadable_image"})
"""What only another change puts right (appliance/brand/from_platform.py)."""


class ApplyBrand:
    name = "apply_brand"
    deadline_seconds = 240

    def check(self, context: StepContext) -> bool:
        tenant = load_tenant(context)
        if not is_proven(context, self.name, *_subjects(context, tenant)):
            return False
        return not any(
            context.adapters.secrets.find(tenant.names, name, value)
            for name, value in _documents(context).items()
        )

    def apply(self, context: StepContext) -> None:
        tenant = load_tenant(context)
        secrets: list[Secret] = []
        try:
            for name, value in _documents(context).items():
                secrets.append(context.adapters.secrets.ensure(tenant.names, name, value))
            _run(context, tenant, secrets)
        finally:
            context.adapters.secrets.remove(secrets)
        prove(context, self.name, *_subjects(context, tenant))


def _run(context: StepContext, tenant: TenantFacts, secrets: list[Secret]) -> None:
    job = appliance_job(
        context,
        tenant,
        "set-brand",
        secrets=["database_app_password"],
        environment={f"{secret.name.upper()}_FILE": f"/run/secrets/{secret.name}" for secret in secrets},
        extra_secrets=secrets,
        mounts=[Mount(tenant.names.media_volume, "/media")],
        timeout_seconds=180,
    )
    try:
        run_job(context, job, "Setting the brand")
    except StepFailed as error:
        if error.code in _WRONG_INPUT:
            error.details["next_action"] = ANOTHER_CHANGE
        raise


def _subjects(context: StepContext, tenant: TenantFacts) -> list[str]:
    """A later operation is another change, even to the same; what was set is in this database."""
    return [context.operation_id, *database_subjects(context, tenant)]


def _documents(context: StepContext) -> dict[str, str]:
    """By the name of the secret: what `set-brand` is to read. Raises StepFailed."""
    brand: dict[str, Any] = dict(context.inputs)
    for name in PICTURES:
        if brand.get(name):
            brand[name] = _picture(context, brand[name])
    documents = {_BRAND: brand}
    if brand.get("favicon"):
        documents[_FAVICON] = {"favicon": brand.pop("favicon")}
    return {name: json.dumps(document) for name, document in documents.items()}


def _picture(context: StepContext, digest: str) -> str:
    with transaction(context.sessions) as session:
        picture = session.get(BrandPicture, (context.tenant_id, digest))
    if picture is None:
        raise StepFailed("picture_missing", "The picture is gone from the platform database.")
    return base64.b64encode(picture.content).decode()
