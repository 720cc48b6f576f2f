import pytest

from control_plane.database import transaction
from control_plane.models import Tenant
from control_plane.services.history import HistoryFilter
from control_plane.services.rotating import GENERATED


@pytest.fixture
def acme(active_tenant, services, sessions):
    with transaction(sessions) as session:
        tenant = session.query(Tenant).filter_by(slug="acme").one()
        for name, length in GENERATED.items():
            services.vault.generate(session, tenant.id, name, length)
        return services.vault.values(session, tenant.id)


@pytest.mark.parametrize(
    ("language", "words"),
    [("pt-BR", "Senha do Redis"), ("en", "Redis password"), ("es", "Contraseña de Redis")],
)
def test_each_is_named_with_what_it_opens_and_no_value(browser, acme, language, words):
    browser.speak(language)
    page = browser.get("/tenants/acme/credentials")
    assert words in page
    assert 'href="/tenants/acme/rotations?name=redis_password"' in page
    assert "rotations?name=whatsapp_token" not in page
    assert not any(value in page for value in acme)


def test_the_tenants_page_leads_there(browser, acme):
    assert 'href="/tenants/acme/credentials"' in browser.get("/tenants/acme")


def test_the_plan_stands_above_the_button(browser, acme):
    browser.speak("en")
    page = browser.get("/tenants/acme/rotations?name=redis_password")
    assert "Makes new values of redis_password" in page
    assert 'name="name" value="redis_password"' in page


def test_one_press_is_one_rotation_of_what_was_chosen(browser, acme, services):
    form = {"form_key": "one", "name": ["redis_password", "session_key"]}
    first = browser.post("/tenants/acme/rotations", form)
    second = browser.post("/tenants/acme/rotations", form)
    assert first.status_code == 303
    assert first.location == second.location
    [operation] = services.history.list_all(HistoryFilter(tenant="acme", kind="rotate"))
    assert operation["kind"] == "rotate"


def test_what_only_its_maker_can_make_is_refused_in_words(browser, acme):
    browser.speak("en")
    refused = browser.post("/tenants/acme/rotations", {"name": "fila_ia_key"})
    assert refused.status_code == 422
    assert "Only its maker can make another one" in refused.text
