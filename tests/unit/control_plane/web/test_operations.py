import pytest

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


def test_one_that_goes_on_is_stopped(browser, create, bring_to, services):
    operation_id = create()
    bring_to(operation_id, "running", done=2)
    assert f'action="/operations/{operation_id}/cancel"' in browser.get(f"/operations/{operation_id}")
    assert browser.post(f"/operations/{operation_id}/cancel").location == f"/operations/{operation_id}"
    page = browser.get(f"/operations/{operation_id}")
    assert "Parando antes do próximo passo" in page and "/cancel" not in page


def test_one_that_was_stopped_says_by_whom_and_goes_on(browser, create):
    operation_id = create()
    browser.post(f"/operations/{operation_id}/cancel")
    page = browser.get(f"/operations/{operation_id}")
    assert "ana@operator.example tirou da fila antes de começar." in page
    assert f'action="/operations/{operation_id}/resume"' in page
    assert "Parou uma operação" in browser.get("/audit")


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("q=acme", True),
        ("q=acme&kind=create_tenant&state=queued", True),
        ("state=failed", False),
        ("q=%25", False),
    ],
)
def test_the_list_is_searched(browser, create, query, is_found):
    operation_id = create()
    page = browser.get(f"/operations?{query}")
    assert (f"/operations/{operation_id}" in page, "Nada encontrado" in page) == (is_found, not is_found)
    assert "Ver todas" in page


def test_what_is_searched_for_stays_in_its_field(browser):
    page = browser.get('/operations?q=<b>"&state=failed')
    assert 'value="&lt;b&gt;&#34;"' in page and '<option value="failed" selected>' in page


@pytest.fixture
def failed(create, bring_to):
    """A creation that failed because of its token."""
    operation_id = create()
    bring_to(operation_id, "failed", done=11, error_code="whatsapp_token", error_message="No.")
    return operation_id


def test_a_failed_creation_offers_other_credentials(browser, failed):
    page = browser.get(f"/operations/{failed}")
    assert f'<form class="stack" method="post" action="/operations/{failed}"' in page
    assert 'id="correct" data-keep open' in page
    assert 'name="whatsapp.phone_number_id" type="text" value="123456789"' in page
    assert "-of-acme" not in page
    assert page.count('type="password"') == 3


@pytest.mark.parametrize(("language", "words"), [("en", "Correct the"), ("es", "Corregir cred")])
def test_in_every_language(browser, failed, language, words):
    browser.speak(language)
    assert words in browser.get(f"/operations/{failed}")


def test_other_failures_keep_the_form_closed(browser, create, bring_to):
    operation_id = create()
    bring_to(operation_id, "failed", done=4, error_code="no_edge", error_message="No.")
    assert 'id="correct" data-keep>' in browser.get(f"/operations/{operation_id}")


def test_other_credentials_resume_it(browser, failed, services):
    response = browser.post(f"/operations/{failed}", {"whatsapp.token": " the-right-token "})
    assert (response.status_code, response.location) == (303, f"/operations/{failed}")
    assert services.operations.show(failed)["state"] == "queued"
    assert services.audit.list_all()[1]["details"]["fields"] == ["whatsapp.token"]
    assert "Corrigiu credenciais" in browser.get("/audit")
    assert 'id="correct"' not in browser.get(f"/operations/{failed}")


def test_problems_stand_at_their_fields_and_what_was_typed_comes_back(browser, failed, services):
    typed = {"whatsapp.token": "two words", "whatsapp.waba_id": "12", "whatsapp.phone_number_id": "555000111"}
    response = browser.post(f"/operations/{failed}", typed)
    assert response.status_code == 422
    assert "não parece um segredo" in response.text.partition('id="whatsapp.token-problem"')[2][:200]
    assert "Informe o ID da conta" in response.text.partition('id="whatsapp.waba_id-problem"')[2][:200]
    assert 'value="12"' in response.text and 'value="555000111"' in response.text
    assert "two words" not in response.text
    assert "data-keep open" in response.text
    assert services.operations.show(failed)["state"] == "failed"


def test_nobody_corrects_what_is_under_way(browser, create):
    response = browser.post(f"/operations/{create()}", {"whatsapp.token": "the-right-token"})
    assert response.status_code == 409
    assert "Só dá para corrigir credenciais" in response.text


def test_a_failed_creation_may_be_taken_back(browser, create, bring_to, services):
    operation_id = create()
    bring_to(operation_id, "failed", done=4)
    assert f"/operations/{operation_id}/undo" in browser.get(f"/operations/{operation_id}")
    assert browser.post(f"/operations/{operation_id}/undo").status_code == 303
    assert services.operations.show(operation_id)["is_undoing"]
    assert "Desfazer: Criar cliente" in browser.get(f"/operations/{operation_id}")


def test_an_undo_is_shown_backwards_with_its_own_times(browser, create, bring_to, sessions):
    operation_id = create()
    bring_to(operation_id, "failed", done=4)
    browser.post(f"/operations/{operation_id}/undo")
    bring_to(operation_id, "running", done=4)
    with transaction(sessions) as session:
        steps = session.get_one(Operation, operation_id).steps
        steps[3].state, steps[4].state = "undone", "pending"
        steps[2].state, steps[2].started_at = "undone", None
    page = browser.get(f"/operations/{operation_id}")
    assert "2 de 4" in page
    shown = [" ".join(part.split()) for part in page.split('class="step step-')[1:]]
    names = [part.partition('id="step-')[2].partition('"')[0] for part in shown]
    assert names[-4:] == ["create_volumes", "create_networks", "generate_credentials", "preflight"]
    assert "desfeito · <span" in shown[-4] and "8 s" in shown[-4]
    assert "desfeito </span>" in shown[-3]
    assert "a desfazer" in shown[-1] and "8 s" not in shown[-1]
    assert "não chegou a começar" in shown[0]


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


def test_resuming_what_goes_on_shows_it_and_what_is_being_taken_back_says_so(browser, create, bring_to):
    operation_id = create()
    bring_to(operation_id, "running", done=2)
    page = f"/operations/{operation_id}"
    assert browser.post(f"{page}/resume").location == page
    bring_to(operation_id, "failed", done=2)
    assert browser.post(f"{page}/undo").location == page
    response = browser.post(f"{page}/resume")
    assert (response.status_code, "Ela está sendo desfeita" in response.text) == (409, True)


def test_an_unknown_step_keeps_its_raw_name(browser, create, sessions):
    operation_id = create()
    with transaction(sessions) as session:
        session.get_one(Operation, operation_id).steps[0].name = "polish_the_bell"
    assert "polish_the_bell" in browser.get(f"/operations/{operation_id}")


def test_no_such_operation(browser):
    assert "Essa operação não existe." in browser.get("/operations/none", status=404)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("pt-BR", ("O que houve, e o que fazer", "não atende", "dados a salvo")),
        ("en", ("What happened, and what to do", "not serving", "data safe")),
        ("es", ("Qué pasó, y qué hacer", "no atiende", "datos a salvo")),
    ],
)
def test_a_failure_is_explained_to_its_reader(browser, create, bring_to, language, words):
    error = {"error_code": "service_broken", "error_message": "web: it ended.", "next_action": "Look."}
    operation_id = create()
    bring_to(operation_id, "failed", done=9, **error)
    browser.speak(language)
    page = browser.get(f"/operations/{operation_id}")
    for each in (*words, "docker service ps --no-trunc t-acme_web"):
        assert each in page


def test_what_goes_well_is_not_explained(browser, create):
    assert "explanation-title" not in browser.get(f"/operations/{create()}")


def test_what_would_be_refused_is_not_offered(browser, active_tenant, bring_to, services):
    browser.post(f"/tenants/{active_tenant}/repairs")
    operation_id = services.history.list_all()[0]["id"]
    failed = {"done": 4, "error_code": "stack_timeout", "error_message": "No."}
    bring_to(operation_id, "failed", lifecycle="active", **failed)
    assert f'action="/operations/{operation_id}/resume"' in browser.get(f"/operations/{operation_id}")
    bring_to(operation_id, "failed", lifecycle="suspended", **failed)
    page = browser.get(f"/operations/{operation_id}")
    assert f'action="/operations/{operation_id}/resume"' not in page
    assert "reative-o primeiro (guiche tenant resume acme)" in page
