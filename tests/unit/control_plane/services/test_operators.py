import pytest
from sqlalchemy import select

from control_plane.actor import Visitor
from control_plane.database import transaction
from control_plane.errors import NotAuthenticated
from control_plane.models import AuditEntry, Operator
from control_plane.services import operators as operators_module
from control_plane.services.passwords import hash_password

EMAIL, PASSWORD = "ana@operator.example", "a long enough password"
HERE = Visitor("192.0.2.1", "Firefox")


@pytest.fixture
def operators(services, actor):
    services.operators.ensure(EMAIL, PASSWORD, actor)
    return services.operators


def actions(sessions):
    with transaction(sessions) as session:
        return [entry.action for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]


def test_an_operator_made_again_is_the_same_and_nothing_changes(operators, services, actor, sessions):
    came = services.accounts.sign_in(EMAIL, PASSWORD, HERE)
    operators.ensure(EMAIL.upper(), PASSWORD, actor)
    assert services.accounts.by_session(came.token, HERE) is not None
    with transaction(sessions) as session:
        assert session.scalars(select(Operator)).one().role == "owner"
    assert actions(sessions) == ["operator_created", "login"]


def test_a_new_password_ends_the_sessions(operators, services, actor):
    came = services.accounts.sign_in(EMAIL, PASSWORD, HERE)
    operators.ensure(EMAIL, "another long password", actor)
    assert services.accounts.by_session(came.token, HERE) is None
    with pytest.raises(NotAuthenticated):
        services.accounts.sign_in(EMAIL, PASSWORD, HERE)
    services.accounts.sign_in(EMAIL, "another long password", HERE)


def test_others_write_while_a_new_password_hashes(operators, write_at_once, actor, monkeypatch):
    def slowly(password):
        write_at_once()
        return hash_password(password)

    monkeypatch.setattr(operators_module, "hash_password", slowly)
    operators.ensure(EMAIL, "another long password", actor)
