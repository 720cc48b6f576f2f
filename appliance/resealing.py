"""A new session key: people's second factors and the key pair of the notices go on under it."""

from sqlalchemy import select

from appliance.accounts.models import SecondFactor
from appliance.accounts.sealing import resealed, unseal
from appliance.database import Sessions, transaction
from appliance.push.identity import NOBODY, THE_ONE
from appliance.push.models import PushIdentity


def reseal(sessions: Sessions, session_key: str) -> dict[str, int]:
    """{"resealed", "unreadable"}. `session_key`: every value that opens something, the new one first.

    Run again it changes nothing. One row at a time is locked, so that nobody's sign-in waits.
    """
    with transaction(sessions) as session:
        people = session.scalars(select(SecondFactor.user_id).order_by(SecondFactor.user_id)).all()
    counts = {"resealed": 0, "unreadable": 0}
    for user_id in people:
        with transaction(sessions) as session:
            factor = session.get(SecondFactor, user_id, with_for_update=True)
            if factor is not None:
                factor.secret = _kept(session_key, user_id, factor.secret, counts)
    with transaction(sessions) as session:
        identity = session.get(PushIdentity, THE_ONE, with_for_update=True)
        if identity is not None:
            identity.private_key = _kept(session_key, NOBODY, identity.private_key, counts)
    return counts


def _kept(session_key: str, user_id: int, sealed: str, counts: dict[str, int]) -> str:
    if (new := resealed(session_key, user_id, sealed)) is not None:
        counts["resealed"] += 1
        return new
    counts["unreadable"] += unseal(session_key, user_id, sealed) is None
    return sealed
