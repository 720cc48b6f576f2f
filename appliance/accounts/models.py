"""People of the client who sign in, what they may, their sign-ins and refresh tokens."""

from datetime import datetime
from typing import cast

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from appliance.accounts.permissions import SUPPORT, SUPPORT_NEVER
from appliance.database import Base, utc_now
from appliance.queues.models import Queue
from appliance.support.models import SupportAccess

ADMIN = "admin"
"""The role that holds every permission, whatever its row says: nobody can lock the client out."""
SUPPORT_PREFIX = "suporte:"
"""Before the e-mail of the platform's operators, so that one who works for the client too is two people."""


class Role(Base):
    """A named set of permissions. Four come with a tenant; its admin changes them or adds others."""

    __tablename__ = "roles"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str | None] = mapped_column(String(60))
    """NULL for those that came with the tenant: the interface names them in the reader's language."""
    permissions: Mapped[list[str]] = mapped_column(JSON)
    """Names of accounts.permissions; one that no longer exists grants nothing."""
    is_builtin: Mapped[bool] = mapped_column(default=False)
    requires_two_factor: Mapped[bool] = mapped_column(default=False)
    """Whether its people must set up a second factor before they go on."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    """Lower case. Of the platform's support: no address, since nothing is ever sent there."""
    password_hash: Mapped[str | None] = mapped_column(String(200))
    """NULL: invited, and has chosen none yet. Nobody signs in without one."""
    role: Mapped[str] = mapped_column(ForeignKey("roles.key"))
    locale: Mapped[str | None] = mapped_column(String(8))
    is_active: Mapped[bool] = mapped_column(default=True)
    session_version: Mapped[int] = mapped_column(default=1)
    """Raised to end every session and token of this person at once."""
    second_factor_at: Mapped[datetime | None]
    """Since when signing in asks for a second factor; NULL: it does not."""
    availability: Mapped[str] = mapped_column(String(8), default="online")
    """online, away or paused, as they say themselves (routing.availability)."""
    pause_reason: Mapped[str | None] = mapped_column(String(60))
    availability_since: Mapped[datetime | None]
    capacity: Mapped[int | None]
    """How many conversations they are given at most; NULL: as many as come."""
    last_seen_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    granted: Mapped[Role] = relationship(lazy="raise", viewonly=True)
    """The role's row. This and `memberships` are there for whoever acts (accounts.people): nobody else's
    rights are ever asked for."""
    memberships: Mapped[list["QueueMember"]] = relationship(lazy="raise", viewonly=True)

    limited_to = cast("frozenset[str] | None", None)
    """What the API token by which they act now holds; None: a sign-in, which holds all of theirs."""

    def may(self, permission: str) -> bool:
        """Whether this person's role, and the token by which they act, hold `permission`."""
        if self.limited_to is not None and permission not in self.limited_to:
            return False
        if self.is_support and permission in SUPPORT_NEVER:
            return False
        return self.role == ADMIN or permission in self.granted.permissions

    @property
    def is_support(self) -> bool:
        """Whether this is no person of the client's, but an operator of the platform (`support`)."""
        return self.role == SUPPORT

    @property
    def must_set_up_second_factor(self) -> bool:
        """Whether their role asks for a second factor that they lack. The support has one at the platform."""
        return self.granted.requires_two_factor and self.second_factor_at is None and not self.is_support

    @property
    def queue_ids(self) -> frozenset[int]:
        """The queues this person works in."""
        return frozenset(row.queue_id for row in self.memberships)


class QueueMember(Base):
    """Who works in which queue."""

    __tablename__ = "queue_members"

    queue_id: Mapped[int] = mapped_column(ForeignKey(Queue.id, ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class SignIn(Base):
    """One login: the browser's cookie, the access tokens and the refresh tokens that came of it.

    It is the family of its refresh tokens: revoking the row ends all of them at once.
    """

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    session_version: Mapped[int]
    """The person's at login; another number now means signed out."""
    cookie_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the cookie's value, hexadecimal."""
    is_remembered: Mapped[bool] = mapped_column(default=False)
    address: Mapped[str | None] = mapped_column(String(45))
    agent: Mapped[str | None] = mapped_column(String(200))
    """The browser or program, as it named itself."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    seen_at: Mapped[datetime] = mapped_column(default=utc_now)
    """Last use of the cookie, to the minute: the idle limit counts from here."""
    expires_at: Mapped[datetime]
    """The absolute limit, however busy."""
    support_access_id: Mapped[int | None] = mapped_column(ForeignKey(SupportAccess.id), index=True)
    """Of an operator of the platform: the access that it is, and ends with."""
    revoked_at: Mapped[datetime | None]


class RefreshToken(Base):
    """Seven days, used once; only the SHA-256 of the token is stored."""

    __tablename__ = "refresh_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    sign_in_id: Mapped[int] = mapped_column(ForeignKey("sign_ins.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    """Set by its one use; a second use means that somebody copied it."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class SignInAttempt(Base):
    """One attempt to sign in, whatever came of it: the access log that Marco Civil, art. 15, asks for."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index("ix_sign_in_attempts_user", "user_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    """NULL: nobody has the e-mail that was tried. It is not kept: people type passwords there."""
    at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    outcome: Mapped[str] = mapped_column(String(24))
    """accounts.history names them."""
    address: Mapped[str | None] = mapped_column(String(45))
    agent: Mapped[str | None] = mapped_column(String(200))


class AccountLink(Base):
    """A link sent by e-mail: an invitation, or one to choose a new password. Good once."""

    __tablename__ = "account_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(String(16))
    """invitation or password_reset."""
    nonce: Mapped[str] = mapped_column(String(32))
    """Random: with the session key it makes the token (accounts.links)."""
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the token, hexadecimal."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    """When it was followed, or replaced, or taken back."""


class SecondFactor(Base):
    """A person's authenticator app. Counts from `users.second_factor_at` on."""

    __tablename__ = "second_factors"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    secret: Mapped[str] = mapped_column(String(160))
    """Sealed (accounts.sealing)."""
    last_step: Mapped[int] = mapped_column(default=0)
    """The 30-second step of the last code taken: none is good twice."""
    recovery_salt: Mapped[str | None] = mapped_column(String(32))
    """Hexadecimal. One for the ten codes, so that checking one costs one hash."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class RecoveryCode(Base):
    """Lets in once without the app."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    """argon2id, hexadecimal."""
    used_at: Mapped[datetime | None]


class ApiToken(Base):
    """Lets a program do, as somebody, a part of what they may."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256, hexadecimal."""
    permissions: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    """To the minute."""
    last_address: Mapped[str | None] = mapped_column(String(45))
    revoked_at: Mapped[datetime | None]
