"""A repair makes no empty database in the place of a lost one."""

import pytest

from control_plane.adapters.volumes import Volume
from control_plane.errors import StepFailed
from control_plane.operations.steps.check_volumes import CheckVolumes
from control_plane.web.language import language
from tests.unit.control_plane.operations.steps.conftest import Scene

STEP = CheckVolumes()


def test_volumes_that_are_there_are_left_alone(ready: Scene) -> None:
    assert STEP.check(ready.context)


@pytest.mark.parametrize("volume", ["t-acme-redis-g1", "t-acme-backups"])
def test_what_holds_no_data_of_its_own_is_made_anew(ready: Scene, volume: str) -> None:
    del ready.adapters.volumes.made[volume]
    assert not STEP.check(ready.context)
    STEP.apply(ready.context)
    assert STEP.check(ready.context)


@pytest.mark.parametrize("volume", ["t-acme-database-g1", "t-acme-media-g1"])
def test_lost_data_is_never_made_anew(ready: Scene, volume: str) -> None:
    del ready.adapters.volumes.made[volume]
    with pytest.raises(StepFailed, match=f"gone with {volume}: restore a backup") as failed:
        STEP.apply(ready.context)
    assert "guiche restore acme BACKUP_ID" in str(failed.value.details["next_action"])
    assert volume not in ready.adapters.volumes.made
    for said in (failed.value.message, str(failed.value.details["next_action"])):
        for code in ("pt-BR", "es"):
            assert language(code).sentence(said) != said


def test_the_empty_volume_that_the_engine_made_is_not_taken_for_the_lost_one(ready: Scene) -> None:
    volume = "t-acme-database-g1"
    ready.adapters.volumes.made[volume] = Volume(volume, "", {})
    assert not STEP.check(ready.context)
    with pytest.raises(StepFailed, match="restore a backup"):
        STEP.apply(ready.context)
