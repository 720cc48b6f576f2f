"""What a failed creation has made is taken back, the last step first."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from control_plane.database import transaction, utc_now
from control_plane.errors import Conflict, StepFailed
from control_plane.models import Hostname, Tenant, TenantLock
from control_plane.operations import catalog
from control_plane.web.language import language
from tests.unit.control_plane.operations.engine.conftest import raising


@pytest.fixture
def undoable(toy, monkeypatch):
    """The first and the third step can be undone; the operation has failed in its third."""

    class Undoable(type(toy.steps["first"])):
        def undo(self, _context):
            self.world.append(f"-{self.name}")

    kind = replace(catalog.KINDS["toy"], lifecycle_undone="undone")
    monkeypatch.setitem(catalog.KINDS, "toy", kind)
    for name in ("first", "third"):
        toy.steps[name] = Undoable(name, toy.world)
    toy.steps["third"].during = raising(StepFailed("no", "No."))
    return toy


def test_a_failed_creation_is_taken_back_last_step_first(undoable, actor):
    toy = undoable
    operation_id = toy.submit()
    toy.walk().run()
    assert toy.show(operation_id)["can_undo"]
    assert f"guiche operation undo {operation_id}" in toy.show(operation_id)["error"]["next_action"]
    toy.services.operations.undo(operation_id, actor)
    toy.walk().run()
    assert toy.world == ["first", "second", "-third", "-first"]
    shown = toy.show(operation_id)
    assert (shown["state"], shown["error"]) == ("undone", None)
    assert toy.step_states(operation_id) == ["undone"] * 3


@pytest.mark.parametrize(
    ("code", "words"), [("no", "replace wrong credentials"), ("whatsapp_token", "with the right credentials")]
)
def test_a_failed_creation_says_that_credentials_can_be_replaced(undoable, monkeypatch, code, words):
    toy = undoable
    monkeypatch.setitem(catalog.KINDS, "toy", replace(catalog.KINDS["toy"], takes_credentials=True))
    toy.steps["third"].during = raising(StepFailed(code, "No."))
    operation_id = toy.submit()
    toy.walk().run()
    said = toy.show(operation_id)["error"]["next_action"]
    assert words in said and f"guiche operation resume {operation_id}" in said
    assert f"guiche operation undo {operation_id}" in said
    for other in ("pt-BR", "es"):
        assert "guiche" not in language(other).sentence(said)


def test_an_undone_step_has_the_times_of_its_undoing(undoable, actor):
    toy = undoable
    operation_id = toy.submit()
    toy.walk().run()
    toy.services.operations.undo(operation_id, actor)
    assert toy.step_states(operation_id) == ["done"] * 3
    asked = utc_now().isoformat()
    toy.walk().run()
    first, second, third = toy.show(operation_id)["steps"]
    assert asked < third["started_at"] <= third["finished_at"] <= first["started_at"] <= first["finished_at"]
    assert second["started_at"] is None and second["finished_at"]  # nothing to do: it took no time


def test_what_never_began_is_not_shown_as_undone(undoable, actor):
    toy = undoable
    toy.steps["second"].during = raising(StepFailed("no", "No."))
    operation_id = toy.submit()
    toy.walk().run()
    toy.services.operations.undo(operation_id, actor)
    toy.walk().run()
    assert toy.step_states(operation_id) == ["undone", "undone", "pending"]
    third = toy.show(operation_id)["steps"][2]
    assert (third["started_at"], third["finished_at"]) == (None, None)
    assert "-third" in toy.world  # whoever was killed in it may have begun all the same


def test_undone_leaves_only_a_tombstone(undoable, actor):
    toy = undoable
    with transaction(toy.services.sessions) as session:
        toy.services.vault.put(session, toy.tenant.id, "redis_password", "s3cret-of-redis")
    operation_id = toy.submit()
    toy.walk().run()
    toy.services.operations.undo(operation_id, actor)
    toy.walk().run()
    with transaction(toy.services.sessions) as session:
        assert session.get_one(Tenant, toy.tenant.id).lifecycle == "undone"
        assert toy.services.vault.values(session, toy.tenant.id) == []
        assert session.scalars(select(Hostname)).all() == []
        assert session.get(TenantLock, toy.tenant.id) is None


def test_why_it_had_failed_outlives_the_undo(undoable, actor):
    toy = undoable
    operation_id = toy.submit()
    toy.walk().run()
    failed = toy.services.operations.show(operation_id)
    toy.services.operations.undo(operation_id, actor)
    toy.walk().run()
    undone = toy.services.operations.show(operation_id)
    [step] = [step["name"] for step in failed["steps"] if step["state"] == "failed"]
    assert (undone["state"], undone["error"]) == ("undone", None)
    assert undone["given_up_because"] == {
        "code": failed["error"]["code"],
        "message": failed["error"]["message"],
        "step": step,
    }


def test_an_undo_that_fails_goes_on_when_resumed(undoable, actor):
    toy = undoable
    operation_id = toy.submit()
    toy.walk().run()
    undo = type(toy.steps["first"]).undo
    toy.steps["first"].undo = raising(StepFailed("busy", "The network is in use."))
    toy.services.operations.undo(operation_id, actor)
    toy.walk().run()
    shown = toy.show(operation_id)
    assert shown["state"] == "failed" and shown["is_undoing"] and not shown["can_undo"]
    assert "undo" not in shown["error"]["next_action"]
    assert [step["state"] for step in shown["steps"]] == ["failed", "undone", "undone"]
    undone_at = shown["steps"][2]["finished_at"]
    toy.steps["first"].undo = undo.__get__(toy.steps["first"])
    toy.services.operations.resume(operation_id, actor)
    assert toy.step_states(operation_id) == ["done", "undone", "undone"]
    toy.walk().run()
    assert toy.show(operation_id)["state"] == "undone"
    assert toy.show(operation_id)["steps"][2]["finished_at"] == undone_at


def test_only_what_failed_and_can_be_undone_is(undoable, actor, monkeypatch):
    toy = undoable
    operation_id = toy.submit()
    with pytest.raises(Conflict, match="Only a creation that has failed"):
        toy.services.operations.undo(operation_id, actor)
    toy.walk().run()
    monkeypatch.setitem(catalog.KINDS, "toy", replace(catalog.KINDS["toy"], lifecycle_undone=None))
    with pytest.raises(Conflict, match="Only a creation that has failed"):
        toy.services.operations.undo(operation_id, actor)
