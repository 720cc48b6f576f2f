"""To a real server on this machine: what is told and signed, and what becomes of it when nobody takes it."""

import hashlib
import hmac
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from control_plane.database import transaction, utc_now
from control_plane.errors import Conflict, InvalidInput, NotFound
from control_plane.event_models import EventDelivery, EventEndpoint, OutgoingEvent
from control_plane.models import Operation
from control_plane.services import alarms
from control_plane.services.alarms import AlarmFilter
from control_plane.services.event_endpoints import MOST, EventEndpoints, url_problem
from control_plane.services.event_sending import GIVEN_UP_AFTER, EventSending, signature
from control_plane.services.events_out import TYPES, emit, tell_operation


class Billing:
    """A system of the operator's: keeps what it was sent, answers with `status`."""

    def __init__(self) -> None:
        self.status = 204
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.url = ""

    @property
    def events(self) -> list[dict]:
        return [json.loads(body) for _, body in self.taken]


@contextmanager
def serving(billing: Billing) -> Iterator[Billing]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            billing.taken.append((dict(self.headers), body))
            self.send_response(billing.status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    billing.url = f"http://127.0.0.1:{server.server_address[1]}/guiche"
    try:
        yield billing
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def billing():
    with serving(Billing()) as found:
        yield found


@pytest.fixture
def endpoints(services):
    return EventEndpoints(services.sessions, services.vault, takes_private=True)


@pytest.fixture
def sending(services):
    return EventSending(services.sessions, services.vault, days=30, takes_private=True)


@pytest.fixture
def told(endpoints, billing, actor):
    """(secret, row) of billing's address."""
    return endpoints.create(billing.url, [], actor)


@pytest.fixture
def tell(sessions, add_tenant):
    tenant = add_tenant()

    def make(type_="tenant.suspended", **data):
        with transaction(sessions) as session:
            emit(session, type_, tenant, data)

    return make


def rows(sessions, table=EventDelivery):
    with transaction(sessions) as session:
        return session.query(table).all()


def test_an_event_arrives_once_signed_over_its_moment_and_body(sending, billing, told, tell):
    tell(operation="x")
    assert [sending.send_due(utc_now()) for _ in range(2)] == [1, 0]
    [(headers, body)] = billing.taken
    event = json.loads(body)
    assert (event["type"], event["tenant"]["slug"], event["data"]) == (
        "tenant.suspended",
        "acme",
        {"operation": "x"},
    )
    assert headers["Guiche-Event"] == "tenant.suspended"
    moment, digest = (part.partition("=")[2] for part in headers["Guiche-Signature"].split(","))
    expected = hmac.new(told[0].encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    assert digest == expected
    assert abs(int(moment) - utc_now().timestamp()) < 60


def test_the_signature_is_as_it_was_worked_out_by_hand():
    """printf '1700000000.{}' | openssl dgst -sha256 -hmac whsec_x"""
    assert signature("whsec_x", 1_700_000_000, b"{}") == f"t=1700000000,v1={KNOWN}"


KNOWN = "be8cb8325f2202445260a855532f967e30ad2a9394ce28da66ee02880ddcb661"


def test_each_address_gets_what_it_chose(endpoints, sending, billing, tell, actor):
    endpoints.create(billing.url, ["tenant.deleted"], actor)
    tell()
    tell("tenant.deleted")
    sending.send_due(utc_now())
    assert [event["type"] for event in billing.events] == ["tenant.deleted"]


def test_where_nobody_is_told_nothing_is_kept(sessions, tell):
    tell()
    assert rows(sessions, OutgoingEvent) == []


def test_what_was_taken_back_tells_nothing(sessions, told, add_tenant):
    tenant = add_tenant()
    with pytest.raises(RuntimeError), transaction(sessions) as session:
        emit(session, "tenant.created", tenant, {})
        raise RuntimeError
    assert rows(sessions) == []


@pytest.mark.parametrize("status", [302, 400, 404, 500])
def test_what_is_not_taken_waits_and_is_sent_again_as_it_was(sessions, sending, billing, told, tell, status):
    billing.status = status
    tell()
    now = utc_now()
    assert sending.send_due(now) == 0
    [row] = rows(sessions)
    assert (row.state, row.status, row.problem, row.attempts) == ("waiting", status, "status", 1)
    assert sending.send_due(now) == 0
    billing.status = 200
    assert sending.send_due(now + timedelta(minutes=2)) == 1
    assert len(billing.taken) == 2
    assert billing.taken[0][1] == billing.taken[1][1]


def test_a_server_that_is_not_itself_is_not_asked_for_each_event(sending, billing, told, tell):
    billing.status = 503
    tell(), tell()
    sending.send_due(utc_now())
    assert len(billing.taken) == 1


def test_one_address_that_is_down_keeps_no_other_waiting(endpoints, sending, billing, actor, tell):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        endpoints.create(f"http://127.0.0.1:{free.getsockname()[1]}/x", [], actor)
    endpoints.create(billing.url, [], actor)
    tell()
    assert sending.send_due(utc_now()) == 1
    assert {row["problem"] for row in endpoints.deliveries()} == {"unreachable", None}


def test_what_nobody_takes_for_days_is_given_up_and_can_be_sent_by_hand(
    sessions, endpoints, sending, billing, told, tell, actor, services
):
    billing.status = 500
    tell()
    with transaction(sessions) as session:
        row = session.query(EventDelivery).one()
        row.asked_at -= GIVEN_UP_AFTER + timedelta(minutes=1)
        row.attempts = 20
    sending.send_due(utc_now())
    [shown] = endpoints.deliveries(state="given_up")
    assert sending.send_due(utc_now() + timedelta(days=1)) == 0
    (alarm,) = services.alarms.list_all()
    assert alarm["code"] == "event_endpoint_failing"
    billing.status = 200
    endpoints.redeliver(shown["id"], actor)
    assert sending.send_due(utc_now()) == 1
    assert services.alarms.list_all() == []
    assert len(endpoints.deliveries(state="delivered")) == 1


def test_the_alarm_of_an_address_is_not_told_as_an_event(sessions, told):
    with transaction(sessions) as session:
        alarms.raise_(session, "event_endpoint_failing", subject="x", details={"problem": "500"})
    assert rows(sessions) == []


def test_an_alarm_is_told_when_it_is_raised_and_when_it_is_over(sessions, sending, billing, told, add_tenant):
    tenant = add_tenant()
    for _ in range(2):  # seen again, it is not told again
        with transaction(sessions) as session:
            alarms.raise_(session, "backup_overdue", tenant_id=tenant.id, details={"hours": 31})
    with transaction(sessions) as session:
        alarms.clear(session, "backup_overdue", tenant_id=tenant.id)
    sending.send_due(utc_now())
    assert [(event["type"], event["data"]["code"]) for event in billing.events] == [
        ("alarm.raised", "backup_overdue"),
        ("alarm.cleared", "backup_overdue"),
    ]


def test_an_alarm_says_why_and_what_to_do_without_the_clients_name(
    sessions, sending, billing, told, add_tenant
):
    tenant = add_tenant(name="Padaria do Zé")
    with transaction(sessions) as session:
        alarms.raise_(session, "backup_overdue", tenant_id=tenant.id, details={"hours": 31})
    sending.send_due(utc_now())
    [event] = billing.events
    assert event["data"]["reason"] == "acme has had no backup for 31 hours."
    assert event["data"]["next"].startswith("Run one: guiche backup run acme.")
    assert "Padaria" not in json.dumps(event, ensure_ascii=False)


def test_what_becomes_graver_is_told_again(sessions, sending, billing, told):
    for severity in ("warning", "critical", "warning"):
        with transaction(sessions) as session:
            alarms.raise_(session, "backup_overdue", severity=severity, details={"hours": 31})
    sending.send_due(utc_now())
    assert [(event["type"], event["data"]["severity"]) for event in billing.events] == [
        ("alarm.raised", "warning"),
        ("alarm.raised", "critical"),
    ]
    assert len({event["data"]["id"] for event in billing.events}) == 1


def test_of_a_tenant_that_is_gone_every_alarm_is_told_to_be_over(
    sessions, sending, billing, told, add_tenant
):
    tenant = add_tenant()
    with transaction(sessions) as session:
        alarms.raise_(session, "backup_overdue", tenant_id=tenant.id, details={"hours": 31})
        alarms.clear_all(session, tenant.id)
    sending.send_due(utc_now())
    assert [event["type"] for event in billing.events] == ["alarm.raised", "alarm.cleared"]


def test_an_operation_is_told_as_what_it_made_of_the_tenant(sessions, told, services, actor, tenant_request):
    services.tenants.submit_create(tenant_request(), actor)
    with transaction(sessions) as session:
        operation = session.query(Operation).one()
        operation.tenant.lifecycle = "active"
        tell_operation(session, operation)
    [event] = rows(sessions, OutgoingEvent)
    body = json.loads(event.body)
    assert (body["type"], body["tenant"]["lifecycle"], body["tenant"]["plan"]) == (
        "tenant.created",
        "active",
        "standard",
    )
    assert "ana@acme.example" not in event.body


def test_a_name_that_leads_into_a_private_network_is_not_connected_to(services, actor, monkeypatch, sessions):
    """Checked when it is connected to: a name may lead elsewhere by then."""
    _, row = services.event_endpoints.create("https://billing.example.com/x", [], actor)
    services.event_endpoints.ping(row["id"], actor)
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.201.0.9", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: found)
    assert services.event_sending.send_due(utc_now()) == 0
    [shown] = services.event_endpoints.deliveries()
    assert shown["problem"] == "private_address"


def test_an_address_that_was_allowed_once_is_refused_now(services, endpoints, billing, told, tell):
    tell()
    services.event_sending.send_due(utc_now())
    assert billing.taken == []
    assert endpoints.deliveries()[0]["problem"] == "private_address"


@pytest.mark.parametrize(
    "url",
    [
        "http://billing.example.com/x",
        "https://10.0.0.1/x",
        "https://[::1]/x",
        "https://169.254.169.254/latest",
        "https://redis/x",
        "https://panel.localhost/x",
        "https://panel.localhost./x",
        "https://localhost./x",
        "https://10.0.0.1./x",
        "https://0x7f.1/x",
        "https://127.1/x",
        "https://0177.0.0.01/x",
        "https://0xA.0.1/x",
        "https://2130706433/x",
        "https://2130706433./x",
        "https://169.16689662/x",
        "https://user:pass@billing.example.com/",
        "https://billing.example.com:port/",
        "https://billing.example.com/#x",
        "https://billing.example.com/ x",
        "ftp://billing.example.com",
        "https:///x",
        "https://[x",
        "https://billing.example.com/" + "x" * 500,
        "",
    ],
)
def test_addresses_that_are_refused(url):
    assert url_problem(url, takes_private=False) is not None


def test_addresses_that_will_do():
    assert url_problem("https://billing.example.com:8443/guiche?k=1", takes_private=False) is None
    assert url_problem("http://10.0.0.1/x", takes_private=True) is None
    for public in ("1.1.1.1", "1.1", "0x01.example.com", "127.1.example.com"):
        assert url_problem(f"https://{public}/x", takes_private=False) is None


def test_the_secret_is_told_once_and_sealed(endpoints, told, sessions, services):
    secret, row = told
    assert secret not in str(endpoints.list_all()) + str(services.audit.list_all())
    [stored] = rows(sessions, EventEndpoint)
    assert secret.encode() not in stored.sealed
    assert "secret" not in row


def test_an_address_that_is_removed_leaves_nothing_that_waits(
    endpoints, sending, sessions, billing, told, tell, actor
):
    tell()
    endpoints.remove(told[1]["id"], actor)
    sending.send_due(utc_now())
    sending.forget_old(utc_now())
    assert (billing.taken, rows(sessions), rows(sessions, OutgoingEvent)) == ([], [], [])
    with pytest.raises(NotFound):
        endpoints.ping(told[1]["id"], actor)


def test_events_are_kept_for_so_many_days(sending, sessions, told, tell):
    tell()
    sending.forget_old(utc_now() + timedelta(days=29))
    assert len(rows(sessions)) == 1
    sending.forget_old(utc_now() + timedelta(days=31))
    assert rows(sessions) == rows(sessions, OutgoingEvent) == []


def test_there_are_only_so_many_addresses_and_known_events(endpoints, billing, actor):
    with pytest.raises(InvalidInput, match=r"no event “tenant\.sold”"):
        endpoints.create(billing.url, ["tenant.sold"], actor)
    for _ in range(MOST):
        endpoints.create(billing.url, TYPES, actor)
    with pytest.raises(Conflict):
        endpoints.create(billing.url, [], actor)


def test_no_alarm_is_left_of_an_address_that_is_gone(endpoints, services, sessions, told, actor):
    with transaction(sessions) as session:
        alarms.raise_(session, "event_endpoint_failing", subject=told[1]["id"], details={"problem": "500"})
    endpoints.remove(told[1]["id"], actor)
    assert services.alarms.list_all(AlarmFilter()) == []
