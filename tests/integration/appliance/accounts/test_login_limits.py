"""Guessing passwords gets slower and slower."""

from collections.abc import Callable

import pytest

from appliance.accounts.login_limits import PER_ACCOUNT, PER_ADDRESS, count_attempt, forgive
from appliance.context import Context
from appliance.errors import TooMany
from tests.integration.appliance.accounts.conftest import Browser, Cast

pytestmark = pytest.mark.integration

ANA, ADDRESS = "ana@acme.example", "198.51.100.7"


def wait_of(context: Context, email: str = ANA, address: str = ADDRESS) -> int:
    """Seconds to wait, 0 when the attempt was allowed."""
    try:
        count_attempt(context.redis, email, address)
    except TooMany as error:
        return int(error.details["retry_after"])
    return 0


def skip_wait(context: Context) -> None:
    for key in context.redis.keys("login:*"):  # type: ignore[union-attr]
        context.redis.hdel(key, "until")


def test_some_attempts_are_free_then_the_wait_doubles(context: Context) -> None:
    for _ in range(PER_ACCOUNT.free):
        assert wait_of(context) == 0
    waits = []
    for _ in range(4):
        assert wait_of(context) == 0  # allowed, and begins a longer wait
        waits.append(wait_of(context))  # refused, and therefore not counted
        skip_wait(context)
    assert waits == [pytest.approx(wait, abs=1) for wait in (2, 4, 8, 16)]


def test_the_wait_grows_up_to_its_limit(context: Context) -> None:
    longest = 0
    for _ in range(PER_ACCOUNT.free + 12):
        wait_of(context)
        longest = max(longest, wait_of(context))
        skip_wait(context)
    assert longest == PER_ACCOUNT.longest_wait


def test_an_address_that_tries_many_accounts_is_slowed(context: Context) -> None:
    waits = [wait_of(context, email=f"user{number}@acme.example") for number in range(PER_ADDRESS.free + 2)]
    assert waits[:-1] == [0] * (PER_ADDRESS.free + 1)
    assert waits[-1] > 0


def test_another_account_from_another_address_is_free(context: Context) -> None:
    while wait_of(context) == 0:
        pass
    assert wait_of(context, "bia@acme.example", "198.51.100.8") == 0


def test_a_whole_ipv6_network_is_one_address(context: Context) -> None:
    waits = [
        wait_of(context, f"user{number}@acme.example", f"2001:db8:1:2::{number + 1:x}")
        for number in range(PER_ADDRESS.free + 2)
    ]
    assert waits[-1] > 0


def test_a_login_that_succeeds_is_forgiven(context: Context) -> None:
    for _ in range(PER_ADDRESS.free * 3):
        assert wait_of(context) == 0
        forgive(context.redis, ANA, ADDRESS)


def test_counts_are_forgotten_in_time(context: Context) -> None:
    wait_of(context)
    assert all(0 < context.redis.ttl(key) <= 3600 for key in context.redis.keys("login:*"))  # type: ignore


def test_a_guesser_reads_when_to_come_back(browser: Callable[[], Browser], cast: Cast) -> None:
    for _ in range(PER_ACCOUNT.free + 1):
        assert browser().login(ANA, "wrong password").status_code == 401
    response = browser().login(ANA)  # even with the right one
    body = response.get_json()["error"]
    assert response.status_code == 429
    assert body["code"] == "too_many_logins"
    assert int(response.headers["Retry-After"]) == body["details"]["retry_after"] > 0
