import re

import pytest

from control_plane.web.language import LANGUAGES


def test_it_is_run_from_the_platforms_page(browser, services):
    page = browser.get("/platform")
    assert 'action="/platform/canary"' in page and "Nunca rodou" in page
    answer = browser.post("/platform/canary", {"form_key": "one"})
    (run,) = services.canaries.show()["runs"]
    assert answer.headers["Location"] == f"/operations/{run['id']}"
    assert 'action="/platform/canary"' not in browser.get("/platform")  # while one is under way


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_last_runs_stand_there_with_where_one_failed(browser, services, flock, actor, language):
    browser.speak(language)
    for step in ("use_help_desk", None):
        if step:
            flock.break_(step)
        services.canaries.run(actor)
        flock.work_all()
        if step:
            flock.mend(step)
    page = browser.get("/platform")
    assert page.count('id="canary-') == 1 + 2
    assert len(re.findall(r"<polyline", page)) == 1
    assert "chip-failed" in page and "chip-succeeded" in page
    for run in services.canaries.show()["runs"]:
        assert run["slug"] in browser.get(f"/operations/{run['operation']}")


def test_an_operations_page_and_the_alarm_name_it(browser, services, flock, actor):
    flock.break_("use_help_desk", "smoke_timeout")
    operation, _ = services.canaries.run(actor)
    flock.work_all()
    assert "canary_failed" not in browser.get("/alarms")
    assert operation["tenant"] in browser.get("/alarms")
    assert operation["tenant"] not in browser.get("/operations")
    assert operation["tenant"] in browser.get("/operations?kind=create_canary")
    assert operation["tenant"] in browser.get("/operations?q=canary")
    assert operation["tenant"] not in browser.get("/tenants")
    assert "canary" in browser.get(f"/tenants/{operation['tenant']}")


def test_a_deleted_one_has_a_page_without_a_certificate(browser, services, flock, actor):
    operation, _ = services.canaries.run(actor)
    flock.work_all()
    assert "certificate.json" not in browser.get(f"/tenants/{operation['tenant']}")
