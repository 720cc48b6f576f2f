"""Who may open a socket."""

from collections.abc import Callable

import pytest
from flask import Flask

from appliance.accounts.access import COOKIE, authenticate_socket
from appliance.accounts.models import User
from appliance.accounts.sign_ins import SignedIn
from tests.integration.appliance.accounts.conftest import Browser, Cast

pytestmark = pytest.mark.integration


def opened_by(app: Flask, auth: object = None, cookie: str = "") -> SignedIn | None:
    headers = {"Cookie": f"{COOKIE}={cookie}"} if cookie else {}
    with app.test_request_context("/socket.io/", headers=headers):
        return authenticate_socket(auth)


def test_by_token_or_by_cookie(app: Flask, cast: Cast, as_user: Callable[[User], Browser]) -> None:
    window = as_user(cast.atendente)
    cookie = window.client.get_cookie(COOKIE)
    assert cookie is not None
    by_token = opened_by(app, {"token": window.tokens["access_token"]})
    by_cookie = opened_by(app, None, cookie.value)
    assert by_token is not None
    assert by_cookie is not None
    assert by_token.user.id == by_cookie.user.id == cast.atendente.id


@pytest.mark.parametrize("auth", [None, {}, {"token": ""}, {"token": 5}, {"token": "nonsense"}, "text", []])
def test_nobody_without_either(app: Flask, cast: Cast, auth: object) -> None:
    assert opened_by(app, auth) is None


def test_a_wrong_token_is_not_saved_by_the_cookie(
    app: Flask, cast: Cast, as_user: Callable[[User], Browser]
) -> None:
    cookie = as_user(cast.atendente).client.get_cookie(COOKIE)
    assert cookie is not None
    assert opened_by(app, {"token": "nonsense"}, cookie.value) is None
