import json

import pytest

from control_plane.database import transaction
from control_plane.models import Tenant
from tests.unit.control_plane.meta import APP_SECRET, NUMBER, TOKEN, WABA


@pytest.fixture
def settings(settings, at_meta):
    return at_meta(settings)


@pytest.fixture
def acme(services, sessions, tenant_request, actor, meta):
    services.tenants.submit_create(tenant_request(fila_ia_url=meta.fila_ia_url), actor)
    with transaction(sessions) as session:
        session.query(Tenant).one().lifecycle = "active"


@pytest.fixture
def credentials(tmp_path):
    path = tmp_path / "credentials.json"
    ids = {"phone_number_id": NUMBER, "waba_id": WABA, "token": TOKEN, "app_secret": APP_SECRET}
    path.write_text(json.dumps({"whatsapp": ids, "fila_ia": {}}))
    return str(path)


def test_a_number_is_checked_before_there_is_a_tenant(signed_in, credentials):
    result = signed_in("whatsapp", "check", "--credentials", credentials)
    assert result.code == 0
    assert "The number has no address of its own" in result.out
    assert TOKEN not in result.out


def test_health_of_a_tenant(signed_in, acme):
    assert "Nobody has looked yet" in signed_in("tenant", "health", "acme").out
    assert "Mend the connection" in signed_in("tenant", "health", "acme", "--probe").out
    assert signed_in("tenant", "health", "acme", "--json").json["state"] == "error"


def test_mending_with_a_pin_from_a_file(signed_in, acme, meta, tmp_path):
    meta.change(is_registered=False)
    pin = tmp_path / "pin"
    pin.write_text("123456\n")
    result = signed_in("whatsapp", "mend", "acme", "--pin-file", str(pin))
    assert "Changed at Meta: registered, subscribed, callback_set." in result.out


def test_a_test_message(signed_in, acme, meta):
    result = signed_in("whatsapp", "test", "acme", "--to", "5511987650001")
    assert result.code == 0
    assert "wamid." in result.out
    assert len(meta.sent()) == 1
