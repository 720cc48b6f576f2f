import pytest
from sqlalchemy import select

from control_plane.actor import Visitor
from control_plane.database import transaction, utc_now
from control_plane.models import ApiToken
from control_plane.services.tokens import new_token

EMAIL, PASSWORD = "ana@operator.example", "a long enough password"
HERE = Visitor("192.0.2.1", "curl")


@pytest.fixture
def operator_id(services, actor):
    return services.operators.ensure(EMAIL, PASSWORD, actor)


def test_a_token_is_recognised_and_only_its_hash_is_stored(services, operator_id, actor, sessions):
    token = new_token()
    services.tokens.ensure(operator_id, "cli", token, actor)
    services.tokens.ensure(operator_id, "cli", token, actor)
    assert services.accounts.by_token(token, HERE).name == EMAIL
    assert services.accounts.by_token(token + "x", HERE) is None
    with transaction(sessions) as session:
        row = session.scalars(select(ApiToken)).one()
        assert token not in row.token_hash
        assert row.last_used_at is not None


def test_a_revoked_token_counts_for_nothing_until_it_is_made_again(services, operator_id, actor, sessions):
    token = new_token()
    services.tokens.ensure(operator_id, "cli", token, actor)
    with transaction(sessions) as session:
        session.scalars(select(ApiToken)).one().revoked_at = utc_now()
    assert services.accounts.by_token(token, HERE) is None
    services.tokens.ensure(operator_id, "cli", token, actor)
    assert services.accounts.by_token(token, HERE) is not None
