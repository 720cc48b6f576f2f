import pytest

from control_plane.database import transaction
from control_plane.models import Operation
from tests.unit.control_plane.meta import APP_SECRET, NUMBER, TOKEN, WABA

PAGE = "/tenants/acme/whatsapp"
FORM = {
    "whatsapp.phone_number_id": NUMBER,
    "whatsapp.waba_id": WABA,
    "whatsapp.token": TOKEN,
    "whatsapp.app_secret": APP_SECRET,
    "name": "ACME & Filhos",
}


@pytest.fixture
def settings(settings, at_meta):
    return at_meta(settings)


@pytest.fixture
def acme(create, bring_to, meta, browser):
    bring_to(create(fila_ia_url=meta.fila_ia_url), "succeeded", lifecycle="active")
    return "acme"


def test_before_the_first_look_it_says_so(browser, acme):
    assert "Ainda não foi verificado" in browser.get(PAGE)
    assert "Ainda não foi verificado" in browser.get("/tenants/acme")


def test_what_is_amiss_stands_on_the_tenants_page_with_what_to_do(browser, acme):
    assert browser.post(f"{PAGE}/probe").status_code == 303
    page = browser.get("/tenants/acme")
    assert "O app não está inscrito na conta" in page
    assert "Reparar a conexão" in page
    assert "com problema" in page


def test_mending_says_what_was_done(browser, acme, meta):
    answer = browser.post(f"{PAGE}/mend")
    assert "Feito na Meta: app inscrito, webhooks apontados para cá" in answer.text
    assert "Tudo em ordem" in browser.get("/tenants/acme")


def test_a_wrong_pin_is_told_at_its_field_and_not_shown_again(browser, acme):
    answer = browser.post(f"{PAGE}/mend", {"pin": "12x456"})
    assert answer.status_code == 422
    assert "O PIN tem seis dígitos." in answer.text
    assert "12x456" not in answer.text


def test_a_refusal_is_told_in_metas_words(browser, acme, meta):
    meta.tenant.handshake_status = 500
    answer = browser.post(f"{PAGE}/mend")
    assert answer.status_code == 409
    assert "A Meta recusou" in answer.text


def test_a_test_message_is_sent_and_what_was_typed_stays(browser, acme, meta):
    answer = browser.post(f"{PAGE}/test", {"to": "5511987650001"})
    assert "O WhatsApp aceitou a mensagem" in answer.text
    assert 'value="5511987650001"' in answer.text
    assert len(meta.sent()) == 1


def test_a_test_message_to_nowhere(browser, acme):
    answer = browser.post(f"{PAGE}/test", {"to": "x", "template": "oi"})
    assert answer.status_code == 422
    assert 'value="oi"' in answer.text


def test_a_closed_tenants_page_offers_nothing(browser, acme, sessions):
    with transaction(sessions) as session:
        session.query(Operation).one().tenant.lifecycle = "suspended"
    assert "<form" not in browser.get(PAGE).partition("<main")[2]
    assert browser.post(f"{PAGE}/probe").status_code == 409


def test_a_new_number_is_checked_on_the_form_and_what_was_typed_stays(browser):
    page = browser.post("/tenants/new/whatsapp-check", FORM).text
    assert "O número não tem endereço próprio" in page
    assert 'value="ACME &amp; Filhos"' in page
    assert TOKEN not in page
    assert APP_SECRET not in page


def test_a_form_that_lacks_the_number_says_so_beside_the_button(browser):
    answer = browser.post("/tenants/new/whatsapp-check", FORM | {"whatsapp.phone_number_id": ""})
    assert answer.status_code == 422
    assert "Nada foi perguntado à Meta" in answer.text


@pytest.mark.parametrize("language", ["en", "es"])
def test_in_the_readers_language(browser, acme, language):
    browser.speak(language)
    browser.post(f"{PAGE}/probe")
    said = {"en": "The app is not subscribed", "es": "La app no está suscrita"}
    assert said[language] in browser.get(PAGE)
