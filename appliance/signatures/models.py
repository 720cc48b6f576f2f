"""How a person signs."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from appliance.database import Base


class Signature(Base):
    __tablename__ = "signatures"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    is_on: Mapped[bool] = mapped_column(default=False)
    """Counts where the client leaves it to each."""
    name: Mapped[str | None] = mapped_column(String(60))
    """What customers read; None: the person's own name."""
