"""The key pair by which push services know this client: made once, when the first browser asks for it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from appliance.accounts.sealing import seal, unseal
from appliance.context import Context
from appliance.database import run_transaction
from appliance.push import base64url
from appliance.push.models import PushBrowser, PushIdentity

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

THE_ONE: Final = 1
NOBODY: Final = 0
"""It is sealed as nobody's: no person has this id."""
SCALAR_OCTETS: Final = 32


@dataclass(frozen=True)
class Identity:
    """As it is in the database, opened."""

    public_key: str
    private_key: bytes

    def signing_key(self) -> "EllipticCurvePrivateKey":
        """For push.vapid."""
        from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - 5 MB, seldom needed

        return ec.derive_private_key(int.from_bytes(self.private_key, "big"), ec.SECP256R1())


def public_key(context: Context) -> str:
    """What browsers subscribe for; made now, if there is none.

    One that no longer opens (a new session key) is replaced, and the browsers that subscribed for it are
    forgotten: their push services would refuse us. They subscribe anew when they next open the inbox.
    """
    key = context.settings.session_key

    def work(session: Session) -> str:
        row = session.get(PushIdentity, THE_ONE, with_for_update=True)
        if row is not None and unseal(key, NOBODY, row.private_key) is not None:
            return row.public_key
        public, private = _new_pair()
        if row is None:
            row = PushIdentity(id=THE_ONE)
            session.add(row)
        row.public_key, row.private_key = public, seal(key, NOBODY, private)
        session.execute(delete(PushBrowser))
        return public

    return run_transaction(context.sessions, work)


def identity_of(session: Session, session_key: str) -> Identity | None:
    """None when there is none yet, or it no longer opens."""
    row = session.get(PushIdentity, THE_ONE)
    private = unseal(session_key, NOBODY, row.private_key) if row is not None else None
    return Identity(row.public_key, private) if row is not None and private is not None else None


def _new_pair() -> tuple[str, bytes]:
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    from appliance.push.encryption import CURVE, point_of  # noqa: PLC0415

    key = ec.generate_private_key(CURVE)
    scalar = key.private_numbers().private_value.to_bytes(SCALAR_OCTETS, "big")
    return base64url.encode(point_of(key)), scalar
