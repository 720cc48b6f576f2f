import pytest

from control_plane.errors import InvalidInput
from control_plane.services.preflight import WhatsApp
from tests.unit.control_plane.meta import APP_SECRET, NUMBER, TOKEN, WABA

GOOD = WhatsApp(NUMBER, WABA, TOKEN, APP_SECRET)


@pytest.fixture
def settings(settings, at_meta):
    return at_meta(settings)


def lines(shown):
    return {item["name"]: item["code"] for item in shown["items"]}


def test_good_credentials_of_a_number_that_nobody_connected(services, meta):
    shown = services.whatsapp_checks.check(GOOD)
    assert shown["state"] == "warning"
    assert lines(shown) == {
        "reach": "ok",
        "token": "for_ever",
        "scopes": "ok",
        "app_secret": "ok",
        "account": "approved",
        "number": "ok",
        "registration": "connected",
        "subscription": "not_yet",
        "callback": "free",
        "name": "approved",
        "quality": "green",
        "limit": "ok",
        "health": "available",
    }
    assert meta.tenant.handshakes == []  # nothing was changed


def test_another_account(services):
    shown = services.whatsapp_checks.check(WhatsApp(NUMBER, "11111111", TOKEN, APP_SECRET))
    assert lines(shown)["account"] == "none"


def test_a_number_of_another_account(services, meta):
    meta.register(phone_number_id="222222222", waba_id="333333333")
    shown = services.whatsapp_checks.check(WhatsApp(NUMBER, "333333333", TOKEN, APP_SECRET))
    assert lines(shown)["number"] == "elsewhere"


def test_the_words_are_in_the_readers_language(services):
    shown = services.whatsapp_checks.check(WhatsApp(NUMBER, WABA, "wrong", APP_SECRET), "pt-BR")
    token = next(item for item in shown["items"] if item["name"] == "token")
    assert token["reason"].startswith("A Meta não aceita o token.")
    assert "Usuários do sistema" in token["next"]


def test_no_secret_comes_back(services):
    shown = str(services.whatsapp_checks.check(GOOD))
    assert TOKEN not in shown
    assert APP_SECRET not in shown


def test_what_cannot_be_is_told_at_its_field_and_asks_nobody(services, meta):
    meta.faults(graph={"unavailable": 1})
    with pytest.raises(InvalidInput) as refused:
        services.whatsapp_checks.check(WhatsApp("12", WABA, "“token”", ""))
    fields = refused.value.details["fields"]
    assert fields.keys() == {"whatsapp.phone_number_id", "whatsapp.token", "whatsapp.app_secret"}
