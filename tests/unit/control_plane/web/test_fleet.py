import pytest

from control_plane.database import transaction, utc_now
from control_plane.services import alarms
from control_plane.services.observations import Measures, Sighting
from control_plane.services.tenants import find_tenant


@pytest.fixture
def seen(add_tenant, services):
    def add(slug, health="up", **measures):
        tenant = add_tenant(slug, name=f"Cliente {slug}")
        reason = "" if health == "up" else "It does not answer through the edge."
        services.observations.keep([Sighting(tenant.id, health, reason, 12, utc_now(), Measures(**measures))])

    return add


def test_what_was_seen_stands_in_the_list(browser, seen):
    seen("alfa", version="guiche/appliance:v7", memory_bytes=300 * 2**20, cpu_milli=250, messages_today=42)
    seen("beta", "down")
    page = browser.get("/tenants")
    for words in ("12 ms<", ">v7<", "300 MiB", "0,25", "42", "Não responde pela borda."):
        assert words in page
    assert 'class="chip chip-down">fora do ar' in page


def test_search_and_filters_narrow_the_list(browser, seen):
    seen("alfa")
    seen("beta", "down")
    assert "Cliente beta" not in browser.get("/tenants?q=alfa")
    assert "Cliente alfa" not in browser.get("/tenants?health=down")
    nothing = browser.get("/tenants?q=zeta")
    assert "Nenhum cliente combina com a busca." in nothing
    assert "Nenhum cliente ainda" not in nothing


def test_what_makes_no_sense_shows_the_list(browser, seen):
    seen("alfa")
    for query in ("sort=salary", "health=fine", "lifecycle=x", "page=0", "page=-1", "page=abc"):
        assert "Cliente alfa" in browser.get(f"/tenants?{query}")


def test_pages(browser, seen):
    for number in range(51):
        seen(f"t{number:02}")
    first = browser.get("/tenants?sort=slug&health=up")
    assert "Página 1 de 2" in first
    assert 'href="/tenants?page=2&amp;health=up&amp;sort=slug"' in first
    assert "Cliente t50" in browser.get("/tenants?sort=slug&page=2")


def test_many_are_asked_for_after_one_more_look(browser, seen, services):
    for slug in ("alfa", "beta"):
        seen(slug)
    asked = browser.post("/tenants/bulk", {"action": "backup", "everyone": "yes"})
    assert "Backup: 2 clientes" in asked.text
    assert services.history.list_all() == []
    confirmed = {"action": "backup", "tenant": ["alfa", "beta", "zeta"], "confirmed": "yes", "form_key": "k"}
    for _ in range(2):  # sent twice it is asked for once
        done = browser.post("/tenants/bulk", confirmed)
    assert "2 operações pedidas" in done.text
    assert "Não existe o cliente “zeta”." in done.text
    assert len(services.history.list_all()) == 2


def test_everybody_means_everybody_who_fits(browser, seen):
    for slug in ("alfa", "beta"):
        seen(slug)
    asked = browser.post("/tenants/bulk", {"action": "backup", "everyone": "yes", "q": "alf"})
    assert "Backup: 1 cliente<" in asked.text


def test_nobody_chosen(browser, seen):
    seen("alfa")
    answer = browser.post("/tenants/bulk", {"action": "backup"})
    assert answer.status_code == 422
    assert "Escolha pelo menos um cliente." in answer.text


def test_a_reason_that_is_too_long_is_not_lost(browser, seen):
    seen("alfa")
    reason = "x" * 400
    data = {"action": "suspend", "tenant": "alfa", "confirmed": "yes", "reason": reason}
    answer = browser.post("/tenants/bulk", data)
    assert answer.status_code == 422
    assert reason in answer.text


def test_a_long_name_is_whole_in_its_title(browser, create):
    name = "Padaria " * 13 + "Vila"
    create(name=name)
    assert f'title="{name}"' in browser.get("/tenants")


def test_open_alarms_lead_to_the_tenants(browser, seen, services, sessions):
    seen("alfa")
    seen("beta")
    with transaction(sessions) as session:
        tenant_id = find_tenant(session, "beta").id
        for subject in ("a", "b"):
            about = {"tenant_id": tenant_id, "subject": subject, "details": {"hours": 31}}
            alarms.raise_(session, "backup_overdue", **about)
    page = browser.get("/tenants?sort=alarms")
    assert page.count('class="chip chip-link') == 1
    link = page[page.index('class="chip chip-link') :].partition("</a>")[0]
    assert 'chip-critical" href="/alarms?tenant=beta"' in link
    assert '2</span> · crítico<span class="spoken">, 2 alarmes abertos: Cliente beta' in link
    assert page.index("Cliente beta") < page.index("Cliente alfa")
    assert '<option value="alarms" selected>Pior alarme primeiro' in page
    assert 'aria-sort="ascending"><a class="sorter" href="/tenants?sort=-alarms">Alarmes' in page
    assert 'href="/tenants?sort=alarms">Alarmes' in browser.get("/tenants")
