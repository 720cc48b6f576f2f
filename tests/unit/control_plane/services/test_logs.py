from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from control_plane.adapters.docker_engine import ObjectMissing
from control_plane.adapters.service_logs import Line
from control_plane.database import Sessions, reading, transaction, utc_now
from control_plane.errors import NotFound, TooMany
from control_plane.log_relay import LogRelay
from control_plane.models import Tenant
from control_plane.observation_models import LogTail
from control_plane.services import logs as module
from control_plane.services.container import Services
from control_plane.services.logs import KEPT_LINES, LONGEST_LINE, Logs, LogTails
from control_plane.settings import Settings


class FakeLogs:
    """Service → its lines; each is (moment, text)."""

    def __init__(self) -> None:
        self.lines: dict[str, list[Line]] = {}
        self.asked: list[tuple[str, str]] = []

    def after(self, service: str, last_at: str) -> list[Line]:
        self.asked.append((service, last_at))
        if service not in self.lines:
            raise ObjectMissing(404, "no such service")
        return [line for line in self.lines[service] if line.at > last_at]


@pytest.fixture
def engine_logs() -> FakeLogs:
    return FakeLogs()


@pytest.fixture
def relay(settings: Settings, sessions: Sessions, engine_logs: FakeLogs) -> LogRelay:
    return LogRelay(settings, sessions, engine_logs)  # type: ignore[arg-type]


@pytest.fixture
def logs(services: Services) -> Logs:
    return services.logs


def let_time_pass(sessions: Sessions) -> None:
    with transaction(sessions) as session:
        session.execute(update(LogTail).values(wanted_until=utc_now() - timedelta(seconds=1)))


@pytest.mark.usefixtures("relay")
def test_nothing_is_read_that_nobody_asked_for(
    relay: LogRelay, engine_logs: FakeLogs, add_tenant: Callable[..., Tenant]
) -> None:
    add_tenant()
    assert relay.relay() == 0
    assert engine_logs.asked == []


def test_what_is_asked_for_comes_and_goes_on(
    logs: Logs, relay: LogRelay, engine_logs: FakeLogs, add_tenant: Callable[..., Tenant]
) -> None:
    add_tenant()
    assert logs.ask("acme", "web") == ([], 0)
    engine_logs.lines["t-acme_web"] = [Line("1", "one")]
    assert relay.relay() == 1
    assert relay.relay() == 0
    engine_logs.lines["t-acme_web"].append(Line("2", "two"))
    relay.relay()
    assert logs.ask("acme", "web") == (["1 one", "2 two"], 2)
    assert engine_logs.asked[-1] == ("t-acme_web", "1")


def test_no_secret_of_the_tenants_is_shown(
    services: Services,
    sessions: Sessions,
    logs: Logs,
    relay: LogRelay,
    engine_logs: FakeLogs,
    add_tenant: Callable[..., Tenant],
) -> None:
    tenant = add_tenant()
    with transaction(sessions) as session:
        services.vault.put(session, tenant.id, "whatsapp_token", "an old token")
        services.vault.put(session, tenant.id, "whatsapp_token", "EAAB-the-token")
    logs.ask("acme", "worker")
    engine_logs.lines["t-acme_worker"] = [Line("1", "POST with EAAB-the-token, was an old token")]
    relay.relay()
    assert logs.ask("acme", "worker")[0] == ["1 POST with ***, was ***"]


def test_no_more_is_kept_than_somebody_reads(
    sessions: Sessions, logs: Logs, relay: LogRelay, engine_logs: FakeLogs, add_tenant: Callable[..., Tenant]
) -> None:
    add_tenant()
    logs.ask("acme", "web")
    engine_logs.lines["t-acme_web"] = [Line(f"{number:04}", "x" * 9000) for number in range(KEPT_LINES + 50)]
    relay.relay()
    lines, count = logs.ask("acme", "web")
    assert (len(lines), count, len(lines[0])) == (KEPT_LINES, KEPT_LINES + 50, LONGEST_LINE)
    let_time_pass(sessions)
    relay.relay()
    with reading(sessions) as session:
        assert session.scalars(select(LogTail)).all() == []


def test_a_service_that_is_not_there_has_no_lines(
    logs: Logs, relay: LogRelay, add_tenant: Callable[..., Tenant]
) -> None:
    add_tenant()
    logs.ask("acme", "mysql")
    assert relay.relay() == 0


def test_each_reader_gets_what_is_new_to_them(
    sessions: Sessions, logs: Logs, relay: LogRelay, engine_logs: FakeLogs, add_tenant: Callable[..., Tenant]
) -> None:
    add_tenant()
    lines = engine_logs.lines["t-acme_web"] = [Line("1", "one")]
    first = logs.watch("acme", "web", wait=lambda _: relay.relay() and None)
    assert next(first) == []
    assert next(first) == ["1 one"]
    lines.append(Line("2", "two"))
    second = logs.watch("acme", "web", wait=lambda _: relay.relay() and None)
    assert next(second) == ["1 one"]
    assert next(second) == ["2 two"]
    assert next(first) == ["2 two"]


def test_a_quiet_log_gives_signs_of_life(
    logs: Logs, add_tenant: Callable[..., Tenant], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_tenant()
    monkeypatch.setattr(module, "_HEARTBEAT_SECONDS", -1)
    watched = logs.watch("acme", "web", wait=lambda _: None)
    assert [next(watched), next(watched)] == [[], None]


def test_a_watch_ends_by_itself(
    logs: Logs, add_tenant: Callable[..., Tenant], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_tenant()
    monkeypatch.setattr(module, "_LONGEST_WATCH", timedelta(0))
    assert list(logs.watch("acme", "web", wait=lambda _: None)) == [[]]


@pytest.mark.parametrize(("slug", "service"), [("nobody", "web"), ("acme", "../etc"), ("acme", "job-backup")])
def test_what_there_is_not(logs: Logs, add_tenant: Callable[..., Tenant], slug: str, service: str) -> None:
    add_tenant()
    with pytest.raises(NotFound):
        logs.ask(slug, service)


def test_only_so_many_at_once(
    logs: Logs, add_tenant: Callable[..., Tenant], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_tenant()
    monkeypatch.setattr(module, "MOST_TAILS", 1)
    logs.ask("acme", "web")
    logs.ask("acme", "web")  # reading on is not one more
    with pytest.raises(TooMany):
        logs.ask("acme", "worker")


def test_lines_for_nobody_are_dropped(sessions: Sessions, add_tenant: Callable[..., Tenant]) -> None:
    tenant = add_tenant()
    LogTails(sessions).append(tenant.id, "web", ["a line"], "1")
    with reading(sessions) as session:
        assert session.scalars(select(LogTail)).all() == []
