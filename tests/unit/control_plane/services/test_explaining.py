"""One failed operation, explained: the cause of its code, and what its step and kind mean for the tenant."""

import pytest

from control_plane.database import transaction, utc_now
from control_plane.errors import Conflict, NotFound
from control_plane.models import Operation, Tenant


@pytest.fixture
def fail(services, sessions, actor, add_tenant):
    """An operation of tenant acme that stopped at `step`; returns its id."""
    add_tenant()

    def make(kind="repair", step=None, code="stack_timeout", **changes):
        with transaction(sessions) as session:
            tenant = session.query(Tenant).filter_by(slug="acme").one()
            shown = services.operations.submit(session, kind=kind, tenant=tenant, inputs={}, actor=actor)
            operation = session.get_one(Operation, shown["id"])
            operation.state, operation.error_code, operation.error_message = "failed", code, "It failed."
            operation.started_at = utc_now()
            for name, value in changes.items():
                setattr(operation, name, value)
            for each in operation.steps:
                if each.name == step:
                    each.state = "failed"
                    break
                each.state = "done"
        return shown["id"]

    return make


def test_cause_meaning_and_what_to_do_name_this_very_tenant(services, fail):
    operation_id = fail(step="deploy_stack")
    found = services.explanations.show(operation_id)
    assert (found["code"], found["step"], found["message"]) == ("stack_timeout", "deploy_stack", "It failed.")
    assert "docker service ps --no-trunc t-acme_web" in found["check"]
    assert f"guiche operation resume {operation_id}" in found["next"]
    assert (found["tenant"]["serving"], found["tenant"]["data"]) == ("maybe", "safe")
    assert found["resume"]["advice"] == "after"


@pytest.mark.parametrize(
    ("kind", "step", "serving"),
    [
        ("backup", "run_backup", "yes"),
        ("restore", "restore_into_new_volumes", "yes"),
        ("restore", "deploy_stack", "no"),
        ("repair", "attach_edge", "no"),
        ("brand", "apply_brand", "yes"),
        ("create_tenant", "migrate_database", "no"),
    ],
)
def test_whether_the_tenant_serves_depends_on_how_far_it_came(services, fail, kind, step, serving):
    assert services.explanations.show(fail(kind, step))["tenant"]["serving"] == serving


def test_lost_data_is_lost_wherever_it_is_found_out(services, fail):
    found = services.explanations.show(fail(step="check_volumes", code="data_lost"))
    assert (found["tenant"]["data"], found["resume"]["advice"]) == ("lost", "no")
    assert "guiche restore acme" in found["next"]


@pytest.mark.parametrize("code", ["database_unavailable", "dump_failed"])
def test_a_safety_backup_that_cannot_be_made_is_done_without(services, fail, code):
    flag = "guiche restore acme BACKUP_ID --without-safety-backup"
    assert flag in services.explanations.show(fail("restore", "safety_backup", code))["next"]
    assert flag not in services.explanations.show(fail("restore", "check_answers", code))["next"]


def test_a_newer_one_of_its_kind_is_to_be_resumed_instead(services, fail):
    old = fail(step="deploy_stack")
    fail(step="deploy_stack")
    assert services.explanations.show(old)["resume"]["advice"] == "superseded"


def test_what_is_tried_again_needs_nobody(services, fail):
    waiting = fail(step=None, code="engine_unreachable", state="waiting")
    assert services.explanations.show(waiting)["resume"]["advice"] == "by_itself"


def test_one_that_never_began_has_changed_nothing(services, fail):
    canceled = fail(code="canceled", state="canceled", started_at=None, step="create_networks")
    found = services.explanations.show(canceled)
    assert "It had not begun" in found["tenant"]["means"]
    assert (found["tenant"]["serving"], found["step"]) == ("yes", "create_networks")


@pytest.mark.parametrize("kind", ["create_tenant", "copy_tenant", "repair"])
def test_a_creation_that_was_stopped_may_be_taken_back(services, fail, kind):
    operation_id = fail(kind, code="canceled", state="canceled")
    following = services.explanations.show(operation_id)["next"]
    assert f"guiche operation resume {operation_id}" in following
    assert (f"guiche operation undo {operation_id}" in following) == (kind != "repair")


@pytest.mark.parametrize(
    ("lifecycle", "serving"), [("active", "yes"), ("suspended", "no"), ("archived", "no")]
)
def test_what_never_began_leaves_a_closed_tenant_closed(services, sessions, fail, lifecycle, serving):
    operation_id = fail("resume", code="canceled", started_at=None)
    with transaction(sessions) as session:
        session.query(Tenant).one().lifecycle = lifecycle
    assert services.explanations.show(operation_id)["tenant"]["serving"] == serving


@pytest.mark.parametrize(("kind", "advice"), [("restore", "no"), ("archive", "now"), ("delete", "now")])
def test_a_final_backup_that_is_missing_is_made_anew(services, fail, kind, advice):
    operation_id = fail(kind, code="backup_missing")
    assert services.explanations.show(operation_id)["resume"]["advice"] == advice


def test_a_creation_that_is_taken_back(services, fail):
    found = services.explanations.show(fail("create_tenant", "create_networks", is_undoing=True))
    assert "being taken back" in found["tenant"]["means"]


def test_a_code_nobody_knows_is_still_explained(services, fail):
    found = services.explanations.show(fail(step="deploy_stack", code="flux_capacitor"))
    assert found["code"] == "flux_capacitor" and "does not know" in found["cause"]


@pytest.mark.parametrize(
    ("language", "word"), [("pt-BR", "serviços"), ("es", "servicios"), ("tlh", "healthy")]
)
def test_it_speaks_the_readers_language(services, fail, language, word):
    assert word in services.explanations.show(fail(step="deploy_stack"), language)["cause"]


def test_nothing_to_explain(services, sessions, fail):
    with pytest.raises(NotFound):
        services.explanations.show("none")
    well = fail(error_code=None, state="succeeded")
    assert services.explanations.find(well) is None
    with pytest.raises(Conflict):
        services.explanations.show(well)
