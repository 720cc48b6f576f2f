"""What people and their browsers are shown, signed in or not."""

import hashlib
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from appliance.brand.models import BRAND_ID, Brand
from appliance.brand.palette import Palette, palettes
from appliance.context import Context
from appliance.settings import TenantSettings

log = structlog.get_logger()


@dataclass(frozen=True)
class Shown:
    name: str
    login_text: str | None = None
    colour: str | None = None
    logo: str | None = None
    favicon: str | None = None

    @property
    def icon(self) -> str | None:
        """Of tabs and home screens."""
        return self.favicon or self.logo

    @property
    def palettes(self) -> dict[str, Palette]:
        """By theme; empty where the help desk's own colours are shown."""
        return palettes(self.colour) if self.colour else {}

    @property
    def version(self) -> str:
        """Another one whenever the style sheet is."""
        return hashlib.sha256(repr(self.palettes).encode()).hexdigest()[:12]

    @property
    def stylesheet(self) -> str | None:
        """Its address; None where the help desk's own colours are shown."""
        return f"/brand.css?v={self.version}" if self.colour else None


def shown(session: Session, tenant: TenantSettings) -> Shown:
    """As the client set it."""
    row = session.get(Brand, BRAND_ID)
    if row is None:
        return Shown(tenant.name)
    return Shown(row.name or tenant.name, row.login_text, row.colour, row.logo, row.favicon)


def shown_now(context: Context) -> Shown:
    """The same outside a transaction; while the database does not answer, the help desk's own looks: a page
    that says so is better than none.
    """
    tenant = context.settings.tenant
    try:
        with context.sessions() as session:
            return shown(session, tenant)
    except SQLAlchemyError as error:
        log.warning("brand not read", reason=type(error).__name__)
        return Shown(tenant.name)


def picture_path(digest: str, name: str = "logo") -> str:
    """Where browsers and e-mail programs fetch a picture: `logo`, `192`, `512` or `maskable`."""
    return f"/brand/{digest}/{name}.png"
