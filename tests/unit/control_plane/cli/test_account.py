import io

import pytest

from control_plane.actor import Visitor
from tests.unit.control_plane.authenticator import App

PASSWORD, ANOTHER = "a long enough password", "nove bicicletas vermelhas"


@pytest.fixture
def type_in(monkeypatch):
    """What comes on standard input."""
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_who_one_is(signed_in):
    shown = signed_in("account", "show", "--json").json
    assert (shown["operator"], shown["role"]) == ("ana@operator.example", "owner")
    assert shown["second_factor"]["is_on"] is False
    assert "csrf_token" not in shown
    assert "owner" in signed_in("account", "show").out


def test_one_s_own_password_comes_from_standard_input(signed_in, services, type_in):
    type_in(f"{PASSWORD}\n{ANOTHER}\n")
    assert signed_in("account", "password", "--stdin").out == "Your password is another now.\n"
    assert services.accounts.sign_in("ana@operator.example", ANOTHER, Visitor())
    type_in(f"wrong\n{ANOTHER}\n")
    refused = signed_in("account", "password", "--stdin")
    assert (refused.code, refused.err) == (2, "current: That is not your password.\n")


@pytest.mark.parametrize(
    "arguments", [("password",), ("second-factor", "begin"), ("second-factor", "confirm")]
)
def test_nobody_is_asked_where_nobody_is(signed_in, type_in, arguments):
    type_in("")
    refused = signed_in("account", *arguments)
    assert refused.code == 2 and "--stdin" in refused.err


def test_the_second_factor_is_set_up_renewed_and_removed(signed_in, type_in):
    type_in(PASSWORD + "\n")
    made = signed_in("account", "second-factor", "begin", "--stdin", "--json").json
    type_in(App(made["secret"]).code() + "\n")
    confirmed = signed_in("account", "second-factor", "confirm", "--stdin")
    assert confirmed.code == 0 and len(confirmed.out.splitlines()) == 11
    type_in(PASSWORD + "\n")
    assert (
        len(signed_in("account", "second-factor", "codes", "--stdin", "--json").json["recovery_codes"]) == 10
    )
    type_in("wrong\n")
    assert signed_in("account", "second-factor", "remove", "--stdin").code == 2
    type_in(PASSWORD + "\n")
    assert signed_in("account", "second-factor", "remove", "--stdin").code == 0


def test_an_owner_resets_another_s(signed_in, services, actor):
    services.operators.ensure("zeca@operator.example", PASSWORD, actor)
    done = signed_in("operator", "reset-factor", "zeca@operator.example")
    assert done.out == "zeca@operator.example signs in with the password alone.\n"
    assert "in your account" in signed_in("operator", "reset-factor", "ana@operator.example").err


def test_which_alarms_one_is_mailed(signed_in):
    shown = signed_in("account", "alarm-mail")
    assert "critical" in shown.out and "no mail server" in shown.out
    chosen = signed_in("account", "alarm-mail", "--level", "all", "--json").json
    assert chosen == {"level": "all", "language": "pt-BR", "is_sent": False}
    assert signed_in("account", "alarm-mail", "--language", "es", "--json").json["level"] == "all"
