import json
from dataclasses import replace

import pytest

from control_plane.cli.values import moment


@pytest.fixture
def settings(settings):
    return replace(settings, meta_app_id="1", meta_app_secret="s", signup_configuration="42")


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
