import re

import pytest

from control_plane.database import transaction
from control_plane.models import Tenant
from control_plane.services.history import HistoryFilter
from control_plane.services.preflight import WhatsApp

SECRET = "another-token-of-acme"


@pytest.fixture
def acme(create, sessions):
    create()
    with transaction(sessions) as session:
        session.query(Tenant).filter_by(slug="acme").one().lifecycle = "active"


@pytest.fixture
def form(browser, acme):
    """The fields as the page has them; keyword arguments replace some."""

    def fill(**changed):
        page = browser.get("/tenants/acme/change")
        found = dict(
            re.findall(
                r'<input class="input[^"]*" id="[^"]+" name="([^"]+)" type="\w+" value="([^"]*)"', page
            )
        )
        assert found["name"] == "ACME"
        values = {**found, "locale": "pt-BR", "timezone": "America/Sao_Paulo", "hostnames": ""}
        return {**values, **{name.replace("__", "."): value for name, value in changed.items()}}

    return fill


def test_the_difference_comes_first_and_then_the_change(browser, form, services):
    preview = browser.post("/tenants/acme/change", form(name="Nova <b>", whatsapp__token=SECRET))
    assert preview.status_code == 200
    assert "Nova &lt;b&gt;" in preview.text
    assert SECRET not in preview.text
    assert services.history.list_all()[0]["kind"] == "create_tenant"
    sealed = re.search(r'name="sealed" value="([^"]+)"', preview.text)[1]
    answers = [
        browser.post("/tenants/acme/change/apply", {"sealed": sealed, "form_key": "one"}) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert services.history.list_all(HistoryFilter(tenant="acme"))[0]["kind"] == "change"


def test_what_was_typed_stays_beside_what_is_wrong(browser, form):
    answer = browser.post("/tenants/acme/change", form(name="Nova", hostnames="acme", whatsapp__token=SECRET))
    assert answer.status_code == 422
    assert 'id="hostnames-problem"' in answer.text
    assert 'value="Nova"' in answer.text
    assert SECRET not in answer.text


def test_every_wrong_address_is_told_and_that_nothing_changed(browser, form):
    answer = browser.post("/tenants/acme/change", form(hostnames="acme\n10.0.0.1"))
    assert "“10.0.0.1” é um endereço IP" in answer.text
    assert "“acme” não é" in answer.text
    assert "Há 1 ponto a corrigir. Nada foi mudado." in answer.text


def test_nothing_changed_is_said(browser, form):
    answer = browser.post("/tenants/acme/change", form())
    assert answer.status_code == 422
    assert "a corrigir" not in answer.text
    assert "Nada a mudar: já está tudo assim." in answer.text


@pytest.mark.parametrize("sealed", ["", "not base64!", "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo="])
def test_a_page_that_was_tampered_with_is_asked_again(browser, acme, sealed):
    answer = browser.post("/tenants/acme/change/apply", {"sealed": sealed})
    assert answer.status_code == 422
    assert "Esta página é antiga demais" in answer.text


def test_a_change_is_sealed_for_its_own_tenant(browser, form, create):
    preview = browser.post("/tenants/acme/change", form(name="Nova"))
    sealed = re.search(r'name="sealed" value="([^"]+)"', preview.text)[1]
    create("other", whatsapp=WhatsApp("555555555", "987654321", "token", "secret"))
    answer = browser.post("/tenants/other/change/apply", {"sealed": sealed})
    assert answer.status_code == 422
    assert "Esta página é antiga demais" in answer.text


@pytest.mark.parametrize("language", ["pt-BR", "en", "es"])
def test_form_and_card_are_there_in_every_language(browser, acme, language):
    browser.speak(language)
    assert 'href="/tenants/acme/change"' in browser.get("/tenants/acme")
    assert 'action="/tenants/acme/change"' in browser.get("/tenants/acme/change")
