import re
from datetime import date

from control_plane.database import transaction
from control_plane.services.tenants import find_tenant
from control_plane.services.usage import store
from control_plane.services.usage_figures import AiPrices


def test_an_empty_platform_has_one_clear_thing_to_do(browser):
    page = browser.get("/tenants")
    assert "Nenhum cliente ainda" in page
    assert page.count('href="/tenants/new"') == 1


def test_the_list_says_what_runs(browser, create, bring_to):
    operation_id = create(name="Padaria <da> Vila")
    bring_to(operation_id, "running", done=7)
    page = browser.get("/tenants")
    assert "Padaria &lt;da&gt; Vila" in page
    assert "http://acme.localhost:8080" in page
    assert "Criar as tabelas" in page
    assert 'value="52"' in page
    assert 'data-live="2"' in page


def test_the_first_page_is_the_list(browser):
    assert browser.client.get("/").location == "/tenants"


def test_no_such_tenant(browser):
    assert "Não existe o cliente “nobody”." in browser.get("/tenants/nobody", status=404)


def test_logins_are_shown_once(browser, active_tenant):
    response = browser.post("/tenants/acme/logins")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert "one-time-pass" in response.text
    again = browser.post("/tenants/acme/logins")
    assert again.status_code == 409
    assert "Os acessos iniciais já foram mostrados" in again.text
    assert "one-time-pass" not in again.text


def test_logins_that_were_shown_are_not_offered_again(browser, active_tenant, services):
    creation = f"/operations/{services.history.list_all()[0]['id']}"
    for page in (browser.get("/tenants/acme"), browser.get(creation)):
        assert "Mostrar os acessos" in page
    browser.post("/tenants/acme/logins")
    for page in (browser.get("/tenants/acme"), browser.get(creation)):
        assert "Mostrar os acessos" not in page
    assert "Mostrados a ana<wbr>@operator<wbr>.example" in browser.get("/tenants/acme")


def test_a_tenant_being_created_has_no_logins_and_no_backup_button(browser, create):
    create()
    page = browser.get("/tenants/acme")
    assert "/tenants/acme/logins" not in page
    assert "/tenants/acme/backups" not in page


def test_a_failed_operation_shows_on_the_tenant(browser, create, bring_to):
    bring_to(create(), "failed", done=2, error_code="x", error_message="Docker refused: no")
    page = browser.get("/tenants/acme")
    assert "A última operação parou: Criar cliente" in page
    assert "O Docker recusou: no" in page


def test_a_tenant_taken_back_leaves_the_list_but_not_the_record(browser, create, bring_to):
    operation_id = create()
    bring_to(operation_id, "undone", done=0, lifecycle="undone")
    assert "Nenhum cliente ainda" in browser.get("/tenants")
    page = browser.get("/tenants/acme")
    assert "desfeito" in page
    assert "/tenants/acme/logins" not in page
    assert "A criação foi desfeita" in browser.get(f"/operations/{operation_id}")


def test_the_page_leads_to_the_sections_that_it_has(browser, active_tenant):
    page = browser.get("/tenants/acme")
    links = re.findall(r'<a href="#([\w-]+)">', page)
    assert links[:2] == ["ladder-title", "change-title"]
    assert "services-title" not in links  # nobody has looked at them
    assert all(f'id="{name}"' in page for name in links)


def test_who_came_with_the_client_and_how_many_there_are_now(browser, active_tenant, sessions):
    page = browser.get("/tenants/acme")
    assert "Criadas com o cliente" in page and "beto@acme" in page.replace("<wbr>", "")
    assert "Com acesso" not in page
    with transaction(sessions) as session:
        sent = {"users": 17, "active_users": 13}
        store(session, find_tenant(session, "acme"), date(2026, 11, 21), sent, AiPrices())
    page = browser.get("/tenants/acme")
    for label, figure in (("Com acesso", "17"), ("Ativas no dia", "13"), ("Contadas em", "21/11/2026")):
        assert f'<dt>{label}</dt><dd class="numbers">{figure}</dd>' in page
