"""A customer, and the names WhatsApp knows them by."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from appliance.database import Base, utc_now


class Contact(Base):
    __tablename__ = "contacts"

    id: Mapped[int] = mapped_column(primary_key=True)
    wa_id: Mapped[str | None] = mapped_column(String(32))
    """As Meta last gave it: what we send to. Absent for people known only by username."""
    bsuid: Mapped[str | None] = mapped_column(String(160))
    """Of whoever has that number, or of whoever wrote last without giving one: then there is no number."""
    address_said_at: Mapped[datetime | None]
    """When WhatsApp said these two: older news, coming later, change nothing. So with the next two names."""
    phone: Mapped[str | None] = mapped_column(String(20))
    """E.164 with the ninth digit, for people to read."""
    name: Mapped[str | None] = mapped_column(String(160))
    """Set by hand; wins over the profile name."""
    phonebook_name: Mapped[str | None] = mapped_column(String(160))
    """As the business's own phone has them in its address book (Meta: webhooks, smb_app_state_sync)."""
    phonebook_said_at: Mapped[datetime | None]
    """When the phone last said something about this name: older news, coming later, change nothing."""
    profile_name: Mapped[str | None] = mapped_column(String(160))
    profile_name_said_at: Mapped[datetime | None]
    username: Mapped[str | None] = mapped_column(String(80))
    username_said_at: Mapped[datetime | None]
    is_synthetic: Mapped[bool] = mapped_column(default=False, index=True)
    """The provisioning test's contact: hidden from the inbox, never answered by the AI."""
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    """Set while this contact is merged into another: it has no aliases and no conversations then."""
    marketing_stopped_at: Mapped[datetime | None]
    """The customer asked WhatsApp for no more marketing (Meta: webhooks, user_preferences)."""
    marketing_said_at: Mapped[datetime | None]
    """When they last said either: older news, coming later, change nothing."""
    email: Mapped[str | None] = mapped_column(String(254))
    notes: Mapped[str | None] = mapped_column(Text)
    """What attendants should know of them."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class ContactAlias(Base):
    """Each identifier belongs to one contact: the unique key settles races between first messages.

    kind: `bsuid`, `parent_bsuid` (of linked portfolios), `wa_id`, or `mobile_br` (55 + area code + last 8
    digits, alike with and without the ninth digit; never made for landlines). A username is none: people
    change theirs, and somebody else may take it.
    """

    __tablename__ = "contact_aliases"
    __table_args__ = (UniqueConstraint("kind", "value"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    value: Mapped[str] = mapped_column(String(160))


class ContactMerge(Base):
    """One contact taken into another, with what is needed to take them apart again."""

    __tablename__ = "contact_merges"

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    merged_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Who did it; None when WhatsApp showed that both are one."""
    moved: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What changed hands, and how things were before: see merging.Moved."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    undone_at: Mapped[datetime | None]


class ContactField(Base):
    """What the client wants to know of its customers. Archived, never removed: what was filled in stays."""

    __tablename__ = "contact_fields"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(40), unique=True)
    """In texts, {{campo.key}} stands for its value. Made of its first name, and never changed."""
    kind: Mapped[str] = mapped_column(String(12))
    """As in field_values.KINDS; never changed."""
    options: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    """Of a choice."""
    position: Mapped[int]
    archived_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class ContactValue(Base):
    __tablename__ = "contact_values"
    __table_args__ = (UniqueConstraint("contact_id", "field_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    field_id: Mapped[int] = mapped_column(ForeignKey("contact_fields.id"), index=True)
    value: Mapped[str] = mapped_column(String(500))
    """In one spelling for each kind (field_values.checked)."""
    changed_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)


class ConsentPurpose(Base):
    """What customers are asked to agree to (LGPD, art. 8 § 4: for one purpose each, never in general)."""

    __tablename__ = "consent_purposes"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str | None] = mapped_column(String(16), unique=True)
    """`service` and `marketing` come with the tenant and stay; NULL: the client's own."""
    name: Mapped[str] = mapped_column(String(60))
    text: Mapped[str | None] = mapped_column(Text)
    """What customers are shown or read when they are asked."""
    archived_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class Consent(Base):
    """One customer agreed to one purpose, or withdrew that. Rows are added, never changed: they are the proof
    that the client has to be able to give (LGPD, art. 8 § 2)."""

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_contact", "contact_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    purpose_id: Mapped[int] = mapped_column(ForeignKey("consent_purposes.id"), index=True)
    state: Mapped[str] = mapped_column(String(12))
    """given or withdrawn."""
    way: Mapped[str] = mapped_column(String(12))
    """As in consents.WAYS: how they said it."""
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id", ondelete="SET NULL"), index=True)
    """In which they said it."""
    text: Mapped[str | None] = mapped_column(Text)
    """What they were shown, as it was then."""
    note: Mapped[str | None] = mapped_column(String(500))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Who recorded it; NULL: WhatsApp told us."""
    said_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
