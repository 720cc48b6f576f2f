"""A stranger's guesses never keep the owner out of a browser in which they signed in before."""

from collections.abc import Callable

import pytest

from appliance.accounts.access import DEVICE_COOKIE
from appliance.accounts.login_limits import PER_ACCOUNT, PER_ADDRESS, PER_DEVICE, known_device, new_device
from appliance.context import Context
from tests.integration.appliance.accounts.conftest import Browser, Cast

pytestmark = pytest.mark.integration

Browsers = Callable[[], Browser]
ANA, BOB = "ana@acme.example", "gil@acme.example"
KEY = "k" * 64


def guess(window: Browser, email: str = ANA) -> int:
    return window.login(email, "a wrong guess").status_code


def lock_out_strangers(browser: Browsers) -> None:
    for _ in range(PER_ACCOUNT.free + 1):
        assert guess(browser()) == 401
    assert guess(browser()) == 429


def test_the_owner_s_browser_is_counted_apart(browser: Browsers, cast: Cast) -> None:
    own = browser()
    assert own.login(ANA).status_code == 200
    lock_out_strangers(browser)
    assert own.login(ANA).status_code == 200
    assert browser().login(ANA).status_code == 429  # a new browser waits, its owner's or not


def test_nor_does_an_office_that_shares_the_address(browser: Browsers, cast: Cast) -> None:
    own = browser()
    assert own.login(ANA).status_code == 200
    for number in range(PER_ADDRESS.free + 1):
        guess(browser(), f"user{number}@acme.example")
    assert guess(browser(), "another@acme.example") == 429
    assert own.login(ANA).status_code == 200


def test_the_cookie_of_one_person_opens_nothing_for_another(browser: Browsers, cast: Cast) -> None:
    rival = browser()
    assert rival.login(BOB).status_code == 200
    for _ in range(PER_ACCOUNT.free + 1):
        assert guess(rival) == 401
    assert guess(rival) == 429


def test_a_known_browser_guesses_no_more_than_a_stranger(browser: Browsers, cast: Cast) -> None:
    own = browser()
    own.login(ANA)
    for _ in range(PER_DEVICE.free + 1):
        assert guess(own) == 401
    assert guess(own) == 429
    assert browser().login(ANA).status_code == 200  # and locks nobody else out


def test_a_made_up_cookie_is_a_stranger_s(browser: Browsers, cast: Cast) -> None:
    lock_out_strangers(browser)
    for cookie in ("nonsense", new_device("x" * 64, ANA), new_device(KEY, BOB)):
        window = browser()
        window.client.set_cookie(DEVICE_COOKIE, cookie, path="/api/v1/auth")
        assert window.login(ANA).status_code == 429


def test_the_cookie_names_no_one_and_lets_nobody_in(browser: Browsers, cast: Cast, context: Context) -> None:
    window = browser()
    given = [line for line in window.login(ANA).headers.getlist("Set-Cookie") if DEVICE_COOKIE in line]
    assert len(given) == 1
    assert "ana" not in given[0]
    assert "HttpOnly" in given[0]
    assert "SameSite=Strict" in given[0]
    cookie = window.client.get_cookie(DEVICE_COOKIE, path="/api/v1/auth")
    assert cookie is not None
    assert known_device(context.settings.session_key, ANA, cookie.value)
    other = browser()
    other.client.set_cookie(DEVICE_COOKIE, cookie.value, path="/api/v1/auth")
    assert other.me().status_code == 401


def test_it_is_given_once(browser: Browsers, cast: Cast) -> None:
    window = browser()
    window.login(ANA)
    again = window.login(ANA).headers.getlist("Set-Cookie")
    assert not [line for line in again if DEVICE_COOKIE in line]
