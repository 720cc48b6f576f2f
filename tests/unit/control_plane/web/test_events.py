import re

import pytest

from control_plane.database import transaction
from control_plane.event_models import EventDelivery
from control_plane.services.events_out import PING, TYPES
from control_plane.web.language import LANGUAGES, language

URL = "https://billing.example.com/guiche"


def test_an_address_is_added_its_secret_shown_once_and_removed(browser, services):
    answer = browser.post("/events/endpoints", {"url": URL, "types": ["tenant.created"]})
    secret = re.search(r"whsec_[\w-]+", answer.text)[0]
    page = browser.get("/events")
    assert URL in page.replace("<wbr>", "")
    assert secret not in page
    [row] = services.event_endpoints.list_all()
    assert row["types"] == ["tenant.created"]
    assert browser.post(f"/events/endpoints/{row['id']}/ping", {}).status_code == 303
    [delivery] = services.event_endpoints.deliveries()
    assert (delivery["type"], delivery["state"]) == ("ping", "waiting")
    assert "billing" in browser.get("/events")
    assert browser.post(f"/events/deliveries/{delivery['id']}/redeliver", {}).status_code == 303
    assert browser.post(f"/events/endpoints/{row['id']}/remove", {}).status_code == 303
    assert services.event_endpoints.list_all() == []


def test_what_is_refused_is_said_beside_what_was_typed(browser):
    answer = browser.post("/events/endpoints", {"url": "https://10.0.0.1/x", "types": ["tenant.created"]})
    assert answer.status_code == 422
    assert 'value="https://10.0.0.1/x"' in answer.text
    assert "rede privada" in answer.text
    assert 'value="tenant.created" checked' in answer.text


def test_what_went_wrong_is_said_in_words(browser, services, sessions, actor):
    _, row = services.event_endpoints.create(URL, [], actor)
    problems = (("status", 500), ("timeout", None), ("unreachable", None), ("private_address", None))
    for problem, status in problems:
        services.event_endpoints.ping(row["id"], actor)
        with transaction(sessions) as session:
            delivery = session.query(EventDelivery).order_by(EventDelivery.id.desc()).first()
            delivery.problem, delivery.status, delivery.attempts = problem, status, 2
    page = browser.get("/events")
    for words in ("respondeu 500", "demorou demais", "ninguém respondeu", "rede privada", "2 tentativas"):
        assert words in page


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("type_", [*TYPES, PING])
def test_every_event_is_described(code, type_):
    assert language(code).name("event", type_) != type_


def test_an_event_is_described_beside_its_name(browser, services, actor):
    assert "A exclusão de um cliente foi marcada" in browser.get("/events")
    _, row = services.event_endpoints.create(URL, [], actor)
    services.event_endpoints.ping(row["id"], actor)
    assert "Teste, pedido no painel" in browser.get("/events")
