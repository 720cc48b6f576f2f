"""The platform's tables."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import (
    DDL,
    JSON,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    event,
    false,
    true,
)
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship

import control_plane.alarm_models
import control_plane.domain_models
import control_plane.healing_models
import control_plane.health_models
import control_plane.signup_models
import control_plane.webhook_models  # noqa: F401 - their tables are the platform's too
from control_plane.audit_chain import TRIGGERS, create_trigger
from control_plane.database import Base, utc_now

LONGEST_PICTURE = 350_000
"""Bytes. In base64 it fits into a secret of the engine's: 500 KB (swarmkit, api/validation/secrets.go)."""


def _new_id() -> str:
    return str(uuid.uuid4())


def _own_run(context: DefaultExecutionContext) -> str:
    parameters: dict[str, Any] = context.get_current_parameters()  # type: ignore[no-untyped-call]
    return str(parameters["operation_id"])


class Tenant(Base):
    __tablename__ = "tenants"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=_new_id)
    slug: Mapped[str] = mapped_column(String(48), unique=True)
    """Of a tombstone whose slug another has taken: with a tilde and its id behind it."""
    name: Mapped[str] = mapped_column(String(120))
    lifecycle: Mapped[str] = mapped_column(String(16), default="creating")
    """One of operations/lifecycles.py; of one that is undone or long deleted the slug may be used again."""
    generation: Mapped[int] = mapped_column(default=1)
    """Of its volumes: a restore fills new ones and then moves on to them."""
    configuration: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What the stack is made of and holds no secret: database engine, locale, timezone, WhatsApp ids,
    FILA-IA address, first users' names and e-mails, image references, limits."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    closed_as: Mapped[str | None] = mapped_column(String(16))
    """suspended or archived: the edge shows a page that says so instead of the help desk. Desired: the
    reconciler makes the edge agree."""
    closed_at: Mapped[datetime | None]
    """Since then nobody has written anything; a backup from later is final."""
    purge_at: Mapped[datetime | None]
    """When what is kept of an archived or condemned tenant goes."""
    purged_at: Mapped[datetime | None]
    certificate: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """Of its deletion (services/certificates.py)."""

    hostnames: Mapped[list["Hostname"]] = relationship(back_populates="tenant", lazy="selectin")


class Hostname(Base):
    """An address of a tenant; unique over the platform. The edge serves what stands here as attached."""

    __tablename__ = "hostnames"

    name: Mapped[str] = mapped_column(String(253), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"), index=True)
    is_attached: Mapped[bool] = mapped_column(default=False)
    """Desired: the reconciler makes the edge agree."""

    tenant: Mapped[Tenant] = relationship(back_populates="hostnames")


class Credential(Base):
    """A secret sealed with AES-256-GCM under the platform key; tenant and name are authenticated with it."""

    __tablename__ = "credentials"
    __table_args__ = (UniqueConstraint("tenant_id", "name", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"), index=True)
    name: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(default=1)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    is_revealed: Mapped[bool] = mapped_column(default=False)
    """Initial passwords are shown once."""
    key_id: Mapped[str | None] = mapped_column(String(8))
    """Of the platform key that sealed it (platform_keys.py); None: sealed before keys had ids."""
    proven_at: Mapped[datetime | None]
    """When a rotation saw that the value before this one opens nothing any more."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class Operation(Base):
    __tablename__ = "operations"
    __table_args__ = (
        Index("ix_operations_state", "state", "lease_until"),
        Index("ix_operations_queue", "tenant_id", "state", "created_at"),
        Index("ix_operations_history", "created_at", "id"),
        Index("ix_operations_kind", "kind", "created_at"),
        Index("ix_operations_newest", "tenant_id", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=_new_id)
    kind: Mapped[str] = mapped_column(String(32))
    """One of operations/catalog.py."""
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"), index=True)
    idempotency_key: Mapped[str | None] = mapped_column(String(128), unique=True)
    request_digest: Mapped[str | None] = mapped_column(String(64))
    """Keyed digest of the request that carried the key: the same key with another body is a mistake."""
    inputs: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Frozen at submission; secrets are in `credentials`, never here."""
    results: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What steps found out and later steps need (snapshot ids, digests)."""
    state: Mapped[str] = mapped_column(String(16), default="queued")
    """queued, running, waiting (until retry_at); succeeded, failed, canceled, undone."""
    requested_by: Mapped[str] = mapped_column(String(254))
    error_code: Mapped[str | None] = mapped_column(String(64))
    error_message: Mapped[str | None] = mapped_column(Text)
    next_action: Mapped[str | None] = mapped_column(Text)
    is_undoing: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Abandoned: the runner walks the steps backwards and takes their effects back."""
    canceled_by: Mapped[str | None] = mapped_column(String(254))
    """Asked for it to stop, which the runner does before the next step."""
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None]
    lease_holder: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None]
    fence: Mapped[int] = mapped_column(default=0)
    """Raised at each take-over; whoever holds an older number may not write any more."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    resumed_at: Mapped[datetime | None]
    """When somebody last queued it again."""
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    steps: Mapped[list["OperationStep"]] = relationship(order_by="OperationStep.position", lazy="selectin")
    tenant: Mapped[Tenant] = relationship(lazy="joined")


class OperationStep(Base):
    __tablename__ = "operation_steps"
    __table_args__ = (UniqueConstraint("operation_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    operation_id: Mapped[str] = mapped_column(ForeignKey("operations.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(48))
    state: Mapped[str] = mapped_column(String(12), default="pending")
    """pending, running, done, skipped, failed; undone: taken back, and the times are those of its undoing."""
    percent: Mapped[int] = mapped_column(default=0)
    message: Mapped[str] = mapped_column(Text, default="")
    """The last line of progress, masked."""
    output: Mapped[str] = mapped_column(Text, default="")
    """The last lines of what it ran, masked."""
    attempts: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class TenantLock(Base):
    """One change of a tenant at a time: who, since when, and why. Its operation's from first claim to end."""

    __tablename__ = "tenant_locks"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    operation_id: Mapped[str] = mapped_column(ForeignKey("operations.id"))
    holder: Mapped[str] = mapped_column(String(254))
    reason: Mapped[str] = mapped_column(String(120))
    since: Mapped[datetime] = mapped_column(default=utc_now)


class Backup(Base):
    """A restore point, written down once it was found again in the repository. It goes when it is neither
    there nor off site any more, unless it is the tenant's newest proof (operations/steps/kept_backups.py)."""

    __tablename__ = "backups"
    __table_args__ = (
        Index("ix_backups_newest", "tenant_id", "created_at"),
        Index("ix_backups_proven", "tenant_id", "proven_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=_new_id)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"), index=True)
    operation_id: Mapped[str] = mapped_column(ForeignKey("operations.id"), index=True)
    run_id: Mapped[str] = mapped_column(String(36), unique=True, default=_own_run)
    """By which the repositories know it: its operation's id, or another where that makes more than one."""
    trigger: Mapped[str] = mapped_column(String(16))
    """create, manual, nightly, safety, final; retrieved: known from its off-site copy alone."""
    database_snapshot: Mapped[str] = mapped_column(String(64))
    media_snapshot: Mapped[str] = mapped_column(String(64))
    manifest: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Server and client versions, schema revision, rows per table, bytes, durations in seconds."""
    bytes: Mapped[int]
    is_here: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether the tenant's repository holds it; a restore reads nothing else."""
    offsite_at: Mapped[datetime | None]
    """Since when it has been found off site too; None: it is not there, or there no more."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    proven_at: Mapped[datetime | None]
    """When it was last restored, for practice or for good, and held against what it was made with."""
    proof: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What that showed: operation, seconds, tables, rows."""


class BrandPicture(Base):
    """A logo or icon as an operator gave it; the operation that applies it names it by its digest."""

    __tablename__ = "brand_pictures"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of `content`."""
    content: Mapped[bytes] = mapped_column(LargeBinary(LONGEST_PICTURE))


class Operator(Base):
    __tablename__ = "operators"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    """None until the invitation is accepted."""
    role: Mapped[str] = mapped_column(String(16))
    """owner, operator, support, viewer: what each may do stands in roles.py."""
    locale: Mapped[str | None] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    signed_in_at: Mapped[datetime | None]
    """Last."""
    disabled_at: Mapped[datetime | None]
    alarm_mail: Mapped[str | None] = mapped_column(String(8))
    """Which alarms they are mailed: none, critical, all; None: as their role has it
    (services/alarm_choices.py)."""
    alarm_mailed_at: Mapped[datetime | None]
    """Last."""


class OperatorFactor(Base):
    """An operator's authenticator app."""

    __tablename__ = "operator_factors"

    operator_id: Mapped[int] = mapped_column(ForeignKey("operators.id"), primary_key=True)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The secret that counts, with AES-256-GCM under a key made of the platform key."""
    waiting: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Sealed alike: a new secret, until a code of it is confirmed."""
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int]
    """Of the last code that was taken: none counts twice (RFC 6238, 5.2)."""
    recovery_salt: Mapped[str | None] = mapped_column(String(32))


class OperatorRecoveryCode(Base):
    """Lets in once for whoever lost the app; the row goes when it is used."""

    __tablename__ = "operator_recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operators.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    """Argon2id, all of an operator's under one salt."""


class OperatorInvitation(Base):
    """The one link by which an operator may choose a password; the row goes when it is used."""

    __tablename__ = "operator_invitations"

    operator_id: Mapped[int] = mapped_column(ForeignKey("operators.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256; the link itself is shown once."""
    expires_at: Mapped[datetime]


class OperatorSession(Base):
    """A browser in which an operator has signed in; the row goes when the session ends."""

    __tablename__ = "operator_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operators.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the random id that the cookie holds."""
    remote_address: Mapped[str | None] = mapped_column(String(64))
    user_agent: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    seen_at: Mapped[datetime] = mapped_column(default=utc_now)
    """Of the last use, to the minute."""


class ApiToken(Base):
    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operators.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    scope: Mapped[str] = mapped_column(String(16))
    """read, or a role: the token holds what this and its owner's role have in common."""
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256; the token itself is shown once."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class SupportAccess(Base):
    """An operator was let into a tenant's help desk, for a reason and for a while.

    Whether its admins ended it before its time only the help desk knows; what is ended from here, the runner
    brings there (support_endings.py).
    """

    __tablename__ = "support_accesses"
    __table_args__ = (
        Index("ix_support_accesses_tenant", "tenant_id", "created_at"),
        Index("ix_support_accesses_ending", "ended_at", "end_asked_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=_new_id)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"))
    operator: Mapped[str] = mapped_column(String(254))
    """Their e-mail, by which the help desk names them too."""
    reason: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    until: Mapped[datetime]
    end_asked_at: Mapped[datetime | None]
    end_asked_by: Mapped[str | None] = mapped_column(String(254))
    end_problem: Mapped[str | None] = mapped_column(String(32))
    """Why the help desk has not ended it yet: unreachable, refused, too_old."""
    ended_at: Mapped[datetime | None]
    """As the help desk says; None: by its time, or not that anybody here knows."""


class AuditEntry(Base):
    """Who did what to which tenant, from where. Only ever added to, by services.audit: see audit_chain."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_action", "action", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utc_now)
    actor: Mapped[str] = mapped_column(String(254))
    action: Mapped[str] = mapped_column(String(64))
    tenant_id: Mapped[str | None] = mapped_column(String(36), index=True)
    remote_address: Mapped[str | None] = mapped_column(String(64))
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    hash: Mapped[str] = mapped_column(String(64))
    """HMAC-SHA256 over the hash before it and the rest of the row."""


for _trigger in TRIGGERS:
    _statement = DDL(create_trigger(_trigger))  # type: ignore[no-untyped-call]
    event.listen(AuditEntry.__table__, "after_create", _statement.execute_if(dialect="sqlite"))


class AuditHead(Base):
    """Where the trail ends: one row."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int]
    last_id: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))
    """HMAC-SHA256 over the rest."""


class Alarm(Base):
    """Something that is, or was, wrong: raised once, and cleared when it is over (services/alarms.py)."""

    __tablename__ = "alarms"
    __table_args__ = (
        Index("ix_alarms_open", "cleared_at", "tenant_id", "code"),
        Index("ix_alarms_tenant", "tenant_id", "raised_at"),
        Index("ix_alarms_unacknowledged", "cleared_at", "acknowledged_at", "severity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(48))
    """One of alarms/codes/*.json."""
    tenant_id: Mapped[str | None] = mapped_column(ForeignKey("tenants.id"))
    """None: the platform's own."""
    subject: Mapped[str] = mapped_column(String(253), default="")
    """Which of several of the tenant: a hostname, a kind of operation."""
    severity: Mapped[str] = mapped_column(String(8))
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """For the places in its texts; no secret, nobody's data.
    A text in several languages: language → text."""
    raised_at: Mapped[datetime] = mapped_column(default=utc_now)
    seen_at: Mapped[datetime] = mapped_column(default=utc_now)
    """When it was last found to be so."""
    cleared_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    """Since then somebody is on it."""
    acknowledged_by: Mapped[str | None] = mapped_column(String(254))
    """An operator's e-mail."""
    acknowledged_as: Mapped[str | None] = mapped_column(String(8))
    """How grave it was then: what becomes graver is nobody's again."""
    note: Mapped[str | None] = mapped_column(String(300))
    """What they said about it."""

    tenant: Mapped[Tenant | None] = relationship(lazy="joined")


class Mail(Base):
    """An e-mail of the platform's that waits for the mail server, or what is left of one that it took."""

    __tablename__ = "mails"
    __table_args__ = (Index("ix_mails_due", "done_at", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(128), unique=True)
    """What it is about: asked for again, it is the same e-mail."""
    tenant_id: Mapped[str | None] = mapped_column(ForeignKey("tenants.id"), index=True)
    recipient: Mapped[str] = mapped_column(String(254))
    """This, subject and body are emptied once it is done."""
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    due_at: Mapped[datetime] = mapped_column(default=utc_now)
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None] = mapped_column(String(24))
    """Why the last attempt failed: the reasons of foundation.smtp."""
    done_at: Mapped[datetime | None]
    """Taken, or given up (then there is a problem)."""


class PlatformSecret(Base):
    """What the platform itself must read again, sealed under the platform key."""

    __tablename__ = "platform_secrets"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    """root (services/platform_root.py)."""
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class PlatformFact(Base):
    """What the runner last saw, for web and API, which cannot ask Docker: engine, capacity, inventory."""

    __tablename__ = "platform_facts"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    """capacity, inventory, edge."""
    value: Mapped[dict[str, Any]] = mapped_column(JSON)
    seen_at: Mapped[datetime] = mapped_column(default=utc_now)
