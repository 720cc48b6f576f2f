"""Live notices: "operation X changed", through Redis pub/sub.

A notice is only a hint to read the database again, which alone is the truth. With Redis down nothing is
lost: watchers then look once a second by themselves.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.client import PubSub
from redis.exceptions import RedisError
from redis.retry import Retry

from control_plane.settings import Settings

_POLL_SECONDS = 1.0

log = structlog.get_logger(__name__)


class Waiter(Protocol):
    """Returns after a notice or after a moment; returning too early is harmless."""

    def __call__(self) -> None: ...


class Notices:
    """One platform's channel; `redis` None means that there is none (tests, Redis-less set-ups)."""

    def __init__(self, redis: "Redis | None", instance: str) -> None:
        self._redis = redis
        self._prefix = f"{instance}:operation:"

    def publish(self, operation_id: str) -> None:
        """Tells watchers; call it after the commit. Never raises for an absent Redis."""
        if self._redis is None:
            return
        try:
            self._redis.publish(self._prefix + operation_id, "changed")
        except RedisError as error:
            log.warning("notice not published", operation=operation_id, error=str(error))

    @contextmanager
    def waiter(self, operation_id: str) -> Iterator[Waiter]:
        """Subscribes first, so that a change between a read and the wait is not missed."""
        subscription = self._subscribe(operation_id)

        def wait() -> None:
            nonlocal subscription
            if subscription is not None:
                try:
                    subscription.get_message(timeout=_POLL_SECONDS)
                except RedisError:
                    subscription = None
                else:
                    return
            time.sleep(_POLL_SECONDS)

        try:
            yield wait
        finally:
            if subscription is not None:
                subscription.close()

    def _subscribe(self, operation_id: str) -> "PubSub | None":
        if self._redis is None:
            return None
        subscription: PubSub = self._redis.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
        try:
            subscription.subscribe(self._prefix + operation_id)  # type: ignore[no-untyped-call]
        except RedisError:
            subscription.close()
            return None
        return subscription

    def close(self) -> None:
        """Ends its connections."""
        if self._redis is not None:
            self._redis.close()

    def is_reachable(self) -> bool:
        """For the readiness page."""
        if self._redis is None:
            return False
        try:
            return bool(self._redis.ping())
        except RedisError:
            return False


def make_notices(settings: Settings) -> Notices:
    """Connects lazily, with short timeouts: a hint is not worth waiting for."""
    redis = Redis(
        host=settings.redis_host,
        port=settings.redis_port,
        username=settings.redis_user,
        password=settings.redis_password,
        socket_connect_timeout=1,
        socket_timeout=3,
        retry=Retry(NoBackoff(), 1),
    )
    return Notices(redis, settings.instance)
