"""Closing the sockets of people whose sign-in has just ended. Called after commit.

Without Redis they stay open until the next round of `Sockets.watch`.
"""

import structlog
from redis import RedisError

from appliance.context import Context
from appliance.realtime.emitting import Emitter
from appliance.realtime.rooms import room_of_person, room_of_sign_in

log = structlog.get_logger()


def close_sign_in(context: Context, sign_in_id: int) -> None:
    """Ends the sockets of this sign-in, in whichever process they are."""
    _close(context, room_of_sign_in(sign_in_id))


def close_person(context: Context, user_id: int) -> None:
    """Ends every socket of this person."""
    _close(context, room_of_person(user_id))


def _close(context: Context, room: str) -> None:
    try:
        Emitter(context).close_room(room)
    except RedisError as error:
        log.warning("sockets not closed at once", reason=type(error).__name__)
