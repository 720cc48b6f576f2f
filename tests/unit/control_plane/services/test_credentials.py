import pytest
from sqlalchemy import func, select

from control_plane.database import transaction
from control_plane.errors import ControlPlaneError, NotFound
from control_plane.models import Credential
from control_plane.services.credentials import Vault

KEY = "ab" * 32


@pytest.fixture
def vault():
    return Vault(KEY)


@pytest.fixture
def tenant_id(add_tenant):
    return add_tenant().id


def test_what_is_sealed_opens_again(vault):
    assert vault.unseal("t", "n", 1, vault.seal("t", "n", 1, "çãé secret")) == "çãé secret"


def test_the_same_value_never_looks_the_same(vault):
    assert vault.seal("t", "n", 1, "secret") != vault.seal("t", "n", 1, "secret")


@pytest.mark.parametrize("moved", [("other", "n", 1), ("t", "other", 1), ("t", "n", 2)])
def test_a_row_moved_elsewhere_does_not_open(vault, moved):
    with pytest.raises(ControlPlaneError, match="platform key"):
        vault.unseal(*moved, vault.seal("t", "n", 1, "secret"))


def test_an_altered_row_does_not_open(vault):
    sealed = bytearray(vault.seal("t", "n", 1, "secret"))
    sealed[-1] ^= 1
    with pytest.raises(ControlPlaneError):
        vault.unseal("t", "n", 1, bytes(sealed))


def test_another_key_does_not_open(vault):
    with pytest.raises(ControlPlaneError):
        Vault("cd" * 32).unseal("t", "n", 1, vault.seal("t", "n", 1, "secret"))


@pytest.mark.parametrize("key", ["", "xyz", "ab" * 16, "zz" * 32])
def test_the_key_must_be_256_bits_in_hexadecimal(key):
    with pytest.raises(ControlPlaneError, match="64 hexadecimal"):
        Vault(key)


def test_generates_once(vault, sessions, tenant_id):
    with transaction(sessions) as session:
        first = vault.generate(session, tenant_id, "redis_password", 40)
        assert vault.generate(session, tenant_id, "redis_password", 40) == first
    assert len(first) == 40 and first.isalnum()


def test_a_new_value_is_a_new_version_and_the_old_one_stays_secret(vault, sessions, tenant_id):
    with transaction(sessions) as session:
        assert vault.put(session, tenant_id, "fila_ia_key", "old") == 1
        assert vault.put(session, tenant_id, "fila_ia_key", "new") == 2
        assert vault.get(session, tenant_id, "fila_ia_key") == "new"
        assert sorted(vault.values(session, tenant_id)) == ["new", "old"]


def test_the_same_value_is_the_same_version(vault, sessions, tenant_id):
    with transaction(sessions) as session:
        vault.put(session, tenant_id, "fila_ia_key", "same")
        assert vault.put(session, tenant_id, "fila_ia_key", "same") == 1
        assert session.scalar(select(func.count(Credential.id))) == 1


def test_nothing_readable_is_stored(vault, sessions, tenant_id):
    with transaction(sessions) as session:
        vault.put(session, tenant_id, "fila_ia_key", "a-very-readable-secret")
        assert b"readable" not in session.scalars(select(Credential.sealed)).one()


def test_what_is_not_there_is_named(vault, sessions, tenant_id):
    with transaction(sessions) as session, pytest.raises(NotFound, match="redis_acl"):
        vault.get(session, tenant_id, "redis_acl")


def test_reveals_once(vault, sessions, tenant_id):
    with transaction(sessions) as session:
        vault.put(session, tenant_id, "first_users", "[]")
        assert vault.reveal_once(session, tenant_id, "first_users") == "[]"
        assert vault.reveal_once(session, tenant_id, "first_users") is None
        assert vault.reveal_once(session, tenant_id, "nothing") is None
