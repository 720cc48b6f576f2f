"""A tenant from nothing to its first message, by a runner that dies after every step; then its reconciler."""

import base64
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
import requests

from control_plane.actor import Actor
from control_plane.database import transaction
from control_plane.errors import RetryLater
from control_plane.inventory import take_inventory
from control_plane.models import Operation, Tenant
from control_plane.operations.catalog import KINDS
from control_plane.operations.engine.lease import Lease
from control_plane.operations.steps.all import STEPS
from control_plane.operations.steps.apply_brand import ANOTHER_CHANGE
from control_plane.reconciler import Reconciler
from control_plane.services.brand_change import BrandChange
from tests.integration.control_plane.small_platform import SmallPlatform

pytestmark = [pytest.mark.integration, pytest.mark.timeout(900)]
NAMES = KINDS["create_tenant"].steps


PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
)


class Died(BaseException):
    """As SIGKILL: nothing of ours gets to say anything."""


@pytest.fixture(scope="module")
def deaths(platform: SmallPlatform) -> list[str]:
    """Creates tenant `acme`; the steps after whose work a runner died."""
    operation_id = platform.submit(platform.request("acme"))
    died: list[str] = []
    while len(died) <= len(NAMES):
        lease = platform.claim()
        try:
            _mortal_walk(platform, lease, NAMES, died)
        except Died:
            platform.expire_lease(operation_id)
            continue
        break
    return died


def _mortal_walk(platform: SmallPlatform, lease: Lease, names: Sequence[str], died: list[str]) -> None:
    """Walks until the first step that has not killed a runner yet has done its work, not yet written down."""
    walk = platform.walk(lease)
    journal = walk._journal
    step_done = journal.step_done

    def die_once(position: int) -> None:
        if names[position] not in died:
            died.append(names[position])
            raise Died
        step_done(position)

    journal.step_done = die_once  # type: ignore[method-assign]
    walk.run()


@pytest.fixture(scope="module")
def created(platform: SmallPlatform, deaths: list[str]) -> dict[str, Any]:
    with transaction(platform.sessions) as session:
        operation_id = (
            session.query(Operation.id)
            .filter_by(kind="create_tenant")
            .order_by(Operation.created_at.desc())
            .first()
        )
    assert operation_id is not None
    assert deaths
    return platform.services.operations.show(operation_id[0])


def answers(platform: SmallPlatform) -> int:
    host = f"acme.localhost:{platform.settings.public_port}"
    return platform.adapters.tenant_http.request("GET", host, "/readyz").status_code


def test_a_runner_that_dies_after_every_step_makes_the_same_tenant(
    platform: SmallPlatform, created: dict[str, Any], deaths: list[str]
) -> None:
    assert created["state"] == "succeeded", created["error"]
    assert deaths == list(NAMES)
    with transaction(platform.sessions) as session:
        assert session.query(Tenant).filter_by(slug="acme").one().lifecycle == "active"


@pytest.mark.usefixtures("created")
def test_nothing_is_missing_and_nothing_is_left_over(platform: SmallPlatform) -> None:
    inventory = take_inventory(platform.adapters.engine, platform.sessions, platform.settings)
    assert inventory.is_clean, inventory.as_json()
    assert inventory.counted == 26


@pytest.mark.usefixtures("created")
def test_it_answers_through_the_edge(platform: SmallPlatform) -> None:
    assert answers(platform) == 200


def test_the_smoke_test_says_what_it_proved(platform: SmallPlatform, created: dict[str, Any]) -> None:
    with transaction(platform.sessions) as session:
        report = session.get_one(Operation, created["id"]).results["smoke_test"]
    assert report | {"message_out": ""} == {
        "pages": "ok",
        "webhook": "ok",
        "message_in": "ok",
        "message_out": "",
        "connections": "ok",
    }
    assert report["message_out"].startswith(("sent", "delivered", "read", "accepted"))


@pytest.mark.usefixtures("created")
def test_every_step_holds_afterwards(platform: SmallPlatform, created: dict[str, Any]) -> None:
    context = platform.context_of(created["id"])
    assert {name: STEPS[name].check(context) for name in NAMES} == dict.fromkeys(NAMES, True)


@pytest.fixture
def shown(platform: SmallPlatform) -> Callable[[str], requests.Response]:
    """What the tenant answers anybody at this path."""

    def get(path: str) -> requests.Response:
        return platform.adapters.tenant_http.request(
            "GET", f"acme.localhost:{platform.settings.public_port}", path
        )

    return get


@pytest.mark.usefixtures("created")
def test_a_brand_that_a_runner_died_of_is_set_once(
    platform: SmallPlatform, shown: Callable[[str], requests.Response]
) -> None:
    change = BrandChange({"name": "Padaria $Zé", "colour": "#0F6B52"}, {"logo": PIXEL, "favicon": PIXEL})
    operation, _ = platform.services.brands.submit("acme", change, Actor("tester"))
    with pytest.raises(Died):
        _mortal_walk(platform, platform.claim(), KINDS["brand"].steps, [])
    platform.expire_lease(operation["id"])
    ended = platform.work()
    assert (ended["state"], ended["error"]) == ("succeeded", None)
    manifest = shown("/manifest.webmanifest").json()
    assert manifest["name"] == "Padaria $Zé"
    assert shown(manifest["icons"][0]["src"]).headers["Content-Type"] == "image/png"
    assert platform.services.brands.show("acme")["colour"] == "#0f6b52"
    assert take_inventory(platform.adapters.engine, platform.sessions, platform.settings).is_clean


@pytest.mark.usefixtures("created")
def test_a_picture_that_the_tenant_cannot_draw_says_so(
    platform: SmallPlatform, shown: Callable[[str], requests.Response]
) -> None:
    before = shown("/manifest.webmanifest").json()
    change = BrandChange({"name": "Outra"}, {"logo": PIXEL[:20]})
    platform.services.brands.submit("acme", change, Actor("tester"))
    failed = platform.work()
    assert (failed["state"], failed["error"]["code"]) == ("failed", "unreadable_image")
    assert failed["error"]["message"].startswith("The logo cannot be used: it is damaged")
    assert failed["error"]["next_action"] == ANOTHER_CHANGE
    assert shown("/manifest.webmanifest").json() == before


@pytest.fixture
def reconciler(platform: SmallPlatform) -> Iterator[Reconciler]:
    reconciler = Reconciler(platform.settings, platform.sessions, platform.adapters)
    yield reconciler
    reconciler.stop()


@pytest.mark.usefixtures("created")
def test_a_lost_attachment_is_repaired(platform: SmallPlatform, reconciler: Reconciler) -> None:
    network = platform.docker_client.networks.get(f"{platform.instance}-t-acme-edge")
    network.disconnect(platform.edge, force=True)
    (platform.settings.edge_hosts_dir / "acme.localhost").unlink()
    found = reconciler.reconcile()
    assert found["attached"] == [f"{platform.instance}-edge → {network.name}"]
    assert found["hosts_changed"] == ["acme.localhost"]
    assert _comes_back(platform)


@pytest.mark.usefixtures("created")
def test_a_killed_edge_comes_back_by_itself(platform: SmallPlatform, reconciler: Reconciler) -> None:
    reconciler.start()
    platform.edge.kill()
    assert _comes_back(platform)


@pytest.mark.usefixtures("created")
def test_strangers_and_leftovers_show_in_the_inventory(platform: SmallPlatform) -> None:
    labels = {"guiche.instance": platform.instance, "guiche.tenant": "nobody", "guiche.slug": "gone"}
    name = f"{platform.instance}-t-gone-database-g1"
    platform.docker_client.volumes.create(name, labels=labels)
    try:
        inventory = take_inventory(platform.adapters.engine, platform.sessions, platform.settings)
        assert [thing.name for thing in inventory.orphaned] == [name]
        assert (inventory.missing, inventory.unexpected) == ((), ())
    finally:
        platform.docker_client.volumes.get(name).remove()


def _comes_back(platform: SmallPlatform) -> bool:
    limit = time.monotonic() + 90
    while time.monotonic() < limit:
        try:
            if answers(platform) == 200:
                return True
        except RetryLater:
            pass  # nobody at the edge's address
        time.sleep(0.3)
    return False
