"""What the reconciler repairs, with hands that only remember."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event, Thread
from typing import Any, cast

import pytest
from sqlalchemy import select

from control_plane import reconciler as module
from control_plane.adapters.all import Adapters
from control_plane.adapters.closed_pages import ClosedPages
from control_plane.adapters.docker_engine import EngineFacts
from control_plane.adapters.edge import AllowList, Attachable, CertificateList
from control_plane.adapters.jobs import RunningJob
from control_plane.adapters.networks import Network
from control_plane.database import Sessions, transaction
from control_plane.errors import StepFailed
from control_plane.inventory import Inventory
from control_plane.models import Alarm, Hostname, Operation, PlatformFact, Tenant
from control_plane.reconciler import Reconciler, matters
from control_plane.settings import Settings

FACTS = EngineFacts("20.10.24", "n1", True, 2, 8, 1, 2048, 3)


@dataclass
class Hands:
    """Attachments, networks and jobs in one."""

    allow_list: AllowList
    certificates: CertificateList
    closed_pages: ClosedPages
    networks_made: set[str] = field(default_factory=set)
    network_labels: dict[str, str] = field(default_factory=dict)
    attached: list[str] = field(default_factory=list)
    jobs_left: list[RunningJob] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    engine: None = None

    @property
    def attachments(self) -> "Hands":
        return self

    @property
    def networks(self) -> "Hands":
        return self

    @property
    def jobs(self) -> "Hands":
        return self

    def start_stopped(self) -> list[str]:
        return []

    def containers(self) -> list[Attachable]:
        return [Attachable("1", "guiche-edge", "edge", True, frozenset())]

    def labelled(self, label: str) -> dict[str, Network]:
        assert label == "guiche.instance=guiche"
        return {name: Network(name, name, False, True, self.network_labels) for name in self.networks_made}

    def attach(self, network: Network) -> list[str]:
        self.attached.append(network.name)
        return ["guiche-edge"]

    def attach_to_platform(self, network: Network, containers: list[Attachable]) -> list[str]:
        self.attached.append(network.name)
        return [each.name for each in containers]

    def left_behind(self, label: str) -> Iterator[RunningJob]:
        assert label == "guiche.instance=guiche"
        yield from self.jobs_left

    def remove(self, service_id: str) -> None:
        self.removed.append(service_id)


@pytest.fixture
def hands(tmp_path: Path) -> Hands:
    hosts = tmp_path / "hosts"
    hosts.mkdir()
    return Hands(AllowList(hosts), CertificateList(hosts), ClosedPages(hosts))


@pytest.fixture
def reconciler(
    settings: Settings, sessions: Sessions, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> Reconciler:
    monkeypatch.setattr(module, "read_facts", lambda _engine, _pool: FACTS)
    monkeypatch.setattr(module, "take_inventory", lambda *_: Inventory((), (), (), 0))
    templates = Path(__file__).parents[3] / "templates"
    return Reconciler(replace(settings, templates_dir=templates), sessions, cast(Adapters, hands))


@pytest.fixture
def attached_tenant(sessions: Sessions, add_tenant: Callable[..., Tenant]) -> Tenant:
    tenant = add_tenant()
    with transaction(sessions) as session:
        session.get_one(Hostname, "acme.localhost").is_attached = True
    return tenant


@pytest.mark.usefixtures("attached_tenant")
def test_the_allow_list_becomes_what_the_database_says(reconciler: Reconciler, hands: Hands) -> None:
    hands.allow_list.allow("gone.localhost")
    assert reconciler.reconcile()["hosts_changed"] == ["acme.localhost", "gone.localhost"]
    assert hands.allow_list.known() == {"acme.localhost"}
    assert reconciler.reconcile()["hosts_changed"] == []


def test_the_pages_of_closed_tenants_become_what_the_database_says(
    reconciler: Reconciler, hands: Hands, sessions: Sessions, add_tenant: Callable[..., Tenant]
) -> None:
    add_tenant()
    closed = add_tenant("shut", "suspended")
    with transaction(sessions) as session:
        session.get_one(Tenant, closed.id).closed_as = "suspended"
    hands.closed_pages.show("acme.localhost", "a page that nobody wants")
    assert reconciler.reconcile()["pages_changed"] == ["acme.localhost", "shut.localhost"]
    assert hands.closed_pages.known().keys() == {"shut.localhost"}
    assert reconciler.reconcile()["pages_changed"] == []
    hands.closed_pages.show("shut.localhost", "an old page")
    assert reconciler.reconcile()["pages_changed"] == ["shut.localhost"]
    assert "Atendimento suspenso" in hands.closed_pages.known()["shut.localhost"]


@pytest.mark.usefixtures("attached_tenant")
def test_certificates_become_what_the_database_says(reconciler: Reconciler, hands: Hands) -> None:
    assert hands.certificates.known() == set()
    hands.certificates.allow("gone.localhost")
    assert reconciler.reconcile()["certificates_changed"] == ["acme.localhost", "gone.localhost"]
    assert hands.certificates.known() == {"acme.localhost"}
    assert hands.allow_list.known() == {"acme.localhost"}  # the one is not part of the other
    assert reconciler.reconcile()["certificates_changed"] == []


@pytest.fixture
def forgotten_tenant(hands: Hands) -> None:
    """It runs, and the database is one of before it."""
    hands.networks_made.add("t-new-edge")
    hands.network_labels = {"guiche.tenant": "forgotten", "guiche.slug": "new"}
    for each in (hands.allow_list, hands.certificates):
        assert each.known() == set()  # which makes the directory
        each.allow("new.localhost")
    hands.closed_pages.show("shut.localhost", "a page")
    hands.jobs_left = [RunningJob("s1", "t-new-job-backup", {"guiche.tenant": "forgotten"})]


@pytest.mark.usefixtures("attached_tenant", "forgotten_tenant")
def test_whom_the_database_has_forgotten_stays_reachable(reconciler: Reconciler, hands: Hands) -> None:
    seen = reconciler.reconcile()
    assert seen["strangers"] == ["new"]
    assert hands.allow_list.known() == hands.certificates.known() == {"acme.localhost", "new.localhost"}
    assert hands.closed_pages.known() == {"shut.localhost": "a page"}
    assert hands.removed == []
    assert (seen["hosts_changed"], seen["pages_changed"]) == (["acme.localhost"], [])


@pytest.mark.usefixtures("attached_tenant", "forgotten_tenant")
def test_a_database_that_has_forgotten_somebody_is_an_alarm(
    reconciler: Reconciler, hands: Hands, sessions: Sessions
) -> None:
    reconciler.reconcile()
    with transaction(sessions) as session:
        alarm = session.scalars(select(Alarm)).one()
        assert (alarm.code, alarm.severity) == ("unknown_tenants", "critical")
        assert alarm.details == {"number": 1, "slugs": "new"}
    hands.networks_made.clear()
    assert reconciler.reconcile()["hosts_changed"] == ["new.localhost"]
    with transaction(sessions) as session:
        assert session.scalars(select(Alarm)).one().cleared_at is not None


@pytest.mark.parametrize("lifecycle", ["purging", "deleted", "undone"])
def test_whoever_leaves_is_no_stranger(
    reconciler: Reconciler, hands: Hands, add_tenant: Callable[..., Tenant], lifecycle: str
) -> None:
    tenant = add_tenant(lifecycle=lifecycle)
    hands.networks_made.add("t-acme-edge")
    hands.network_labels = {"guiche.tenant": tenant.id, "guiche.slug": "acme"}
    assert reconciler.reconcile()["strangers"] == []


@pytest.mark.usefixtures("attached_tenant")
def test_the_edge_is_connected_again(reconciler: Reconciler, hands: Hands) -> None:
    hands.networks_made.add("t-acme-edge")
    assert reconciler.reconcile()["attached"] == ["guiche-edge → t-acme-edge"]


def test_so_it_is_to_the_platforms_own_network(reconciler: Reconciler, hands: Hands) -> None:
    hands.networks_made |= {"guiche-platform", "other-platform"}
    assert reconciler.reconcile()["attached"] == ["guiche-edge → guiche-platform"]
    assert hands.attached == ["guiche-platform"]


@pytest.mark.usefixtures("attached_tenant")
def test_a_network_that_is_gone_is_said(reconciler: Reconciler) -> None:
    assert reconciler.reconcile()["networks_missing"] == ["t-acme-edge"]


def test_a_tenant_that_is_not_attached_is_left_alone(
    reconciler: Reconciler, hands: Hands, add_tenant: Callable[..., Tenant]
) -> None:
    add_tenant(lifecycle="creating")
    hands.networks_made.add("t-acme-edge")
    reconciler.reconcile()
    assert hands.attached == []
    assert hands.allow_list.known() == set()


@pytest.mark.parametrize(
    ("state", "is_removed"),
    [("queued", False), ("running", False), ("waiting", False), ("failed", True), ("succeeded", True)],
)
def test_a_job_that_no_operation_waits_for_is_removed(
    reconciler: Reconciler,
    hands: Hands,
    sessions: Sessions,
    add_tenant: Callable[..., Tenant],
    state: str,
    is_removed: bool,
) -> None:
    tenant = add_tenant()
    with transaction(sessions) as session:
        operation = Operation(kind="backup", tenant_id=tenant.id, inputs={}, state=state, requested_by="ana")
        session.add(operation)
    hands.jobs_left = [RunningJob("s1", "t-acme-job-backup", {"guiche.tenant": tenant.id})]
    reconciler.reconcile()
    assert hands.removed == (["s1"] if is_removed else [])


def test_what_it_saw_is_written_down(reconciler: Reconciler, sessions: Sessions) -> None:
    for _ in range(2):
        reconciler.reconcile()
    with transaction(sessions) as session:
        facts = {fact.name: fact.value for fact in session.query(PlatformFact)}
    assert set(facts) == {"edge", "capacity", "inventory"}
    assert facts["capacity"]["subnets_free"] == 2045
    assert facts["inventory"]["is_clean"] is True
    assert facts["edge"]["containers"] == [{"name": "guiche-edge", "is_running": True, "networks": 0}]


def event(kind: str, action: str, **attributes: str) -> dict[str, Any]:
    named = {key.replace("_", "."): value for key, value in attributes.items()}
    return {"Type": kind, "Action": action, "Actor": {"Attributes": named}}


@pytest.mark.parametrize(
    ("happening", "is_ours"),
    [
        (event("container", "start", guiche_instance="guiche", guiche_attach="tenants"), True),
        (event("container", "die", guiche_instance="guiche", guiche_attach="tenants"), True),
        (event("container", "exec_start", guiche_instance="guiche", guiche_attach="tenants"), False),
        (event("container", "die", guiche_instance="other", guiche_attach="tenants"), False),
        (event("container", "die", guiche_instance="guiche"), False),
        (event("network", "disconnect", name="t-acme-edge"), True),
        (event("network", "disconnect", name="t-acme-private"), False),
        (event("network", "disconnect", name="other-t-acme-edge"), False),
        (event("network", "disconnect", name="guiche-platform"), True),
        (event("network", "disconnect", name="other-platform"), False),
        (event("network", "connect", name="guiche-platform"), False),
        (event("network", "connect", name="t-acme-edge"), False),
        ({}, False),
    ],
)
def test_which_events_matter(settings: Settings, happening: dict[str, Any], is_ours: bool) -> None:
    assert matters(happening, settings) is is_ours


def test_another_instance_watches_its_own_networks(settings: Settings) -> None:
    other = replace(settings, instance="other")
    assert matters(event("network", "disconnect", name="other-t-acme-edge"), other)


def test_a_look_that_failed_is_soon_followed_by_another(
    reconciler: Reconciler, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = iter([StepFailed("engine_refused", "not now"), None])
    looked = Event()

    def look() -> None:
        if error := next(looks):
            raise error
        reconciler.stop()
        looked.set()

    monkeypatch.setattr(module, "_RECONNECT_SECONDS", 0.0)
    monkeypatch.setattr(reconciler, "_look", look)
    thread = Thread(target=reconciler._loop)
    thread.start()
    assert looked.wait(20)  # not after the usual 30 seconds
    thread.join()
