"""The observer's looks, with an edge and an engine that only play their parts."""

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from requests import Response

from control_plane.adapters.usage import RunningService, Usage
from control_plane.database import Sessions, transaction
from control_plane.errors import RetryLater
from control_plane.health_models import TenantProbe
from control_plane.models import Tenant
from control_plane.observing import LANES, Observer, platform_token, read_figures
from control_plane.services.container import Services
from control_plane.services.credentials import Vault
from control_plane.services.observations import Observations
from control_plane.settings import Settings

PROMPT, SILENT = LANES
FIGURES = """guiche_messages_today{direction="in"} 5
guiche_messages_today{direction="out"} 4
guiche_ai_requests_today 2
"""


def answer(status: int, body: str) -> Response:
    response = Response()
    response.status_code = status
    response._content = body.encode()
    return response


class FakeEdge:
    """Host → what /readyz answers; None: nothing."""

    def __init__(self) -> None:
        self.answers: dict[str, Response | None] = {}
        self.asked: list[tuple[str, str]] = []
        self.tokens: list[str] = []

    def request(self, _method: str, host: str, path: str, *, headers: Any = None) -> Response:
        self.asked.append((host, path))
        if path == "/platform/metrics":
            self.tokens.append(headers["Authorization"])
            return answer(200, FIGURES)
        found = self.answers.get(host, answer(200, "{}"))
        if found is None:
            raise RetryLater("edge_unreachable", "The edge does not answer.")
        return found


class FakeUsages:
    def __init__(self) -> None:
        self.by_tenant: dict[str, list[RunningService]] = {}
        self.cpu = 0
        self.is_away = False

    def services(self) -> dict[str, list[RunningService]]:
        if self.is_away:
            raise RetryLater("engine_unreachable", "The Docker engine does not answer.")
        return self.by_tenant

    def of(self, _container: str) -> Usage | None:
        self.cpu += 10**9
        return Usage(100, 500, self.cpu)


@pytest.fixture
def edge() -> FakeEdge:
    return FakeEdge()


@pytest.fixture
def usages() -> FakeUsages:
    return FakeUsages()


@pytest.fixture
def observer(settings: Settings, sessions: Sessions, edge: FakeEdge, usages: FakeUsages) -> Observer:
    return Observer(settings, sessions, usages, edge)  # type: ignore[arg-type]


@pytest.fixture
def observations(sessions: Sessions) -> Observations:
    return Observations(sessions)


def web(task: str = "task1", version: int = 1, state: str = "running") -> RunningService:
    return RunningService("web", version, "appliance:1@sha256:ab", state, "then", "", task, "c1")


def forget_measuring(sessions: Sessions) -> None:
    with transaction(sessions) as session:
        session.connection().exec_driver_sql("UPDATE tenant_observations SET measured_at = NULL")


@pytest.mark.parametrize(
    ("said", "health", "reason"),
    [
        (answer(200, "{}"), "up", ""),
        (
            answer(503, json.dumps({"database": "error", "redis": "ok", "worker": "error"})),
            "unready",
            "It says that these do not work: database, worker.",
        ),
        (answer(503, "<html>restarting"), "down", "The edge answered with 503 in its place."),
        (answer(404, "{}"), "down", "The edge answered with 404 in its place."),
        (None, "down", "It does not answer through the edge."),
    ],
)
def test_how_a_tenant_is(
    observer: Observer,
    observations: Observations,
    edge: FakeEdge,
    add_tenant: Callable[..., Tenant],
    said: Response | None,
    health: str,
    reason: str,
) -> None:
    add_tenant()
    edge.answers["acme.localhost:8080"] = said
    assert observer.look(PROMPT)["tenants"] == 1
    shown = observations.show("acme")
    assert shown is not None
    assert (shown["health"], shown["reason"]) == (health, reason)


def test_who_is_closed_is_left_in_peace(
    observer: Observer, edge: FakeEdge, add_tenant: Callable[..., Tenant]
) -> None:
    for slug, lifecycle in (("shut", "suspended"), ("new", "creating"), ("gone", "deleted")):
        add_tenant(slug, lifecycle)
    observer.look(PROMPT)
    assert edge.asked == []


def test_who_does_not_answer_waits_in_another_lane(
    observer: Observer, edge: FakeEdge, add_tenant: Callable[..., Tenant]
) -> None:
    for slug in ("alive", "dead"):
        add_tenant(slug)
    edge.answers["dead.localhost:8080"] = None
    observer.look(PROMPT)
    edge.asked.clear()
    observer.look(PROMPT)
    assert {host for host, _ in edge.asked} == {"alive.localhost:8080"}
    del edge.answers["dead.localhost:8080"]
    observer.look(SILENT)
    assert observer.look(PROMPT)["tenants"] == 2


def test_a_tenant_that_hangs_delays_nobody_elses_look(
    observer: Observer, observations: Observations, edge: FakeEdge, add_tenant: Callable[..., Tenant]
) -> None:
    for slug in ("alive", "hangs"):
        add_tenant(slug)
    edge.answers["hangs.localhost:8080"] = None
    observer.look(PROMPT)
    released = threading.Event()
    ask = edge.request

    def hang(method: str, host: str, path: str, **options: Any) -> Response:
        if host.startswith("hangs"):
            released.wait(30)
        return ask(method, host, path, **options)

    edge.request = hang  # type: ignore[method-assign]
    silent = threading.Thread(target=observer.look, args=(SILENT,))
    silent.start()
    assert observer.look(PROMPT)["tenants"] == 1  # comes back while the other lane still waits
    assert silent.is_alive()
    released.set()
    silent.join(30)


def test_what_it_takes_is_written_down(
    observer: Observer,
    observations: Observations,
    usages: FakeUsages,
    edge: FakeEdge,
    settings: Settings,
    sessions: Sessions,
    add_tenant: Callable[..., Tenant],
) -> None:
    tenant = add_tenant()
    with transaction(sessions) as session:
        Vault(settings.platform_key).put(session, tenant.id, "session_key", "the key")
    usages.by_tenant = {tenant.id: [web()]}
    observer.look(PROMPT)
    shown = observations.show("acme")
    assert shown is not None
    assert (shown["version"], shown["memory_bytes"], shown["messages_today"], shown["ai_today"]) == (
        "appliance:1",
        100,
        9,
        2,
    )
    assert shown["cpu_milli"] is None  # nothing to compare with yet
    assert edge.tokens == [f"Bearer {platform_token('the key')}"]
    forget_measuring(sessions)
    observer.look(PROMPT)
    again = observations.show("acme")
    assert again is not None
    assert again["cpu_milli"] > 0


def test_it_is_measured_less_often_than_asked(
    observer: Observer, usages: FakeUsages, add_tenant: Callable[..., Tenant]
) -> None:
    usages.by_tenant = {add_tenant().id: [web()]}
    for _ in range(3):
        observer.look(PROMPT)
    assert usages.cpu == 10**9


def test_with_the_engine_away_health_is_seen_all_the_same(
    observer: Observer, observations: Observations, usages: FakeUsages, add_tenant: Callable[..., Tenant]
) -> None:
    add_tenant()
    usages.is_away = True
    observer.look(PROMPT)
    shown = observations.show("acme")
    assert shown is not None
    assert (shown["health"], shown["measured_at"]) == ("up", None)


@pytest.mark.parametrize(
    ("later", "restarts"),
    [
        ([web("task1")], 0),
        ([web("task2")], 1),
        ([web("task2"), web("task3")], 2),
        ([web("task2"), web("task3", version=2)], 0),
    ],
)
def test_what_starts_anew_by_itself_is_counted(
    observer: Observer,
    observations: Observations,
    usages: FakeUsages,
    sessions: Sessions,
    add_tenant: Callable[..., Tenant],
    later: list[RunningService],
    restarts: int,
) -> None:
    tenant = add_tenant()
    for service in (web("task1"), *later):
        usages.by_tenant = {tenant.id: [service]}
        observer.look(PROMPT)
        forget_measuring(sessions)
    shown = observations.show("acme")
    assert shown is not None
    assert shown["services"][0]["restarts"] == restarts


def test_figures_in_other_words_than_ours_are_left_out() -> None:
    lines = (
        'guiche_queue_jobs{queue="ai"} 3',
        "guiche_events_oldest_seconds 0.250",
        "# HELP guiche_x words",
        'guiche_messages{name="Maria da Silva"} 1',
        'guiche_messages{phone="+5511987650001"} 1',
        'guiche_tenant_up{tenant="another"} 1',
        "node_load1 3",
        "guiche_sending_stopped NaN",
    )
    assert read_figures("\n".join(lines)) == [
        ["guiche_queue_jobs", 'queue="ai"', 3.0],
        ["guiche_events_oldest_seconds", "", 0.25],
    ]
    assert len(read_figures("guiche_x 1\n" * 1000)) == 200


def test_how_near_a_tenant_is_to_metas_limit_is_an_alarm(
    observer: Observer,
    services: Services,
    sessions: Sessions,
    settings: Settings,
    add_tenant: Callable[..., Tenant],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tenant = add_tenant()
    with transaction(sessions) as session:
        Vault(settings.platform_key).put(session, tenant.id, "session_key", "ab" * 32)
        facts = {"tier": "250"}
        session.add(TenantProbe(tenant_id=tenant.id, name="limit", state="ok", code="ok", facts=facts))
    monkeypatch.setattr(f"{__name__}.FIGURES", "guiche_customers_written_first 230\n")
    observer.look(PROMPT)
    (alarm,) = services.alarms.list_all()
    assert (alarm["code"], alarm["details"]["percent"]) == ("messaging_limit_near", 92)
