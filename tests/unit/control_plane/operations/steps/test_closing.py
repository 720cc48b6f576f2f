"""The steps down the ladder, over a temporary database: when each has something to do, and when it holds."""

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from requests import Response

from control_plane.adapters.closed_pages import ClosedPages
from control_plane.adapters.edge import AllowList
from control_plane.adapters.jobs import JobResult
from control_plane.database import transaction, utc_now
from control_plane.errors import StepFailed
from control_plane.models import Backup, BrandPicture, Credential, Hostname, Operation, Tenant
from control_plane.operations.steps.close_addresses import CloseAddresses
from control_plane.operations.steps.connect_whatsapp import ConnectWhatsapp, DisconnectWhatsapp
from control_plane.operations.steps.final_backup import FinalBackup, ProveFinalBackup
from control_plane.operations.steps.purge_date import CallOffPurge, SchedulePurge
from control_plane.operations.steps.remove_objects import RemoveNetworks, RemoveSecrets, RemoveVolumes
from control_plane.operations.steps.shred_keys import ShredKeys
from control_plane.operations.steps.stop_help_desk import StopHelpDesk
from control_plane.services.certificates import is_genuine
from tests.unit.control_plane.operations.steps.conftest import Scene

MANIFEST = {"database_snapshot": "aa", "media_snapshot": "bb", "bytes": 1}


@dataclass
class Edge:
    """Answers with the page of the host, as Caddy would."""

    pages: ClosedPages
    asked: list[str] = field(default_factory=list)

    def request(self, _method: str, host: str, path: str) -> Response:
        self.asked.append(host + path)
        response = Response()
        page = self.pages.known().get(host)
        response.status_code = 200 if page is None else 503
        response._content = (page or "").encode()
        response.encoding = "utf-8"
        return response


@pytest.fixture
def scene(ready: Scene, tmp_path: Any) -> Scene:
    (tmp_path / "hosts").mkdir()
    pages = ClosedPages(tmp_path / "hosts")
    ready.adapters.closed_pages = pages  # type: ignore[attr-defined]
    ready.adapters.allow_list = AllowList(tmp_path / "hosts")  # type: ignore[attr-defined]
    ready.adapters.tenant_http = Edge(pages)  # type: ignore[attr-defined]
    return ready


def row(scene: Scene) -> Tenant:
    with transaction(scene.context.sessions) as session:
        return session.get_one(Tenant, scene.context.tenant_id)


def change(scene: Scene, **values: Any) -> None:
    with transaction(scene.context.sessions) as session:
        for name, value in values.items():
            setattr(session.get_one(Tenant, scene.context.tenant_id), name, value)


def with_inputs(scene: Scene, **inputs: Any) -> Any:
    return replace(scene.context, inputs=inputs)


def test_addresses_are_closed_and_say_why(scene: Scene) -> None:
    suspend, keep = CloseAddresses("a", "suspended"), CloseAddresses("b", "archived")
    assert not suspend.check(scene.context)
    suspend.apply(scene.context)
    assert suspend.check(scene.context)
    since = row(scene).closed_at
    assert since is not None
    assert not keep.check(scene.context)
    keep.apply(scene.context)
    assert keep.check(scene.context)
    assert (row(scene).closed_as, row(scene).closed_at) == ("archived", since)


def test_a_page_that_was_taken_away_is_put_back(scene: Scene) -> None:
    step = CloseAddresses("a", "suspended")
    step.apply(scene.context)
    scene.adapters.closed_pages.remove("acme.localhost")  # type: ignore[attr-defined]
    assert not step.check(scene.context)
    step.apply(scene.context)
    assert step.check(scene.context)


def back_up(scene: Scene) -> None:
    scene.adapters.jobs.result = JobResult(0, json.dumps({"result": MANIFEST}))
    FinalBackup().apply(scene.context)


def test_a_backup_is_final_only_since_the_tenant_was_closed(scene: Scene) -> None:
    step = FinalBackup()
    assert not step.check(scene.context)
    back_up(scene)
    assert not step.check(scene.context)
    change(scene, closed_at=utc_now() - timedelta(minutes=1))
    assert step.check(scene.context)
    change(scene, closed_at=utc_now() + timedelta(minutes=1))
    assert not step.check(scene.context)


def test_other_backups_are_not_final(scene: Scene) -> None:
    change(scene, closed_at=utc_now() - timedelta(minutes=1))
    back_up(scene)
    with transaction(scene.context.sessions) as session:
        session.query(Backup).one().trigger = "nightly"
    assert not FinalBackup().check(scene.context)


@pytest.mark.parametrize(
    "step", [FinalBackup(), ProveFinalBackup(), StopHelpDesk()], ids=lambda step: step.name
)
def test_where_no_backup_can_be_made_nothing_waits_for_one(step: Any, scene: Scene) -> None:
    assert step.check(with_inputs(scene, without_backup=True))


def test_a_help_desk_with_its_final_backup_made_is_not_started_to_be_stopped(scene: Scene) -> None:
    change(scene, closed_at=utc_now() - timedelta(minutes=1))
    back_up(scene)
    assert StopHelpDesk().check(scene.context)


def test_the_number_is_disconnected_once_and_connected_again(scene: Scene) -> None:
    connect, disconnect = ConnectWhatsapp(), DisconnectWhatsapp()
    scene.adapters.jobs.result = JobResult(0, '{"result": {}}')
    connect.apply(scene.context)
    assert (connect.check(scene.context), disconnect.check(scene.context)) == (True, False)
    disconnect.apply(scene.context)
    assert (connect.check(scene.context), disconnect.check(scene.context)) == (False, True)
    connect.apply(scene.context)
    assert (connect.check(scene.context), disconnect.check(scene.context)) == (True, False)


def refusal(code: str) -> JobResult:
    return JobResult(1, json.dumps({"error": {"code": code, "message": "No.", "details": {}}}))


def test_credentials_that_open_nothing_do_not_keep_a_tenant_from_going(scene: Scene) -> None:
    scene.adapters.jobs.result = refusal("whatsapp_token")
    DisconnectWhatsapp().apply(scene.context)
    assert DisconnectWhatsapp().check(scene.context)
    assert ("Not disconnected: No.", None) in scene.told


def test_no_answer_does(scene: Scene) -> None:
    scene.adapters.jobs.result = refusal("whatsapp_no_answer")
    with pytest.raises(StepFailed):
        DisconnectWhatsapp().apply(scene.context)
    assert not DisconnectWhatsapp().check(scene.context)


def test_a_purge_is_set_so_many_days_ahead_and_called_off(scene: Scene) -> None:
    context = with_inputs(scene, days=30)
    step = SchedulePurge()
    assert not step.check(context)
    step.apply(context)
    assert step.check(context)
    purge_at = row(scene).purge_at
    assert purge_at is not None
    assert timedelta(days=29) < purge_at - utc_now() <= timedelta(days=30)
    assert not CallOffPurge().check(context)
    CallOffPurge().apply(context)
    assert CallOffPurge().check(context)
    assert (row(scene).purge_at, row(scene).closed_at) == (None, None)
    assert not step.check(context)


@pytest.mark.parametrize("step", [RemoveSecrets(), RemoveVolumes()], ids=lambda step: step.name)
def test_what_is_removed_is_gone(step: Any, scene: Scene) -> None:
    assert not step.check(scene.context)
    for _ in range(2):
        step.apply(scene.context)
        assert step.check(scene.context)


def test_networks_are_removed_after_whoever_stood_in_them(scene: Scene) -> None:
    detached = []

    class Attachments:
        def detach(self, network: Any) -> None:
            detached.append(network.name)

    scene.adapters.attachments = Attachments()  # type: ignore[attr-defined]
    assert not RemoveNetworks().check(scene.context)
    RemoveNetworks().apply(scene.context)
    assert RemoveNetworks().check(scene.context)
    assert detached == ["t-acme-edge"]


def test_keys_and_people_are_gone_and_a_signed_tombstone_stays(scene: Scene) -> None:
    back_up(scene)
    with transaction(scene.context.sessions) as session:
        session.add(BrandPicture(tenant_id=scene.context.tenant_id, digest="d", content=b"x"))
    step = ShredKeys()
    assert not step.check(scene.context)
    step.apply(scene.context)
    assert step.check(scene.context)
    tenant = row(scene)
    with transaction(scene.context.sessions) as session:
        for table in (Credential, Hostname, BrandPicture, Backup):
            assert session.query(table).filter_by(tenant_id=tenant.id).count() == 0
        stored = str([operation.inputs for operation in session.query(Operation)]) + str(tenant.configuration)
    assert "ana@acme.example" not in stored
    assert "123456789" not in stored
    assert tenant.certificate is not None
    assert is_genuine(tenant.certificate, scene.context.settings.platform_key)
    removed = tenant.certificate["removed"]
    assert (removed["people"], removed["addresses"], len(removed["backups"])) == (2, ["acme.localhost"], 1)
    assert "backup_password" in removed["keys"]
