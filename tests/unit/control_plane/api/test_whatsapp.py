import pytest

from control_plane.database import transaction
from control_plane.models import Tenant
from tests.unit.control_plane.meta import APP_SECRET, NUMBER, TOKEN, WABA

BODY = {"phone_number_id": NUMBER, "waba_id": WABA, "token": TOKEN, "app_secret": APP_SECRET}


@pytest.fixture
def settings(settings, at_meta):
    return at_meta(settings)


@pytest.fixture
def acme(services, sessions, tenant_request, actor, meta):
    services.tenants.submit_create(tenant_request(fila_ia_url=meta.fila_ia_url), actor)
    with transaction(sessions) as session:
        session.query(Tenant).one().lifecycle = "active"


def test_a_number_is_checked(client):
    answer = client.post("/api/v1/whatsapp/checks", json=BODY)
    assert answer.status_code == 200
    assert answer.json["state"] == "warning"
    assert TOKEN not in answer.text


def test_what_is_missing_is_told_at_its_field(client):
    answer = client.post("/api/v1/whatsapp/checks", json={})
    assert answer.status_code == 422
    assert len(answer.json["error"]["details"]["fields"]) == 4


def test_health_is_shown_asked_for_and_mended(client, acme):
    assert client.get("/api/v1/tenants/acme/health").json["checked_at"] is None
    assert client.post("/api/v1/tenants/acme/probes").json["state"] == "error"
    mended = client.post("/api/v1/tenants/acme/whatsapp/mend")
    assert (mended.json["state"], mended.json["done"]) == ("ok", ["subscribed", "callback_set"])
    assert client.get("/api/v1/tenants/acme/health").json["state"] == "ok"


def test_a_test_message(client, acme):
    answer = client.post("/api/v1/tenants/acme/whatsapp/test-messages", json={"to": "5511987650001"})
    assert answer.json["message_id"].startswith("wamid.")
    assert not answer.json["is_template"]


def test_what_meta_refuses_is_a_conflict_with_its_code(client, acme):
    body = {"to": "5511987650001", "template": "nobodys"}
    answer = client.post("/api/v1/tenants/acme/whatsapp/test-messages", json=body)
    assert answer.status_code == 409
    assert answer.json["error"]["details"]["meta_code"] == 132001


def test_nobody_of_that_name(client):
    assert client.get("/api/v1/tenants/nobody/health").status_code == 404
