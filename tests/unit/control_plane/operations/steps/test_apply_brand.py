"""The brand's job: what it is given and for how long, and when it is run again."""

import base64
import json
from dataclasses import replace
from typing import Any

import pytest

from control_plane.adapters.jobs import JobResult
from control_plane.database import transaction
from control_plane.errors import StepFailed
from control_plane.models import LONGEST_PICTURE, BrandPicture
from control_plane.operations.steps.apply_brand import ApplyBrand, _documents
from control_plane.operations.steps.tenant import load_tenant
from tests.unit.control_plane.operations.steps.conftest import Scene

STEP = ApplyBrand()
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * (LONGEST_PICTURE - 8)


@pytest.fixture
def scene(ready: Scene) -> Scene:
    """An operation that sets all there is."""
    with transaction(ready.context.sessions) as session:
        for digest in ("aa", "bb"):
            session.add(BrandPicture(tenant_id=ready.context.tenant_id, digest=digest, content=PNG))
    inputs = {"name": "Padaria $Zé", "colour": None, "logo": "aa", "favicon": "bb"}
    return replace(ready, context=replace(ready.context, inputs=inputs))


def failing(scene: Scene, code: str) -> StepFailed:
    error = {"error": {"code": code, "message": "The reason.", "details": {}}}
    scene.adapters.jobs.result = JobResult(1, json.dumps(error))
    with pytest.raises(StepFailed, match=r"^The reason\.$") as failed:
        STEP.apply(scene.context)
    return failed.value


def leftovers(scene: Scene) -> list[str]:
    return [secret.name for secret in scene.adapters.secrets.made.values() if "brand" in secret.name]


def test_it_runs_once(scene: Scene) -> None:
    assert not STEP.check(scene.context)
    STEP.apply(scene.context)
    assert STEP.check(scene.context)


def test_the_job_is_given_the_database_the_media_and_the_document(scene: Scene) -> None:
    STEP.apply(scene.context)
    (job,) = scene.adapters.jobs.ran
    assert list(job.command) == ["python", "-m", "appliance", "set-brand"]
    assert [secret.name for secret in job.secrets] == ["database_app_password", "brand", "brand_favicon"]
    assert job.environment["BRAND_FILE"] == "/run/secrets/brand"
    assert job.environment["BRAND_FAVICON_FILE"] == "/run/secrets/brand_favicon"
    (media,) = job.mounts
    assert (media.volume, media.path, media.is_read_only) == ("t-acme-media-g1", "/media", False)
    assert list(job.networks) == ["t-acme-private"]


def test_nothing_of_it_is_in_arguments_or_environment(scene: Scene) -> None:
    STEP.apply(scene.context)
    (job,) = scene.adapters.jobs.ran
    shown = " ".join([*job.command, *job.environment.values(), *job.labels.values()])
    assert "Padaria" not in shown and base64.b64encode(PNG).decode()[:40] not in shown


def test_each_secret_is_one_that_the_engine_takes(scene: Scene) -> None:
    documents = _documents(scene.context)
    assert all(len(value) < 500 * 1024 for value in documents.values())
    in_base64 = base64.b64encode(PNG).decode()
    expected: dict[str, Any] = {"name": "Padaria $Zé", "colour": None, "logo": in_base64}
    assert json.loads(documents["brand"]) == expected
    assert json.loads(documents["brand_favicon"]) == {"favicon": in_base64}


@pytest.mark.parametrize("inputs", [{"name": "ACME"}, {"favicon": None}, {"logo": "aa"}])
def test_without_an_icon_there_is_one_secret(scene: Scene, inputs: dict[str, Any]) -> None:
    context = replace(scene.context, inputs=inputs)
    STEP.apply(context)
    (job,) = scene.adapters.jobs.ran
    assert [secret.name for secret in job.secrets] == ["database_app_password", "brand"]
    assert "BRAND_FAVICON_FILE" not in job.environment


@pytest.mark.parametrize("code", ["job_failed", "unreadable_image"])
def test_a_job_that_fails_proves_nothing_and_leaves_no_secret(scene: Scene, code: str) -> None:
    failing(scene, code)
    assert not STEP.check(scene.context)
    assert leftovers(scene) == []


def test_what_only_another_change_puts_right_is_not_to_be_resumed(scene: Scene) -> None:
    assert "Change the brand again" in failing(scene, "unreadable_image").details["next_action"]
    assert "next_action" not in failing(scene, "disk_full").details


def test_the_secrets_live_as_long_as_the_job(scene: Scene) -> None:
    STEP.apply(scene.context)
    assert {"brand", "brand_favicon"} <= set(scene.adapters.secrets.ever)
    assert leftovers(scene) == []


@pytest.mark.parametrize("name", ["brand", "brand_favicon"])
def test_a_secret_left_by_a_dead_runner_is_taken_away(scene: Scene, name: str) -> None:
    STEP.apply(scene.context)
    names = load_tenant(scene.context).names
    scene.adapters.secrets.ensure(names, name, _documents(scene.context)[name])
    assert not STEP.check(scene.context)
    STEP.apply(scene.context)
    assert STEP.check(scene.context)
    assert leftovers(scene) == []


def test_the_same_again_is_another_change(scene: Scene) -> None:
    STEP.apply(scene.context)
    assert not STEP.check(replace(scene.context, operation_id="another"))


def test_another_volume_is_another_database(scene: Scene) -> None:
    STEP.apply(scene.context)
    scene.adapters.volumes.made.clear()
    assert not STEP.check(scene.context)


def test_a_picture_that_is_gone_says_so(scene: Scene) -> None:
    with pytest.raises(StepFailed, match="gone from the platform database"):
        STEP.apply(replace(scene.context, inputs={"logo": "cc"}))
