"""People of the client who sign in, what they may, their sign-ins and refresh tokens."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from appliance.database import Base, utc_now

ADMIN = "admin"
"""The role that holds every permission, whatever its row says: nobody can lock the client out."""


class Role(Base):
    """A named set of permissions. Three come with a tenant; its admin changes them or adds others."""

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
    """Lower case."""
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(ForeignKey("roles.key"))
    locale: Mapped[str | None] = mapped_column(String(8))
    is_active: Mapped[bool] = mapped_column(default=True)
    session_version: Mapped[int] = mapped_column(default=1)
    """Raised to end every session and token of this person at once."""
    last_seen_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    granted: Mapped[Role] = relationship(lazy="raise", viewonly=True)
    """The role's row. This and `memberships` are there for whoever acts (accounts.people): nobody else's
    rights are ever asked for."""
    memberships: Mapped[list["QueueMember"]] = relationship(lazy="raise", viewonly=True)

    def may(self, permission: str) -> bool:
        """Whether this person's role holds `permission`."""
        return self.role == ADMIN or permission in self.granted.permissions

    @property
    def queue_ids(self) -> frozenset[int]:
        """The queues this person works in."""
        return frozenset(row.queue_id for row in self.memberships)


class QueueMember(Base):
    """Who works in which queue."""

    __tablename__ = "queue_members"

    queue_id: Mapped[int] = mapped_column(ForeignKey("queues.id", ondelete="CASCADE"), primary_key=True)
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
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    seen_at: Mapped[datetime] = mapped_column(default=utc_now)
    """Last use of the cookie, to the minute: the idle limit counts from here."""
    expires_at: Mapped[datetime]
    """The absolute limit, however busy."""
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
