"""the audit trail is chained and only added to; what was recorded before is chained as it stands

Revision ID: 0006
Revises: 0005
"""

from datetime import UTC
from typing import Any

import sqlalchemy as sa
from alembic import context, op

from control_plane.audit_chain import TRIGGERS, Chain, Head, create_trigger
from control_plane.errors import ControlPlaneError

revision = "0006"
down_revision = "0005"

_AT_ONCE = 1000
_audit = sa.table(
    "audit",
    sa.column("id", sa.Integer),
    sa.column("at", sa.DateTime),
    sa.column("actor", sa.String),
    sa.column("action", sa.String),
    sa.column("tenant_id", sa.String),
    sa.column("remote_address", sa.String),
    sa.column("details", sa.JSON),
    sa.column("hash", sa.String),
)


def upgrade() -> None:
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("audit") as batch:
        batch.add_column(sa.Column("hash", sa.String(length=64), nullable=True))
    _chain_what_there_is(op.get_bind())
    with op.batch_alter_table("audit") as batch:
        batch.alter_column("hash", existing_type=sa.String(length=64), nullable=False)
    if op.get_bind().dialect.name == "sqlite":
        for name in TRIGGERS:
            op.execute(create_trigger(name))


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
    with op.batch_alter_table("audit") as batch:
        batch.drop_column("hash")
    op.drop_table("audit_head")


def _chain_what_there_is(connection: sa.Connection) -> None:
    head, chain = Head(), None
    while rows := _rows_after(connection, head.last_id):
        chain = chain or _chain()
        hashes = []
        for row in rows:
            entry = {**row, "at": row["at"].replace(tzinfo=UTC)}
            head = Head(head.count + 1, row["id"], chain.link(head.hash, entry))
            hashes.append({"row_id": row["id"], "row_hash": head.hash})
        connection.execute(
            _audit.update()
            .where(_audit.c.id == sa.bindparam("row_id"))
            .values(hash=sa.bindparam("row_hash")),
            hashes,
        )
    if chain is not None:
        values = (1, head.count, head.last_id, head.hash, chain.seal_head(head))
        names = ("id", "count", "last_id", "hash", "seal")
        table = sa.table("audit_head", *(sa.column(name) for name in names))
        connection.execute(table.insert().values(dict(zip(names, values, strict=True))))


def _chain() -> Chain:
    platform_key = context.config.attributes.get("platform_key")
    if platform_key is None:
        raise ControlPlaneError(
            "no_platform_key", "The audit trail is chained under the platform key: give it."
        )
    return Chain(platform_key)


def _rows_after(connection: sa.Connection, last_id: int) -> list[dict[str, Any]]:
    query = sa.select(_audit).where(_audit.c.id > last_id).order_by(_audit.c.id).limit(_AT_ONCE)
    return [dict(row) for row in connection.execute(query).mappings()]
