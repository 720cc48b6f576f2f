import re
from dataclasses import replace

import pytest

from control_plane.database import transaction, utc_now
from control_plane.models import Backup, Operation, Tenant
from control_plane.offsite_settings import OffsiteSettings
from control_plane.services.history import HistoryFilter
from control_plane.services.platform_copy import note_failed


def test_a_backup_is_one_operation_however_often_the_button_is_pressed(browser, active_tenant, services):
    first = browser.post("/tenants/acme/backups", {"form_key": "one"})
    second = browser.post("/tenants/acme/backups", {"form_key": "one"})
    assert first.status_code == 303
    assert first.location == second.location
    assert services.history.list_all(HistoryFilter(tenant="acme"))[0]["kind"] == "backup"


def test_on_a_busy_tenant_it_waits_for_its_turn(browser, active_tenant):
    browser.post("/tenants/acme/backups", {"form_key": "one"})
    response = browser.post("/tenants/acme/backups", {"form_key": "two"})
    assert "Este cliente tem 1 antes dela" in browser.get(response.location)
    assert "espera 1 antes dela" in browser.get("/operations")


def test_backups_are_listed_with_their_size(browser, backup_id):
    page = browser.get("/tenants/acme")
    assert "5,0 MiB" in page
    assert f"/tenants/acme/backups/{backup_id}/restore" in page


def test_a_restore_asks_for_the_slug(browser, backup_id):
    page = browser.get(f"/tenants/acme/backups/{backup_id}/restore")
    assert 'data-must-be="acme"' in page
    response = browser.post(f"/tenants/acme/backups/{backup_id}/restore", {"confirm": "ACME"})
    assert response.status_code == 422
    assert "Digite o identificador do cliente (acme)" in response.text


def test_a_confirmed_restore_starts(browser, backup_id, services):
    path = f"/tenants/acme/backups/{backup_id}/restore"
    response = browser.post(path, {"confirm": "acme", "form_key": "r"})
    operation = services.history.list_all(HistoryFilter(tenant="acme"))[0]
    assert operation["kind"] == "restore"
    assert response.location == f"/operations/{operation['id']}"
    assert browser.post(path, {"confirm": "acme", "form_key": "r"}).location == response.location


def test_a_restore_without_a_safety_backup_is_ticked_and_warned_of(browser, backup_id, sessions):
    path = f"/tenants/acme/backups/{backup_id}/restore"
    assert "não fica em backup nenhum" in browser.get(path)
    wrong = browser.post(path, {"confirm": "x", "form_key": "r", "without_safety_backup": "on"})
    assert re.search(r'name="without_safety_backup"[^>]* checked', wrong.text)
    assert "foi pedido sem backup de segurança" in wrong.text  # so says the plan
    browser.post(path, {"confirm": "acme", "form_key": "r", "without_safety_backup": "on"})
    with transaction(sessions) as session:
        asked = session.query(Operation).filter_by(kind="restore").one()
        assert asked.inputs["without_safety_backup"] is True
    assert "sem backup de segurança" in browser.get("/audit?action=restore_submitted")


def test_what_is_off_site_alone_says_so_and_offers_nothing(browser, backup_id, sessions):
    with transaction(sessions) as session:
        backup = session.get_one(Backup, backup_id)
        backup.is_here, backup.offsite_at = False, utc_now()
    page = browser.get("/tenants/acme")
    assert "Só na cópia externa" in page
    assert f"/tenants/acme/backups/{backup_id}" not in page and f"from_backup={backup_id}" not in page


def test_a_tenant_whose_restore_stopped_is_backed_up_by_hand_too(browser, backup_id, sessions):
    with transaction(sessions) as session:
        session.query(Tenant).one().lifecycle = "restoring"
    assert "Fazer backup agora" in browser.get("/tenants/acme")


def test_no_such_backup(browser, active_tenant):
    assert "não tem o backup" in browser.get("/tenants/acme/backups/none/restore", status=404)
    response = browser.post("/tenants/acme/backups/none/restore", {"confirm": "acme"})
    assert response.status_code == 404


def test_each_says_whether_it_was_proven(browser, backup_id, sessions):
    assert "Ainda não provado" in browser.get("/tenants/acme")
    assert ">Nunca<" in browser.get("/tenants")
    with transaction(sessions) as session:
        backup = session.get_one(Backup, backup_id)
        backup.proven_at = utc_now()
        backup.proof = {"operation": backup.operation_id, "seconds": 41, "tables": 2, "rows": 1234}
    page = browser.get("/tenants/acme")
    assert "Ainda não provado" not in page
    assert "linhas em 41 s" in page
    assert ">Nunca<" not in browser.get("/tenants")


def test_a_drill_is_one_operation_however_often_the_button_is_pressed(browser, backup_id, services):
    path = f"/tenants/acme/backups/{backup_id}/drill"
    assert path in browser.get("/tenants/acme")
    first = browser.post(path, {"form_key": "d"})
    assert (first.status_code, browser.post(path, {"form_key": "d"}).location) == (303, first.location)
    assert services.history.list_all(HistoryFilter(tenant="acme"))[0]["kind"] == "drill"


def test_a_drill_of_no_backup(browser, active_tenant):
    response = browser.post("/tenants/acme/backups/none/drill", {"form_key": "d"})
    assert response.status_code == 404


class TestOffsite:
    @pytest.fixture
    def settings(self, settings):
        return replace(settings, offsite=OffsiteSettings("rest:https://elsewhere.example"))

    @pytest.mark.usefixtures("backup_id")
    def test_a_copy_is_asked_for_once(self, browser, services):
        page = browser.get("/tenants/acme")
        assert "Copiar para fora agora" in page and "Nenhum lugar externo" not in page
        first = browser.post("/tenants/acme/backups/offsite", {"form_key": "one"})
        assert browser.post("/tenants/acme/backups/offsite", {"form_key": "one"}).location == first.location
        assert services.history.list_all(HistoryFilter(tenant="acme"))[0]["kind"] == "offsite"
        assert "Copiar para fora e conferir lá" in browser.get(first.location)

    @pytest.mark.usefixtures("backup_id")
    def test_what_is_there_comes_back(self, browser, services):
        browser.post("/tenants/acme/backups/retrieve", {"form_key": "one"})
        assert services.history.list_all(HistoryFilter(tenant="acme"))[0]["kind"] == "retrieve"

    def test_the_platform_says_how_its_own_copy_is(self, browser, sessions):
        assert "Ainda não foi copiada" in browser.get("/platform")
        with transaction(sessions) as session:
            note_failed(session, utc_now(), "offsite_full", "no more room")
        assert "no more room" in browser.get("/platform")


def test_where_nothing_is_kept_outside_the_page_says_so(browser, backup_id):
    page = browser.get("/tenants/acme")
    assert "Nenhum lugar externo configurado" in page
    assert "Copiar para fora agora" not in page
    assert "Nenhum lugar externo configurado" in browser.get("/platform")
    assert browser.post("/tenants/acme/backups/offsite", {}).status_code == 409


def test_what_can_be_done_with_a_backup_stands_in_a_row(browser, backup_id):
    page = browser.get("/tenants/acme")
    assert page.count('class="row-actions"') == 1
    assert 'aria-label="Copiar para um cliente novo"' in page
    assert "pedido no painel ou CLI" in page
