from control_plane.database import transaction, utc_now
from control_plane.observation_models import LogTail
from control_plane.services import logs as logs_module
from control_plane.services.observations import Measures, Sighting


def test_the_last_look_and_the_curves(client, services, add_tenant):
    tenant = add_tenant()
    answer = client.get("/api/v1/tenants/acme/observation").json
    assert answer["seen"] is None
    services.observations.keep([Sighting(tenant.id, "up", "", 5, utc_now(), Measures(memory_bytes=7))])
    services.observations.add_points(utc_now())
    answer = client.get("/api/v1/tenants/acme/observation").json
    assert answer["seen"]["memory_bytes"] == 7
    assert answer["day"]["memory_bytes"][-1] == 7
    assert len(answer["season"]["up"]) == 90
    assert client.get("/api/v1/tenants/nobody/observation").status_code == 404


def test_a_log_as_events(client, add_tenant, sessions, services, monkeypatch):
    tenant = add_tenant()
    services.logs.ask("acme", "web")
    with transaction(sessions) as session:
        tail = session.get_one(LogTail, (tenant.id, "web"))
        tail.lines, tail.count = ["12:00 one"], 1
    monkeypatch.setattr(logs_module, "_LONGEST_WATCH", logs_module._WANTED * 0)
    answer = client.get("/api/v1/tenants/acme/logs/web/events")
    assert answer.mimetype == "text/event-stream"
    assert answer.text == 'event: lines\ndata: ["12:00 one"]\n\n'


def test_a_log_there_is_not(client, add_tenant):
    add_tenant()
    assert client.get("/api/v1/tenants/acme/logs/shadow/events").status_code == 404
    assert client.get("/api/v1/tenants/nobody/logs/web/events").status_code == 404
