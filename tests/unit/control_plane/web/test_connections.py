"""From the panel to Meta and back: links, pages for whoever follows one, forms that take the number."""

import re
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from control_plane.database import transaction
from control_plane.models import Operation, Tenant
from tests.unit.control_plane.services.test_signups import APP, SECRET
from tests.unit.control_plane.web.test_new_tenant import FORM

PASTED = ("whatsapp.phone_number_id", "whatsapp.waba_id", "whatsapp.token", "whatsapp.app_secret")


@pytest.fixture
def settings(settings, at_meta, meta):
    return replace(
        at_meta(settings),
        meta_app_id=APP,
        meta_app_secret=SECRET,
        signup_configuration="42",
        meta_dialog_url=meta.dialog_url,
    )


@pytest.fixture
def make(browser, services):
    """A link made in the panel; the path of its page, and its own."""

    def submit(**data):
        response = browser.post("/connections", data)
        assert response.status_code == 303, response.text
        made = services.signups.show(response.location.rpartition("/")[2])
        return response.location, urlsplit(made["url"]).path

    return submit


@pytest.fixture
def follow(visitor, meta):
    """A visitor without a session follows it to Meta and back; the last page."""

    def go(path, *phones):
        page = visitor.get(path)
        assert page.status_code == 200
        (dialog,) = re.findall(r'href="([^"]+/dialog/oauth[^"]+)"', page.text)
        back = urlsplit(meta.sign_up(dialog.replace("&amp;", "&"), *phones))
        return visitor.get(f"{back.path}?{back.query}")

    return go


def test_without_an_app_the_page_says_what_is_missing(browser, services, settings):
    object.__setattr__(services.signups, "_settings", replace(settings, signup_configuration=""))
    page = browser.get("/connections")
    assert "META_SIGNUP_CONFIGURATION" in page
    assert "connect entre os URIs" in re.sub(r"<wbr>", "", page)
    assert 'name="who"' not in page
    assert 'href="/tenants/new"' in page


def test_the_operator_goes_to_meta_and_comes_back_to_a_form(browser, make, follow, services):
    page, link = make(who="operator")
    assert "espera por alguém" in browser.get(page)
    end = follow(link, "+55 11 4004-2030")
    assert end.status_code == 200
    assert f'href="{page}"' in end.text
    connected = browser.get(page)
    assert "conectado, espera por você" in connected
    (form,) = re.findall(r'href="(/tenants/new\?[^"]+)"', connected)
    shown = browser.get(form.replace("&amp;", "&"))
    token = services.signups.granted(page.rpartition("/")[2]).token
    assert "551140042030" in re.sub(r"\D", "", shown)
    assert 'name="whatsapp.token"' not in shown
    for secret in (token, SECRET):
        assert secret not in shown + connected + end.text


def test_a_client_is_created_with_it(browser, make, follow, services, sessions):
    page, link = make(who="operator")
    follow(link, "551140042030")
    id_ = page.rpartition("/")[2]
    granted = services.signups.granted(id_)
    data = {name: value for name, value in FORM.items() if name not in PASTED}
    response = browser.post("/tenants/new", {**data, "connection": id_, "number": granted.phone_number_id})
    assert response.status_code == 303, response.text
    with transaction(sessions) as session:
        tenant = session.query(Tenant).one()
        assert tenant.configuration["whatsapp"]["waba_id"] == granted.waba_id
        assert services.vault.get(session, tenant.id, "whatsapp_token") == granted.token
        assert services.vault.get(session, tenant.id, "whatsapp_app_secret") == SECRET
    assert services.signups.show(id_)["state"] == "used"


def test_a_form_that_is_refused_keeps_the_number(browser, make, follow, services):
    page, link = make(who="operator")
    follow(link, "551140042030")
    id_ = page.rpartition("/")[2]
    response = browser.post("/tenants/new", {**FORM, "slug": "", "connection": id_})
    assert response.status_code == 422
    assert f'name="connection" value="{id_}"' in response.text
    assert services.signups.show(id_)["state"] == "connected"


def test_a_client_s_number_is_changed_for_it(browser, active_tenant, make, follow, services, sessions):
    page, link = make(tenant="acme", who="client")
    follow(link, "551140042030", "551140042031")
    id_ = page.rpartition("/")[2]
    number = services.signups.show(id_)["numbers"][1]["phone_number_id"]
    assert f'href="{page}"' in browser.get("/tenants/acme/whatsapp")  # it waits
    forms = re.findall(r'href="(/tenants/acme/change\?[^"]+)"', browser.get(page))
    assert len(forms) == 2
    assert f'value="{number}"' in browser.get(forms[1].replace("&amp;", "&"))
    shown = {"name": "ACME", "locale": "pt-BR", "timezone": "America/Sao_Paulo", "plan": "standard"}
    more = {"hostnames": "", "smoke_phone": "", "fila_ia.url": "http://fila.example"}
    data = {**shown, **more, "connection": id_, "number": number}
    preview = browser.post("/tenants/acme/change", data)
    assert preview.status_code == 200, preview.text
    fields = dict(re.findall(r'name="(sealed|connection|number|form_key)" value="([^"]+)"', preview.text))
    response = browser.post("/tenants/acme/change/apply", fields)
    assert response.status_code == 303
    with transaction(sessions) as session:
        (change,) = session.query(Operation).filter_by(kind="change")
        assert change.inputs["values"]["whatsapp.phone_number_id"]["after"] == number
        assert set(change.inputs["secrets"]) == {"whatsapp.token", "whatsapp.app_secret"}
    assert services.signups.show(id_)["state"] == "used"


def test_a_client_s_person_reads_what_it_is_for_and_gets_no_way_in(active_tenant, make, follow, visitor):
    _, link = make(tenant="acme", who="client")
    assert "Este link conecta o WhatsApp de ACME" in visitor.get(link).text
    end = follow(link, "551140042030")
    assert "Pode fechar esta página" in end.text
    assert "/connections/" not in end.text
    gone = visitor.get(link)
    assert gone.status_code == 404
    assert "Este link não vale mais" in gone.text


def test_who_cancels_at_meta_may_try_again(browser, make, follow):
    page, link = make(who="operator")
    end = follow(link)
    assert end.status_code == 400
    assert "A Meta não concedeu o acesso" in end.text
    assert "user_denied" in browser.get(page)
    assert follow(link, "551140042030").status_code == 200


def test_a_code_that_meta_refuses_is_told(make, visitor):
    _, link = make(who="operator")
    end = visitor.get(f"/connect?code=made-up&state={link.rpartition('/')[2]}")
    assert end.status_code == 409
    assert "O número não foi conectado" in end.text
    assert SECRET not in end.text


@pytest.mark.parametrize("query", ["", "?code=x", "?code=x&state=y", "?error=access_denied&state=%C3%A9"])
def test_made_up_answers_lead_nowhere(visitor, query):
    assert visitor.get(f"/connect{query}").status_code == 404


def test_a_link_is_revoked(browser, make, visitor):
    page, link = make(who="client")
    assert browser.post(f"{page}/revoke").status_code == 303
    assert visitor.get(link).status_code == 404
    assert "cancelado" in browser.get("/connections")


def test_a_client_that_is_not_there_has_no_link(browser):
    response = browser.post("/connections", {"tenant": "nobody"})
    assert response.status_code == 404
    assert "Não existe o cliente" in response.text
