import pytest
from sqlalchemy import event, text

from control_plane.database import transaction
from control_plane.operations.queue import LONGEST_QUEUE


def test_a_page_that_is_not_there_is_a_page(browser):
    response = browser.client.get("/nowhere", headers={"Accept": "text/html"})
    assert response.status_code == 404
    assert "Não encontramos esta página" in response.text


def test_programs_get_the_apis_shape(browser):
    for path, accept in (("/api/v1/nowhere", "text/html"), ("/nowhere", "application/json")):
        response = browser.client.get(path, headers={"Accept": accept})
        assert response.status_code == 404
        error = response.json["error"]
        assert (error["code"], error["message"]) == ("not_found", "There is no such page.")


def test_a_wrong_method_is_said_in_words(browser, active_tenant):
    response = browser.client.get("/tenants/acme/logins", headers={"Accept": "text/html"})
    assert response.status_code == 405


def test_pages_of_strangers_carry_no_operator(stranger):
    response = stranger.client.get("/nowhere", headers={"Accept": "text/html"})
    assert response.status_code == 404
    assert "logout" not in response.text


@pytest.fixture
def full_disk(sessions):
    """As SQLite finds it: no page more than there are."""

    def fill():
        with transaction(sessions) as session:
            size = session.execute(text("PRAGMA page_count")).scalar()

        @event.listens_for(sessions.kw["bind"], "begin")
        def _limit(connection):
            connection.exec_driver_sql(f"PRAGMA max_page_count={size}")

    return fill


def test_a_full_disk_is_said_on_the_page_and_in_the_api(browser, client, active_tenant, full_disk):
    full_disk()
    for key in range(LONGEST_QUEUE):
        page = browser.post("/tenants/acme/backups", {"form_key": f"{key:060}"})
        if page.status_code != 303:
            break
    assert page.status_code == 507
    assert "O disco da plataforma está cheio" in page.text and "<h1" in page.text
    answer = client.post("/api/v1/tenants/acme/repairs")
    assert (answer.status_code, answer.json["error"]["code"]) == (507, "platform_disk_full")
    assert browser.get("/tenants/acme")


def test_any_other_trouble_of_the_database_is_only_in_the_log(browser, client, sessions):
    with transaction(sessions) as session:
        session.execute(text("ALTER TABLE tenants RENAME TO elsewhere"))
    answer = client.get("/api/v1/tenants")
    assert (answer.status_code, answer.json["error"]["code"]) == (500, "internal_error")
