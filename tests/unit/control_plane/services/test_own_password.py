import pytest

from control_plane.actor import Visitor
from control_plane.errors import InvalidInput, NotAuthenticated, NotFound, TooMany
from control_plane.services.passwords import hash_password
from control_plane.services.tokens import new_token

EMAIL, PASSWORD, ANOTHER = "ana@operator.example", "a long enough password", "nove bicicletas vermelhas"
HERE = Visitor("192.0.2.1", "Firefox")


@pytest.fixture
def ana(services, actor):
    services.operators.ensure(EMAIL, PASSWORD, actor)
    return services.accounts.sign_in(EMAIL, PASSWORD, HERE)


def test_it_is_changed_and_the_other_sessions_end(services, ana):
    other = services.accounts.sign_in(EMAIL, PASSWORD, HERE)
    token = new_token()
    services.tokens.ensure(ana.actor.operator_id, "cli", token, ana.actor)
    services.own_password.change(ana.actor, PASSWORD, ANOTHER)
    assert services.accounts.by_session(ana.token, HERE) is not None
    assert services.accounts.by_session(other.token, HERE) is None
    assert services.accounts.by_token(token, HERE) is not None
    with pytest.raises(NotAuthenticated):
        services.accounts.sign_in(EMAIL, PASSWORD, HERE)
    assert services.accounts.sign_in(EMAIL, ANOTHER, HERE)


def test_a_link_that_waits_is_void(services, ana):
    made = services.invitations.invite_again(ana.actor.operator_id, ana.actor, "en")
    services.own_password.change(ana.actor, PASSWORD, ANOTHER)
    with pytest.raises(NotFound):
        services.invitations.show(made["url"].rpartition("/")[2])


def test_only_whoever_knows_it_changes_it(services, ana):
    with pytest.raises(InvalidInput) as refused:
        services.own_password.change(ana.actor, "a wrong guess at it", ANOTHER)
    assert refused.value.details["fields"] == {"current": "That is not your password."}
    assert services.audit.list_all()[0]["action"] == "password_refused"


def test_a_weak_one_is_refused(services, ana):
    with pytest.raises(InvalidInput, match="easy to guess"):
        services.own_password.change(ana.actor, PASSWORD, "senha12345678")


def test_guessing_it_is_slowed_like_signing_in(services, ana):
    for _ in range(5):
        with pytest.raises(InvalidInput):
            services.own_password.require(ana.actor, "a wrong guess at it")
    with pytest.raises(TooMany):
        services.own_password.require(ana.actor, PASSWORD)
    with pytest.raises(TooMany):
        services.accounts.sign_in(EMAIL, PASSWORD, HERE)
    assert services.accounts.sign_in(EMAIL, PASSWORD, Visitor("198.51.100.7"))  # elsewhere nothing happened


def test_others_write_while_it_hashes(services, ana, write_at_once, monkeypatch):
    def slowly(password):
        write_at_once()
        return hash_password(password)

    monkeypatch.setattr("control_plane.services.own_password.hash_password", slowly)
    services.own_password.change(ana.actor, PASSWORD, ANOTHER)
