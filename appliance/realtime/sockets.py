"""The browsers' sockets: websocket only, our own pages only, signed-in people only.

Events reach them through Redis (see `events`): the worker emits and never holds a socket.
"""

import logging
from collections.abc import Mapping
from typing import Any

import structlog
from flask import Flask, request
from flask_socketio import SocketIO, emit, join_room
from redis import RedisError
from socketio import RedisManager
from sqlalchemy.exc import SQLAlchemyError

from appliance.accounts import presence
from appliance.accounts.access import authenticate_socket
from appliance.accounts.models import User
from appliance.accounts.sign_ins import holding
from appliance.context import Context
from appliance.conversations.models import Conversation
from appliance.realtime import looking, watching
from appliance.realtime.emitting import CHANNEL
from appliance.realtime.rooms import (
    room_of_sign_in,
    rooms_of_conversation,
    rooms_of_user,
    sequence_key,
)
from appliance.settings import RedisSettings

CHECK_SECONDS = 25
"""How often open sockets are checked against the accounts, and presence is renewed."""

log = structlog.get_logger()


class Sockets:
    """Who is connected to this process: socket id → (user id, sign-in id), and what they look at."""

    def __init__(self, context: Context, server: SocketIO) -> None:
        self._context = context
        self._server = server
        self._people: dict[str, tuple[int, int]] = {}
        self._users: dict[str, User] = {}
        """With the rights they came with: whoever is given others is disconnected."""
        self._looking: dict[str, int] = {}
        """The conversation each has open."""

    def connect(self, auth: Any = None) -> bool | None:
        """False refuses the connection."""
        signed_in = authenticate_socket(auth)
        if signed_in is None:
            return False
        user_id, sign_in_id = signed_in.user.id, signed_in.sign_in_id
        join_room(room_of_sign_in(sign_in_id))
        try:
            self._welcome(signed_in.user)
        except RedisError as error:  # nothing would reach them: better that the browser tries again
            log.warning("socket refused", reason=type(error).__name__)
            return False
        self._people[request.sid] = (user_id, sign_in_id)  # type: ignore[attr-defined]
        self._users[request.sid] = signed_in.user  # type: ignore[attr-defined]
        self._note_presence(user_id)
        return None

    def look(self, said: Any = None) -> None:
        """The browser says which conversation is open (null: none), and whether one writes there."""
        sid = request.sid  # type: ignore[attr-defined]
        user = self._users.get(sid)
        conversation_id = said.get("conversation_id") if isinstance(said, Mapping) else None
        if user is None or not (conversation_id is None or type(conversation_id) is int):
            return
        try:
            is_visible = isinstance(said, Mapping) and said.get("is_visible") is True
            watching.note(self._context.redis, user.id, sid, is_visible=is_visible)
            before = self._looking.pop(sid, None)
            if before is not None and before != conversation_id:
                self._look_away(user, before)
            if conversation_id is not None and (rooms := self._rooms_of(user, conversation_id)):
                self._looking[sid] = conversation_id
                looking.looks(
                    self._context.redis, conversation_id, user.id, is_typing=said.get("is_typing") is True
                )
                self._tell(conversation_id, rooms)
        except (RedisError, SQLAlchemyError) as error:  # it only informs
            log.info("not told who looks", reason=type(error).__name__)

    def _look_away(self, user: User, conversation_id: int) -> None:
        looking.looks_away(self._context.redis, conversation_id, user.id)
        self._tell(conversation_id, self._rooms_of(user, conversation_id))

    def _rooms_of(self, user: User, conversation_id: int) -> tuple[str, ...]:
        """Those of a conversation that `user` sees; none of any other."""
        with self._context.sessions() as session:
            conversation = session.get(Conversation, conversation_id)
            if conversation is None:
                return ()
            rooms = rooms_of_conversation(conversation)
        return rooms if not set(rooms).isdisjoint(rooms_of_user(user)) else ()

    def _tell(self, conversation_id: int, rooms: tuple[str, ...]) -> None:
        if rooms:
            payload = looking.told(self._context.redis, conversation_id)
            self._server.emit(looking.EVENT, payload, room=list(rooms))

    def _welcome(self, user: User) -> None:
        rooms = rooms_of_user(user)
        for room in rooms:
            join_room(room)
        # after joining: an event in between is sent twice to the browser rather than never
        emit("hello", {"rooms": [{"room": room, "seq": self._sequence(room)} for room in rooms]})

    def disconnect(self, *_reason: Any) -> None:
        self.look()
        self._users.pop(request.sid, None)  # type: ignore[attr-defined]
        person = self._people.pop(request.sid, None)  # type: ignore[attr-defined]
        if person and person[0] not in {user_id for user_id, _ in self._people.values()}:
            try:
                presence.gone(self._context.redis, person[0])
            except RedisError as error:
                log.info("presence not noted", reason=type(error).__name__)

    def watch(self) -> None:
        """For ever: ends the sockets of people whose sessions were ended; the others are present."""
        while True:
            self._server.sleep(CHECK_SECONDS)
            try:
                self.check()
            except SQLAlchemyError as error:
                log.warning("sockets not checked", reason=type(error).__name__)

    def check(self) -> None:
        """One round of `watch`."""
        with self._context.sessions() as session:
            valid = holding(session, {sign_in_id for _, sign_in_id in self._people.values()})
        for sid, person in list(self._people.items()):
            if person[1] in valid:
                self._note_presence(person[0])
            else:
                self._server.server.disconnect(sid, ignore_queue=True)

    def _sequence(self, room: str) -> int:
        return int(self._context.redis.get(sequence_key(room)) or 0)  # type: ignore[arg-type]

    def _note_presence(self, user_id: int) -> None:
        try:
            presence.seen(self._context.redis, user_id)
        except RedisError as error:
            log.info("presence not noted", reason=type(error).__name__)


def make_socketio(app: Flask, context: Context, *, async_mode: str = "gevent") -> SocketIO:
    """Adds `/socket.io` to `app`. Raises nothing when Redis is down: it connects again by itself."""
    server = SocketIO(
        app,
        async_mode=async_mode,
        transports=["websocket"],
        cors_allowed_origins=[context.settings.tenant.public_url],
        client_manager=_redis_manager(context.settings.redis),
        manage_session=False,
        async_handlers=False,  # what one browser says is heard in its order: "here", then "no longer"
        max_http_buffer_size=64 * 1024,
        logger=logging.getLogger(
            "socketio"
        ),  # ours: without one it adds its own handler, and every line twice
        engineio_logger=logging.getLogger("engineio"),
    )
    sockets = Sockets(context, server)
    server.on_event("connect", sockets.connect)
    server.on_event("disconnect", sockets.disconnect)
    server.on_event("look", sockets.look)
    server.start_background_task(sockets.watch)
    return server


class _Manager(RedisManager):  # type: ignore[misc]
    """Closing a room, here, ends its sockets (see `ending`): leaving it would not be enough."""

    def _handle_close_room(self, message: dict[str, Any]) -> None:
        room, namespace = message["room"], message["namespace"]
        for sid, _ in list(self.get_participants(namespace, room)):
            self.server.disconnect(sid, namespace=namespace, ignore_queue=True)


def _redis_manager(settings: RedisSettings) -> RedisManager:
    return _Manager(
        f"redis://{settings.host}:{settings.port}/0",
        channel=CHANNEL,
        redis_options={
            "username": settings.user,
            "password": settings.password,
            "socket_connect_timeout": 2,
            "health_check_interval": 30,
        },
    )
