"""What will happen, on the page that asks before it does it."""

import re

import pytest

from control_plane.operations.queue import LONGEST_QUEUE
from control_plane.web.language import LANGUAGES
from tests.unit.control_plane.web.test_new_tenant import FORM
from tests.unit.control_plane.web.test_pages import assert_sound

TITLES = {"pt-BR": "O que vai acontecer", "en": "What will happen", "es": "Qué va a pasar"}


def plan_of(page):
    """The text of the plan, without marks."""
    found = re.search(r'<ol class="plan">(.*?)</ol>', page, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]*>", "", found[1]).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_restore_and_repair_say_it_in_the_readers_language(browser, backup_id, language):
    browser.speak(language)
    for path in (f"/tenants/acme/backups/{backup_id}/restore", "/tenants/acme/repairs"):
        page = browser.get(path)
        assert_sound(page)
        assert TITLES[language] in page
        assert "t-acme-database-g1" in plan_of(page)


def test_a_restore_warns_of_the_time_without_a_help_desk(browser, backup_id):
    plan = plan_of(browser.get(f"/tenants/acme/backups/{backup_id}/restore"))
    assert "Interrompe por uns 48 s: Ninguém alcança o atendimento" in plan
    assert "Não tem volta: O que chegou depois do backup" in plan


def test_who_is_before_it_is_said(browser, active_tenant):
    browser.post("/tenants/acme/backups")
    assert "Este cliente tem 1 antes dela" in browser.get("/tenants/acme/repairs")


def test_what_would_be_refused_is_said_instead(browser, backup_id, services, actor):
    for _ in range(LONGEST_QUEUE):
        services.backups.submit_backup("acme", actor)
    page = browser.get(f"/tenants/acme/backups/{backup_id}/restore")
    assert "Assim o pedido seria recusado" in page
    assert 'class="plan"' not in page
    assert_sound(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_tenant_is_told_and_not_made(browser, services, language):
    browser.speak(language)
    page = browser.post("/tenants/new?dry_run=true", FORM)
    assert page.status_code == 200
    assert_sound(page.text)
    assert "t-padaria-private" in plan_of(page.text) and "5511987650001" in plan_of(page.text)
    assert f'value="{FORM["name"]}"' in page.text and "token-of-padaria" not in page.text
    assert services.fleet.slugs() == []
    assert browser.post("/tenants/new", FORM).status_code == 303


def test_what_is_wrong_with_the_form_is_listed_where_the_plan_would_be(browser, services):
    page = browser.post("/tenants/new?dry_run=true", {**FORM, "slug": "-", "fila_ia.key": ""})
    assert page.status_code == 422
    place = page.text.partition('id="what-happens"')[2].partition("<aside")[0]
    assert "Identificador:" in place and "Chave da FILA-IA:" in place
    assert services.fleet.slugs() == []


def test_nothing_stands_there_before_it_is_asked_for(browser):
    page = browser.get("/tenants/new")
    assert re.search(r'id="what-happens"[^>]*>\s*</div>', page)
    assert 'formaction="/tenants/new?dry_run=true"' in page


@pytest.mark.parametrize("path", ["/tenants/acme/backups", "/tenants/acme/repairs"])
def test_a_page_that_cannot_rehearse_does_nothing(browser, active_tenant, services, path):
    assert browser.post(f"{path}?dry_run=true").status_code == 422
    assert len(services.history.list_all()) == 1
