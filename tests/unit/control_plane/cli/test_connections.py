import json
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from control_plane.cli.values import moment
from tests.unit.control_plane.services.test_signups import APP, SECRET


@pytest.fixture
def settings(settings, at_meta, meta):
    return replace(
        at_meta(settings),
        meta_app_id=APP,
        meta_app_secret=SECRET,
        signup_configuration="42",
        meta_dialog_url=meta.dialog_url,
    )


def test_a_link_is_printed_listed_and_revoked(signed_in, add_tenant):
    add_tenant()
    made = signed_in("whatsapp", "connect", "acme", "--client", "--json").json
    assert made["url"].startswith("http://panel.localhost:8080/connect/")
    assert made["url"] in signed_in("whatsapp", "connections").out
    assert signed_in("whatsapp", "connections", "--json").json["data"][0]["numbers"] == []
    assert "pending" in signed_in("whatsapp", "connection", made["id"]).out
    assert signed_in("whatsapp", "revoke", made["id"]).code == 0
    assert signed_in("whatsapp", "revoke", made["id"]).code == 2


def test_without_a_slug_it_is_for_a_client_to_come(signed_in):
    shown = signed_in("whatsapp", "connect")
    assert "http://panel.localhost:8080/connect/" in shown.out
    [row] = signed_in("whatsapp", "connections", "--json").json["data"]
    assert f"good until {moment(row['expires_at'])}." in shown.out


def test_a_credentials_file_may_name_a_connection_alone(signed_in, tmp_path):
    made = signed_in("whatsapp", "connect", "--json").json
    file = tmp_path / "credentials.json"
    file.write_text(json.dumps({"whatsapp": {"connection": made["id"]}, "fila_ia": {}}))
    shown = signed_in("whatsapp", "check", "--credentials", str(file))
    assert (shown.code, "Nobody has connected a number by that link yet." in shown.err) == (2, True)


def test_a_client_that_is_not_there_is_one_line(signed_in):
    shown = signed_in("whatsapp", "connect", "nobody")
    assert (shown.code, "There is no tenant" in shown.err) == (2, True)


def test_a_connected_number_is_checked(signed_in, services, meta):
    made = signed_in("whatsapp", "connect", "--json").json
    waiting = signed_in("whatsapp", "check", "--connection", made["id"])
    assert (waiting.code, "Nobody has connected a number" in waiting.err) == (2, True)
    name = made["url"].rpartition("/")[2]
    back = meta.sign_up(services.signups.invitation(name)["dialog_url"], "551140042030", "551140042031")
    services.signups.complete(name, parse_qs(urlsplit(back).query)["code"][0], "192.0.2.9")
    which = signed_in("whatsapp", "check", "--connection", made["id"])
    assert (which.code, "give its phone_number_id" in which.err) == (2, True)
    number = services.signups.show(made["id"])["numbers"][1]["phone_number_id"]
    told = signed_in("whatsapp", "check", "--connection", made["id"], "--phone-number-id", number, "--json")
    assert (told.code, bool(told.json["items"])) == (0, True)


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--connection", "x", "--credentials", __file__),
        ("--credentials", __file__, "--phone-number-id", "1"),
    ],
)
def test_a_check_wants_one_of_the_two(signed_in, options):
    assert signed_in("whatsapp", "check", *options).code == 2
