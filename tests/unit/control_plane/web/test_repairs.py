import pytest

from control_plane.services.history import HistoryFilter


def test_a_repair_is_one_operation_however_often_the_button_is_pressed(browser, active_tenant, services):
    first = browser.post("/tenants/acme/repairs", {"form_key": "one"})
    second = browser.post("/tenants/acme/repairs", {"form_key": "one"})
    assert first.status_code == 303
    assert first.location == second.location
    assert services.history.list_all(HistoryFilter(tenant="acme"))[0]["kind"] == "repair"


@pytest.mark.parametrize(
    ("language", "words"),
    [("pt-BR", "Traz de volta o que parou"), ("en", "Brings back what stopped"), ("es", "Recupera lo que")],
)
def test_the_button_says_what_it_does(browser, active_tenant, language, words):
    browser.speak(language)
    assert words in browser.get("/tenants/acme/repairs")
    page = browser.get("/tenants/acme")
    assert words in page
    assert 'href="/tenants/acme/repairs"' in page


def test_there_is_no_button_while_the_tenant_is_busy(browser, active_tenant):
    browser.post("/tenants/acme/repairs")
    assert 'href="/tenants/acme/repairs"' not in browser.get("/tenants/acme")


def test_nor_before_it_was_created(browser, create):
    create()
    assert 'href="/tenants/acme/repairs"' not in browser.get("/tenants/acme")
    assert "ainda não terminou" in browser.get("/tenants/acme/repairs")
