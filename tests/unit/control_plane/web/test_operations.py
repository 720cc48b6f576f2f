from control_plane.database import transaction
from control_plane.models import Operation


def test_a_running_operation_is_followed_by_its_events(browser, create, bring_to):
    operation_id = create()
    bring_to(operation_id, "running", done=2)
    page = browser.get(f"/operations/{operation_id}")
    assert f'data-events="/api/v1/operations/{operation_id}/events"' in page
    assert "Procurando as imagens" in page
    assert "data-since=" in page


def test_a_finished_one_is_not(browser, create, bring_to):
    operation_id = create()
    bring_to(operation_id, "succeeded", lifecycle="active")
    page = browser.get(f"/operations/{operation_id}")
    assert 'data-events=""' in page
    assert "data-since=" not in page
    assert "1 min 15 s" in page


def test_a_failure_says_why_and_what_to_do_next(browser, create, bring_to, services):
    operation_id = create()
    bring_to(
        operation_id,
        "failed",
        done=4,
        error_code="no_edge",
        error_message="The edge container does not run: start the platform's edge, resume.",
        next_action=f"Put that right, then resume: guiche operation resume {operation_id}",
    )
    page = browser.get(f"/operations/{operation_id}")
    assert "A borda não está no ar" in page
    assert "Corrija isso e use “Tentar de novo”." in page
    response = browser.post(f"/operations/{operation_id}/resume")
    assert response.location == f"/operations/{operation_id}"
    assert services.operations.show(operation_id)["state"] == "queued"


def test_a_failed_creation_may_be_taken_back(browser, create, bring_to, services):
    operation_id = create()
    bring_to(operation_id, "failed", done=4)
    assert f"/operations/{operation_id}/undo" in browser.get(f"/operations/{operation_id}")
    assert browser.post(f"/operations/{operation_id}/undo").status_code == 303
    assert services.operations.show(operation_id)["is_undoing"]
    assert "Desfazer: Criar cliente" in browser.get(f"/operations/{operation_id}")


def test_a_failed_backup_has_nothing_to_take_back(browser, active_tenant, services, actor, bring_to):
    operation, _ = services.backups.submit_backup(active_tenant, actor)
    bring_to(operation["id"], "failed", done=0)
    assert "/undo" not in browser.get(f"/operations/{operation['id']}")
    assert browser.post(f"/operations/{operation['id']}/undo").status_code == 409


def test_what_is_over_cannot_be_resumed(browser, create, bring_to):
    operation_id = create()
    bring_to(operation_id, "succeeded", lifecycle="active")
    response = browser.post(f"/operations/{operation_id}/resume")
    assert response.status_code == 409
    assert "A operação já terminou" in response.text


def test_an_unknown_step_keeps_its_raw_name(browser, create, sessions):
    operation_id = create()
    with transaction(sessions) as session:
        session.get_one(Operation, operation_id).steps[0].name = "polish_the_bell"
    assert "polish_the_bell" in browser.get(f"/operations/{operation_id}")


def test_no_such_operation(browser):
    assert "Essa operação não existe." in browser.get("/operations/none", status=404)
