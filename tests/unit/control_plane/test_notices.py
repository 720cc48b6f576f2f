import time
from unittest.mock import create_autospec

import pytest
from redis import Redis
from redis.client import PubSub
from redis.exceptions import ConnectionError as RedisGone

from control_plane import notices as notices_module
from control_plane.notices import Notices, make_notices


@pytest.fixture(autouse=True)
def short_poll(monkeypatch):
    monkeypatch.setattr(notices_module, "_POLL_SECONDS", 0.01)


@pytest.fixture
def redis():
    redis = create_autospec(Redis, instance=True)
    redis.pubsub.return_value = create_autospec(PubSub, instance=True)
    return redis


def test_publishes_on_the_operations_channel(redis):
    Notices(redis, "guiche").publish("x")
    redis.publish.assert_called_once_with("guiche:operation:x", "changed")


def test_a_missing_redis_is_no_error(redis):
    redis.publish.side_effect = RedisGone("gone")
    redis.ping.side_effect = RedisGone("gone")
    notices = Notices(redis, "guiche")
    notices.publish("x")
    assert not notices.is_reachable()


def test_waits_for_a_message(redis):
    with Notices(redis, "guiche").waiter("x") as wait:
        wait()
    subscription = redis.pubsub.return_value
    subscription.subscribe.assert_called_once_with("guiche:operation:x")
    subscription.get_message.assert_called_once_with(timeout=0.01)
    subscription.close.assert_called_once()


def test_looks_by_itself_when_it_cannot_subscribe(redis):
    redis.pubsub.return_value.subscribe.side_effect = RedisGone("gone")
    before = time.monotonic()
    with Notices(redis, "guiche").waiter("x") as wait:
        wait()
    assert time.monotonic() - before >= 0.01
    redis.pubsub.return_value.close.assert_called_once()


def test_looks_by_itself_once_redis_is_gone(redis):
    subscription = redis.pubsub.return_value
    subscription.get_message.side_effect = RedisGone("gone")
    with Notices(redis, "guiche").waiter("x") as wait:
        wait()
        wait()
    assert subscription.get_message.call_count == 1


def test_works_without_any_redis():
    notices = Notices(None, "guiche")
    notices.publish("x")
    assert not notices.is_reachable()
    with notices.waiter("x") as wait:
        wait()
    notices.close()


def test_connects_only_when_used(settings):
    make_notices(settings).close()
