import pytest

from control_plane.database import reading, transaction, utc_now
from control_plane.observation_models import LogTail
from control_plane.services.observations import Measures, Sighting
from control_plane.services.tenants import find_tenant
from control_plane.web.figures import curve

SERVICE = {
    "name": "web",
    "state": "failing",
    "since": "2026-03-02T12:00:00Z",
    "restarts": 4,
    "image": "guiche/appliance:v7",
    "memory_bytes": 90 * 2**20,
    "memory_limit": 200 * 2**20,
    "cpu_milli": 125,
    "message": "exit code 137",
    "task": "t",
    "version": 1,
}


@pytest.fixture
def seen(services, sessions, active_tenant):
    with reading(sessions) as session:
        tenant = find_tenant(session, active_tenant)
    measures = Measures("guiche/appliance:v7", memory_bytes=2**28, messages_today=42, services=[SERVICE])
    reason = "It says that these do not work: worker."
    services.observations.keep([Sighting(tenant.id, "unready", reason, 31, utc_now(), measures)])
    services.observations.add_points(utc_now())
    return tenant


def test_a_tenant_that_nobody_has_looked_at_shows_no_figures(browser, active_tenant):
    assert "Como está agora" not in browser.get("/tenants/acme")


def test_what_was_seen_stands_on_the_tenants_page(browser, seen):
    page = browser.get("/tenants/acme")
    for words in (
        "31 ms",
        "256 MiB",
        "42",
        "Diz que não funcionam: worker.",
        "falhando",
        "exit code 137",
        "0,12",
    ):
        assert words in page
    assert 'aria-label="Memória nas últimas 24 horas"' in page
    assert page.count("<polyline") == 3  # nothing of what was never measured, nor of days that are not over


def test_the_log_is_offered_to_whom_it_is_for(browser, seen, app, operator_of):
    assert "/tenants/acme/logs?service=web" in browser.get("/tenants/acme")
    email, _ = operator_of("viewer")
    viewer = app.test_client()
    viewer.post("/login", data={"email": email, "password": operator_of.password})
    assert "/logs" not in viewer.get("/tenants/acme").text
    assert viewer.get("/tenants/acme/logs").status_code == 403


def test_the_log_page_shows_what_there_is_and_where_more_comes_from(browser, seen, sessions):
    assert "o executor busca as linhas" in browser.get("/tenants/acme/logs?service=worker")
    with transaction(sessions) as session:
        tail = session.get_one(LogTail, (seen.id, "worker"))
        tail.lines, tail.count = ["12:00 <b>one</b>", "12:01 two"], 2
    page = browser.get("/tenants/acme/logs?service=worker")
    assert "12:00 &lt;b&gt;one&lt;/b&gt;\n12:01 two\n</pre>" in page
    assert 'data-log="/api/v1/tenants/acme/logs/worker/events"' in page


def test_a_service_there_is_not_is_said_with_those_there_are(browser, seen):
    assert "web, worker, mysql, redis" in browser.get("/tenants/acme/logs?service=x", status=404)


@pytest.mark.parametrize(
    ("values", "points"),
    [
        ([], []),
        ([None, None], []),
        ([0, 0], ["0.0,31.0 160.0,31.0"]),
        ([0, 10], ["0.0,31.0 160.0,1.0"]),
        ([5, None, 10], ["0.0,16.0 0.0,16.0", "160.0,1.0 160.0,1.0"]),
    ],
)
def test_a_curve_breaks_off_where_nothing_was_seen(values, points):
    assert curve(values) == points
