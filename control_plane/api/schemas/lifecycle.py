"""Tenants that are closed, kept and deleted."""

from marshmallow import fields, validate

from control_plane.api.describing import Answer, Body, Text, example, identifier, moment, text
from control_plane.api.schemas.common import SLUG
from control_plane.operations.lifecycles import MOST_DAYS
from control_plane.services.lifecycle import LONGEST_REASON


class SuspensionBody(Body):
    reason = text(maxLength=LONGEST_REASON, example="Fatura em aberto")


class ArchivingBody(SuspensionBody):
    days = fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        validate=validate.Range(min=0, max=MOST_DAYS),
        metadata={"description": "What is kept goes after so many; left out: as the platform is set"},
    )
    without_backup = fields.Boolean(
        load_default=False, metadata={"description": "Where none can be made: nothing is proven beforehand"}
    )
    at_once = fields.Boolean(
        load_default=False,
        metadata={
            "description": "Needed where `days` is 0: right after it everything goes, with no way back"
        },
    )


class DeletionBody(ArchivingBody):
    confirm = text(needed=True, description="The tenant's slug, again", **SLUG)


class PurgeBody(Body):
    confirm = Text(load_default="", metadata={"description": "The tenant's slug, again", **SLUG})


class CertificateTenantSchema(Answer):
    id = identifier()
    slug = example("acme")
    name = example("ACME Materiais")


class CertificateSchema(Answer):
    """Signed over its canonical JSON (keys sorted, no spaces) without the last three fields."""

    tenant = fields.Nested(CertificateTenantSchema)
    created_at = moment()
    deleted_at = moment()
    operation = identifier()
    requested_by = example("ana@operator.example")
    removed = fields.Dict(metadata={"description": "volumes, backups, addresses, keys, people"})
    absence = fields.Dict(metadata={"description": "When the engine was asked, and what it found: nothing"})
    algorithm = example("Ed25519")
    public_key = fields.String(metadata={"contentEncoding": "base64"})
    signature = fields.String(metadata={"contentEncoding": "base64"})
