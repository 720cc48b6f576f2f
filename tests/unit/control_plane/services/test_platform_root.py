"""A new platform key: everything opens with it alone, and what was signed goes on verifying."""

from dataclasses import replace

import pytest

from control_plane.adapters.names import secret_name
from control_plane.database import transaction
from control_plane.errors import ControlPlaneError
from control_plane.event_models import EventEndpoint
from control_plane.models import Credential, OperatorFactor
from control_plane.services import platform_root
from control_plane.services.certificates import is_genuine, sign
from control_plane.services.container import make_services
from control_plane.services.credentials import Vault
from control_plane.services.event_endpoints import secret_of
from control_plane.services.platform_root import reseal_all, with_root_key
from control_plane.services.second_factor import factor_keys, factor_owner

NEW, NEWER = "cd" * 32, "ef" * 32


@pytest.fixture
def old(settings, sessions, services, tenant_request, actor):
    """The settings before; a tenant with credentials, and an operator with a second factor."""
    services.tenants.submit_create(tenant_request(), actor)
    operator_id = services.operators.ensure("ana@example.com", "correct horse battery staple", actor)
    sealed = factor_keys(settings.platform_key).seal(factor_owner(operator_id), b"secret")
    with transaction(sessions) as session:
        session.add(OperatorFactor(operator_id=operator_id, last_step=0, sealed=sealed))
    return settings


@pytest.fixture
def both(old):
    return replace(old, platform_key=f"{NEW}\n{old.platform_key}")


def values(settings, sessions):
    """What the vault says under these keys."""
    settings = with_root_key(settings, sessions)
    vault = make_services(settings, sessions).vault
    with transaction(sessions) as session:
        ids = {row.tenant_id for row in session.query(Credential)}
        return sorted(value for tenant_id in ids for value in vault.values(session, tenant_id))


def test_afterwards_the_new_key_alone_opens_everything(old, both, sessions, services, actor):
    before = values(old, sessions)
    secret, _ = services.event_endpoints.create("https://billing.example/events", [], actor)
    done = reseal_all(with_root_key(both, sessions), sessions)
    assert done["credentials"] == len(before)
    assert (done["factors"], done["endpoints"]) == (1, 1)
    alone = replace(both, platform_key=NEW)
    assert values(alone, sessions) == before
    with transaction(sessions) as session:
        [endpoint] = session.query(EventEndpoint)
        assert secret_of(Vault(NEW), endpoint) == secret
        [factor] = session.query(OperatorFactor)
        assert factor_keys(NEW).unseal(factor_owner(factor.operator_id), factor.sealed) == b"secret"
        assert factor_keys(old.platform_key).unseal(factor_owner(factor.operator_id), factor.sealed) is None


def test_what_hangs_on_the_first_key_goes_on(old, both, sessions, services, actor):
    certificate = sign({"tenant": "gone"}, old.lasting_key)
    name = secret_name("t-acme", "redis_password", "value", old.lasting_key)
    assert services.audit_verification.verify(actor)["is_sound"]
    for keys in (both, replace(both, platform_key=NEW), replace(both, platform_key=f"{NEWER}\n{NEW}")):
        now = with_root_key(keys, sessions)
        reseal_all(now, sessions)
        now = with_root_key(keys, sessions)
        assert now.lasting_key == old.platform_key
        assert is_genuine(certificate, now.lasting_key)
        assert secret_name("t-acme", "redis_password", "value", now.lasting_key) == name
        assert make_services(now, sessions, services.notices).audit_verification.verify(actor)["is_sound"]
    assert values(replace(both, platform_key=NEWER), sessions)


def test_stopped_in_the_middle_it_goes_on(both, sessions, monkeypatch):
    monkeypatch.setattr(platform_root, "_AT_ONCE", 1)

    def stop(done, _of):
        if done == 2:
            raise KeyboardInterrupt

    settings = with_root_key(both, sessions)
    with pytest.raises(KeyboardInterrupt):
        reseal_all(settings, sessions, stop)
    before = values(both, sessions)  # whichever key sealed it
    left = reseal_all(with_root_key(both, sessions), sessions)["credentials"]
    assert left == len(before) - 2
    assert reseal_all(with_root_key(both, sessions), sessions)["credentials"] == 0
    assert values(replace(both, platform_key=NEW), sessions) == before


def test_a_key_taken_away_too_early_is_asked_for_by_its_id(old, both, sessions):
    with transaction(sessions) as session:
        [key] = {row.key_id for row in session.query(Credential)}
    with pytest.raises(
        ControlPlaneError, match=f"sealed under platform key {key}, which is not given"
    ) as told:
        with_root_key(replace(both, platform_key=NEW), sessions)
    assert told.value.code == "platform_key_missing"


def test_a_wrong_key_is_told_from_a_missing_one(old, sessions):
    with transaction(sessions) as session:
        session.query(Credential).update({"key_id": None})  # as before keys had ids
    assert with_root_key(old, sessions) == old
    with pytest.raises(ControlPlaneError, match="does not open what is in the database") as told:
        with_root_key(replace(old, platform_key=NEW), sessions)
    assert told.value.code == "platform_key_wrong"


def test_what_was_sealed_before_keys_had_ids_goes_over_too(old, both, sessions):
    with transaction(sessions) as session:
        session.query(Credential).update({"key_id": None})
    before = values(old, sessions)
    reseal_all(with_root_key(both, sessions), sessions)
    assert values(replace(both, platform_key=NEW), sessions) == before


def test_the_root_needs_its_key_too(both, sessions):
    reseal_all(with_root_key(both, sessions), sessions)
    with transaction(sessions) as session:
        session.query(Credential).delete()
    with pytest.raises(ControlPlaneError, match="The platform's root key is sealed under"):
        with_root_key(replace(both, platform_key=NEWER), sessions)


@pytest.mark.parametrize("text", ["", "ab", f"{NEW}\n", f"{NEW}\nxyz"])
def test_a_line_that_is_no_key_is_refused(settings, sessions, text):
    with pytest.raises(ControlPlaneError, match="64 hexadecimal digits"):
        with_root_key(replace(settings, platform_key=text), sessions)


def test_with_one_key_there_is_nothing_to_do(old, sessions):
    done = reseal_all(with_root_key(old, sessions), sessions)
    assert (done["credentials"], done["factors"]) == (0, 0)
    assert with_root_key(old, sessions).root_key == ""
