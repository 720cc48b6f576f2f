"""compose.tenant.yml as it is, filled in for a tenant."""

import json
from collections.abc import Callable

import pytest

from control_plane.adapters.stack_file import to_yaml
from control_plane.canary_terms import NOWHERE
from control_plane.database import transaction
from control_plane.models import Tenant
from control_plane.operations.steps.create_secrets import CreateSecrets
from control_plane.operations.steps.engine_secrets import SERVICE_SECRETS
from control_plane.operations.steps.generate_credentials import GenerateCredentials
from control_plane.operations.steps.stack_document import database_document, stack_document
from control_plane.operations.steps.tenant import NOBODYS_NUMBER, load_tenant, read_credentials
from tests.unit.control_plane.operations.steps.conftest import Scene


def document(scene: Scene) -> dict:  # type: ignore[type-arg]
    return stack_document(scene.context, load_tenant(scene.context))


def prepared(scene: Scene) -> Scene:
    for step in (GenerateCredentials(), CreateSecrets()):
        step.apply(scene.context)
    return scene


def test_every_name_in_the_file_has_a_value(ready: Scene) -> None:
    assert "${" not in to_yaml(document(ready))


def test_web_is_found_under_every_hostname(make_scene: Callable[..., Scene]) -> None:
    scene = prepared(make_scene(hostnames=("desk.example.com", "ajuda.example.com")))
    edge = document(scene)["services"]["web"]["networks"]["edge"]
    assert edge["aliases"] == [
        "acme.localhost.guiche",
        "ajuda.example.com.guiche",
        "desk.example.com.guiche",
    ]


def test_images_are_pinned(ready: Scene) -> None:
    services = document(ready)["services"]
    assert services["web"]["image"] == services["worker"]["image"] == "sha256:guiche/appliance:dev"
    assert services["mysql"]["image"] == "sha256:guiche/mysql:dev"
    assert services["redis"]["image"] == "sha256:guiche/redis:dev"


@pytest.mark.parametrize(
    ("database", "admin", "configuration"),
    [("mysql", "mysqladmin", "mysql.cnf"), ("mariadb", "mariadb-admin", "mariadb.cnf")],
)
def test_either_make_of_database(
    make_scene: Callable[..., Scene], database: str, admin: str, configuration: str
) -> None:
    rendered = document(prepared(make_scene(database=database)))
    service = rendered["services"]["mysql"]
    assert service["healthcheck"]["test"][1] == admin
    assert service["image"] == f"sha256:guiche/{database}:dev"
    assert rendered["configs"]["database"]["file"].endswith(f"/templates/database/{configuration}")


def test_secrets_are_named_by_their_present_values(ready: Scene) -> None:
    rendered = document(ready)
    named = {secret["name"] for secret in rendered["secrets"].values()}
    assert named <= set(ready.adapters.secrets.made)
    assert all(name.startswith("t-acme-") for name in named)


def test_no_secret_is_in_the_document(ready: Scene) -> None:
    text = json.dumps(document(ready))
    for value in read_credentials(ready.context, SERVICE_SECRETS).values():
        assert value.splitlines()[-1] not in text


def test_a_name_with_a_dollar_stays_a_name(make_scene: Callable[..., Scene]) -> None:
    scene = prepared(make_scene(name='R$ 1,99 "${STACK}"'))
    assert document(scene)["services"]["web"]["environment"]["TENANT_NAME"] == 'R$$ 1,99 "$${STACK}"'


def test_a_name_that_looks_like_a_template_stays_a_name(make_scene: Callable[..., Scene]) -> None:
    scene = prepared(make_scene(name="ACME {{.Node.Hostname}}"))
    environment = document(scene)["services"]["web"]["environment"]
    assert environment["TENANT_NAME"] == 'ACME {{"{{"}}.Node.Hostname}}'


def test_the_smoke_contact_is_nobody_unless_one_is_given(make_scene: Callable[..., Scene]) -> None:
    environment = document(prepared(make_scene()))["services"]["web"]["environment"]
    assert environment["SMOKE_WA_ID"] == NOBODYS_NUMBER


def test_the_smoke_contact_that_is_given(make_scene: Callable[..., Scene]) -> None:
    environment = document(prepared(make_scene(smoke_phone="5511999990000")))["services"]["web"][
        "environment"
    ]
    assert environment["SMOKE_WA_ID"] == "5511999990000"


def test_database_and_redis_come_first(ready: Scene) -> None:
    rendered = database_document(ready.context, load_tenant(ready.context))
    assert set(rendered["services"]) == {"mysql", "redis"}
    assert rendered["services"]["mysql"] == document(ready)["services"]["mysql"]


def test_a_canary_knows_nobody_outside(ready: Scene) -> None:
    with transaction(ready.context.sessions) as session:
        tenant = session.get_one(Tenant, ready.context.tenant_id)
        tenant.configuration = {**tenant.configuration, "is_canary": True}
    environment = document(ready)["services"]["worker"]["environment"]
    assert (environment["WHATSAPP_GRAPH_URL"], environment["MAIL_HOST"]) == (NOWHERE, "")
