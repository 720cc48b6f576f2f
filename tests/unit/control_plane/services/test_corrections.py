"""Other credentials for a creation that failed: what is replaced, what is refused, what is written down."""

from dataclasses import replace

import pytest

from control_plane.database import transaction
from control_plane.errors import Conflict, InvalidInput, NotFound
from control_plane.models import AuditEntry, Operation
from control_plane.services.corrections import Correction

WRONG_TOKEN = Correction(token="the-right-token")


@pytest.fixture
def fail(sessions):
    """Ends an operation as failed."""

    def fail(operation_id, **changes):
        with transaction(sessions) as session:
            operation = session.get_one(Operation, operation_id)
            operation.state, operation.tenant.lifecycle = "failed", "failed"
            for name, value in changes.items():
                setattr(operation, name, value)

    return fail


@pytest.fixture
def failed(services, actor, tenant_request, fail):
    """The id of a creation that failed."""
    operation, _, _ = services.tenants.submit_create(tenant_request(), actor)
    fail(operation["id"])
    return operation["id"]


@pytest.fixture
def credential(services, sessions, failed):
    """Reads one of the tenant's credentials."""

    def read(name):
        with transaction(sessions) as session:
            return services.vault.get(session, session.get_one(Operation, failed).tenant_id, name)

    return read


def entries(sessions, action):
    with transaction(sessions) as session:
        return [entry.details for entry in session.query(AuditEntry).filter_by(action=action)]


def test_a_secret_is_replaced_and_the_creation_goes_on(services, failed, actor, credential):
    assert services.operations.show(failed)["can_correct"]
    shown = services.corrections.resume(failed, WRONG_TOKEN, actor)
    assert (shown["state"], shown["can_correct"]) == ("queued", False)
    assert credential("whatsapp_token") == "the-right-token"
    assert credential("whatsapp_app_secret") == "app-secret-of-acme"
    assert credential("fila_ia_key") == "key-of-acme"


def test_ids_are_replaced_where_the_steps_read_them(services, failed, actor):
    correction = Correction(phone_number_id="555000111", display_phone_number="+55 11 4004-0001")
    services.corrections.resume(failed, correction, actor)
    assert services.tenants.show("acme")["whatsapp"] == {
        "phone_number_id": "555000111",
        "waba_id": "987654321",
        "display_phone_number": "+55 11 4004-0001",
    }


def test_the_old_value_is_still_masked(services, sessions, failed, actor):
    services.corrections.resume(failed, WRONG_TOKEN, actor)
    with transaction(sessions) as session:
        tenant_id = session.get_one(Operation, failed).tenant_id
        assert {"token-of-acme", "the-right-token"} <= set(services.vault.values(session, tenant_id))


def test_the_audit_says_which_fields_and_never_what(services, sessions, failed, actor):
    correction = replace(WRONG_TOKEN, fila_ia_key="the-right-key", waba_id="987654321")
    services.corrections.resume(failed, correction, actor)
    (details,) = entries(sessions, "credentials_corrected")
    assert details == {"operation": failed, "fields": ["whatsapp.token", "fila_ia.key"]}
    assert len(entries(sessions, "operation_resumed")) == 1
    assert "the-right" not in str(services.audit.list_all())


def test_the_same_values_again_change_nothing_but_resume(services, sessions, failed, actor):
    shown = services.corrections.resume(failed, Correction(token="token-of-acme"), actor)
    assert shown["state"] == "queued"
    assert entries(sessions, "credentials_corrected") == []


def test_nothing_to_correct_is_a_plain_resume(services, sessions, failed, actor):
    assert services.corrections.resume(failed, Correction(), actor)["state"] == "queued"
    assert entries(sessions, "credentials_corrected") == []


@pytest.mark.parametrize(
    ("correction", "field"),
    [
        (Correction(token="two words"), "whatsapp.token"),
        (Correction(app_secret="a\nb"), "whatsapp.app_secret"),
        (Correction(fila_ia_key="x" * 1001), "fila_ia.key"),
        (Correction(phone_number_id="+55 11"), "whatsapp.phone_number_id"),
        (Correction(waba_id="12"), "whatsapp.waba_id"),
    ],
)
def test_what_a_creation_would_refuse_is_refused(services, failed, actor, credential, correction, field):
    with pytest.raises(InvalidInput) as refused:
        services.corrections.resume(failed, correction, actor)
    assert list(refused.value.details["fields"]) == [field]
    assert services.operations.show(failed)["state"] == "failed"
    assert credential("whatsapp_token") == "token-of-acme"


def test_the_number_of_another_tenant_is_refused_but_not_its_own(services, failed, actor, tenant_request):
    other = tenant_request(slug="other")
    other = replace(other, whatsapp=replace(other.whatsapp, phone_number_id="777000777"))
    services.tenants.submit_create(other, actor)
    with pytest.raises(InvalidInput, match="already belongs to tenant “other”"):
        services.corrections.resume(failed, Correction(phone_number_id="777000777"), actor)
    services.corrections.resume(failed, Correction(phone_number_id="123456789"), actor)


@pytest.mark.parametrize("state", ["queued", "running", "waiting", "succeeded", "undone"])
def test_only_what_has_failed_takes_other_credentials(services, failed, actor, fail, credential, state):
    fail(failed, state=state)
    with pytest.raises(Conflict, match="Only a creation that has failed"):
        services.corrections.resume(failed, WRONG_TOKEN, actor)
    assert credential("whatsapp_token") == "token-of-acme"


def test_not_while_it_is_being_undone(services, failed, actor, fail):
    fail(failed, is_undoing=True)
    assert not services.operations.show(failed)["can_correct"]
    with pytest.raises(Conflict, match="Only a creation that has failed"):
        services.corrections.resume(failed, WRONG_TOKEN, actor)


def test_a_backup_has_no_credentials_to_correct(services, add_tenant, actor, fail):
    add_tenant("beta")
    operation, _ = services.backups.submit_backup("beta", actor)
    fail(operation["id"])
    assert not services.operations.show(operation["id"])["can_correct"]
    with pytest.raises(Conflict, match="Only a creation that has failed"):
        services.corrections.resume(operation["id"], WRONG_TOKEN, actor)


def test_no_such_operation(services, actor):
    with pytest.raises(NotFound):
        services.corrections.resume("none", WRONG_TOKEN, actor)
