import json

from control_plane.operations.steps.engine_secrets import SERVICE_SECRETS, VAULT_SECRETS
from control_plane.operations.steps.generate_credentials import GenerateCredentials
from control_plane.operations.steps.tenant import FIRST_USERS, first_user, read_credentials
from tests.unit.control_plane.operations.steps.conftest import Scene

ALL = (*SERVICE_SECRETS, FIRST_USERS)


def test_everything_a_tenant_needs_is_there_afterwards(scene: Scene) -> None:
    step = GenerateCredentials()
    assert not step.check(scene.context)
    step.apply(scene.context)
    assert step.check(scene.context)
    assert all(read_credentials(scene.context, ALL).values())


def test_done_again_nothing_changes(scene: Scene) -> None:
    step = GenerateCredentials()
    step.apply(scene.context)
    before = read_credentials(scene.context, ALL)
    step.apply(scene.context)
    assert read_credentials(scene.context, ALL) == before


def test_what_the_operator_brought_is_kept(scene: Scene) -> None:
    GenerateCredentials().apply(scene.context)
    assert read_credentials(scene.context, ["fila_ia_key", "whatsapp_token"]) == {
        "fila_ia_key": "key-of-acme",
        "whatsapp_token": "token-of-acme",
    }


def test_no_password_is_used_twice(scene: Scene) -> None:
    GenerateCredentials().apply(scene.context)
    values = list(read_credentials(scene.context, VAULT_SECRETS).values())
    assert len(set(values)) == len(values)


def test_each_first_user_has_a_password(scene: Scene) -> None:
    GenerateCredentials().apply(scene.context)
    users = json.loads(read_credentials(scene.context, [FIRST_USERS])[FIRST_USERS])
    assert [(user["email"], user["role"]) for user in users] == [
        ("ana@acme.example", "admin"),
        ("beto@acme.example", "atendente"),
    ]
    assert len({user["password"] for user in users}) == 2
    assert first_user(scene.context, "admin") == users[0]


def test_nothing_secret_is_told(scene: Scene) -> None:
    GenerateCredentials().apply(scene.context)
    told = str(scene.told) + str(scene.results)
    assert not any(value in told for value in read_credentials(scene.context, ALL).values())
