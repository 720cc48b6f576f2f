import pytest

from control_plane.web.tenant_plans import read_number

NUMBERS = {
    "limits.memory": "4096",
    "limits.memory_reserved": "1024",
    "limits.cpus": "2,5",
    "limits.cpus_reserved": "0.5",
    "limits.disk_reserved": "4096",
}


def test_a_plan_is_made_shown_and_changed(browser, services):
    assert browser.post("/plans", {"name": "Grande", "slug": "grande", **NUMBERS}).status_code == 303
    assert services.plans.show("grande")["limits"]["cpus"] == 2.5
    assert 'value="4096"' in browser.get("/plans/grande")
    answer = browser.post("/plans/grande", {"name": "Maior", **NUMBERS, "limits.memory": "8192"})
    assert answer.status_code == 303
    assert services.plans.show("grande")["limits"]["memory"] == 8192
    assert "Maior" in browser.get("/plans")


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(browser, services):
    answer = browser.post("/plans", {"name": "Grande", "slug": "grande", **NUMBERS, "limits.memory": "muita"})
    assert answer.status_code == 422
    assert 'id="limits.memory-problem"' in answer.text
    assert 'value="muita"' in answer.text
    assert "Informe um número inteiro de 1024 a 65536." in answer.text
    assert [plan["slug"] for plan in services.plans.list_all()] == ["standard"]


def test_whoever_only_reads_sees_numbers_and_no_form(browser, app, operator_of):
    email, _ = operator_of("viewer")
    reader = type(browser)(app.test_client())
    reader.client.post("/login", data={"email": email, "password": operator_of.password})
    page = reader.get("/plans/standard")
    assert "1152" in page
    assert 'name="limits.memory"' not in page


@pytest.mark.parametrize(
    ("typed", "read"), [("", None), ("3,5", 3.5), ("3.5", 3.5), ("2", 2), ("2.0", 2), ("x", "x")]
)
def test_numbers_as_people_write_them(typed, read):
    assert read_number(typed) == read


@pytest.mark.parametrize("typed", ["nan", "inf", "1e999"])
def test_what_is_no_number_of_ours_is_refused_not_broken(browser, typed):
    answer = browser.post("/plans/standard", {"name": "S", **NUMBERS, "limits.memory": typed})
    assert answer.status_code == 422
