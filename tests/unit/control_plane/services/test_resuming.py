"""What stopped goes on only with a tenant that is still the one it worked on."""

from datetime import timedelta

import pytest

from control_plane.database import transaction, utc_now
from control_plane.errors import Conflict
from control_plane.models import Operation, Tenant
from control_plane.web.language import LANGUAGES, language

NOON = utc_now() - timedelta(hours=12)


@pytest.fixture
def put(sessions, add_tenant):
    """Adds an operation of tenant acme, so many hours after noon; returns its id."""
    add_tenant()

    def make(kind, hour=0, state="failed", **values):
        begun = {"started_at": NOON, "error_code": "stack_timeout", "next_action": "Resume it."}
        with transaction(sessions) as session:
            tenant = session.query(Tenant).one()
            operation = Operation(
                kind=kind,
                tenant_id=tenant.id,
                tenant=tenant,
                state=state,
                created_at=NOON + timedelta(hours=hour),
                requested_by="ana",
                inputs={},
                results={},
                steps=[],
                **{**begun, **values},
            )
            session.add(operation)
        return operation.id

    return make


@pytest.fixture
def become(sessions):
    def become(lifecycle):
        with transaction(sessions) as session:
            session.query(Tenant).one().lifecycle = lifecycle

    return become


@pytest.fixture
def refusal(services, actor):
    """The code and words with which resuming is refused."""

    def ask(operation_id):
        with pytest.raises(Conflict) as refused:
            services.operations.resume(operation_id, actor)
        return refused.value.code, refused.value.message

    return ask


@pytest.mark.parametrize("kind", ["change", "repair", "rotate", "backup", "brand"])
@pytest.mark.parametrize("lifecycle", ["suspended", "archived", "resuming"])
def test_a_closed_tenants_stack_is_not_brought_back_by_what_stopped_earlier(
    put, become, refusal, services, kind, lifecycle
):
    operation_id = put(kind)
    become(lifecycle)
    code, words = refusal(operation_id)
    assert code == "tenant_not_ready" and "bring it back first (guiche tenant resume acme)" in words
    assert services.operations.show(operation_id)["state"] == "failed"


@pytest.mark.parametrize(
    ("kind", "lifecycle"),
    [("change", "active"), ("suspend", "suspending"), ("delete", "archiving"), ("purge", "purging")],
)
def test_where_its_own_beginning_has_left_the_tenant_it_goes_on(
    put, become, services, actor, kind, lifecycle
):
    become(lifecycle)
    operation_id = put(kind)
    assert services.operations.show(operation_id)["can_resume"]
    assert services.operations.resume(operation_id, actor)["state"] == "queued"


def test_back_again_the_tenant_may_be_changed_on(put, become, services, actor):
    operation_id = put("change")
    put("suspend", 1, "succeeded")
    put("resume", 2, "succeeded")
    assert services.operations.resume(operation_id, actor)["state"] == "queued"


@pytest.mark.parametrize("kind", ["archive", "suspend", "delete", "restore"])
def test_a_descent_that_a_return_has_overtaken_is_over(put, refusal, services, kind):
    operation_id = put(kind)
    put("resume", 1, "succeeded")
    code, words = refusal(operation_id)
    assert code == "operation_superseded" and "start a new one" in words
    assert not services.operations.show(operation_id)["can_resume"]


def test_so_it_is_when_the_return_came_half_way(put, become, refusal):
    operation_id = put("archive")
    put("resume", 1)
    become("resuming")
    assert refusal(operation_id)[0] == "operation_superseded"


def test_what_never_began_has_overtaken_nothing(put, become, services):
    become("archiving")
    operation_id = put("archive")
    put("resume", 1, "canceled", started_at=None)
    assert services.operations.show(operation_id)["can_resume"]


def test_what_another_kind_did_to_the_tenant_as_it_is_takes_nothing_on(put, become, services):
    become("suspending")
    operation_id = put("suspend")
    put("backup", 1, "succeeded")
    assert services.operations.show(operation_id)["can_resume"]


def test_a_creation_is_always_taken_back(put, become, services, actor):
    become("failed")
    operation_id = put("create_tenant")
    assert services.operations.undo(operation_id, actor)["is_undoing"]


def test_nobody_is_advised_what_is_refused(put, become, services):
    operation_id = put("change")
    assert services.operations.show(operation_id)["error"]["next_action"] == "Resume it."
    assert services.explanations.show(operation_id)["resume"]["advice"] == "after"
    become("suspended")
    assert "bring it back first" in services.operations.show(operation_id)["error"]["next_action"]
    explained = services.explanations.show(operation_id)
    assert explained["resume"]["advice"] == "not_now"
    assert explained["next"] == explained["resume"]["means"]


def test_what_is_to_be_done_instead_stays_said(put, become, services):
    operation_id = put("repair", error_code="data_lost")
    become("suspended")
    assert "guiche restore acme" in services.explanations.show(operation_id)["next"]


def test_what_goes_on_already_is_not_offered(put, services):
    assert not services.operations.show(put("change", state="waiting"))["can_resume"]


def test_the_words_are_in_every_language(put, become, refusal):
    overtaken = put("archive")
    put("suspend", 1, "succeeded")
    closed, restoring = put("change", 2), put("brand", 3)
    said = [refusal(overtaken)[1]]
    become("suspended")
    said.append(refusal(closed)[1])
    become("restoring")
    said.append(refusal(restoring)[1])
    for code in LANGUAGES.keys() - {"en"}:
        assert all(language(code).sentence(words) != words for words in said)
