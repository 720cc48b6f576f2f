"""One row: what the client chose. Without it, or where it says nothing, the help desk looks as it comes."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from appliance.database import Base, utc_now


class Brand(Base):
    __tablename__ = "brand"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Always BRAND_ID."""
    name: Mapped[str | None] = mapped_column(String(60))
    """None: as the operator named the tenant."""
    login_text: Mapped[str | None] = mapped_column(String(300))
    """Below the name on the page where one signs in."""
    colour: Mapped[str | None] = mapped_column(String(7))
    """#rrggbb."""
    logo: Mapped[str | None] = mapped_column(String(32))
    """A folder of brand.pictures."""
    favicon: Mapped[str | None] = mapped_column(String(32))
    """The same; None: the logo."""
    changed_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)


BRAND_ID = 1
