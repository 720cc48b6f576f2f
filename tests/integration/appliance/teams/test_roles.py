import re
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from appliance.accounts.models import Role, User
from appliance.accounts.permissions import ALL, BUILT_IN, SELF
from appliance.accounts.roles import BUILT_IN_NAMES, builtin_roles, permissions_of
from appliance.accounts.schemas import LOCALES
from appliance.accounts.users import NewUser, create_user
from appliance.context import Context
from appliance.database import make_engine, transaction
from appliance.migrations.commands import migrate
from tests.integration.appliance.teams.conftest import Call, error

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[4]


def held(call: Call, user: User) -> set[str]:
    return set(call(user, "GET", "/auth/me").get_json()["permissions"])


def test_a_new_tenant_has_the_four(context: Context) -> None:
    """What the migrations write is what the code means."""
    server = make_engine(context.settings.database)
    with server.connect() as connection:
        connection.execute(text("CREATE DATABASE first_roles"))
    engine = make_engine(replace(context.settings.database, name="first_roles"))
    migrate(engine)
    with Session(engine) as session:
        found = {row.key: (row.permissions, row.is_builtin) for row in session.scalars(select(Role))}
    engine.dispose()
    with server.connect() as connection:
        connection.execute(text("DROP DATABASE first_roles"))
    server.dispose()
    assert found == {row.key: (row.permissions, True) for row in builtin_roles()}


def test_each_person_holds_what_the_role_permits(ana: User, clara: User, call: Call) -> None:
    assert held(call, ana) == BUILT_IN["atendente"]
    assert held(call, clara) == ALL


def test_a_change_counts_from_the_next_request(ana: User, clara: User, call: Call) -> None:
    answer = call(clara, "PATCH", "/roles/atendente", {"permissions": ["contact.read"]})
    assert answer.get_json()["permissions"] == ["contact.read", SELF]
    assert held(call, ana) == {SELF, "contact.read"}
    assert call(ana, "GET", "/conversations").status_code == 403


def test_a_role_of_ones_own_is_made_given_and_taken_away(ana: User, clara: User, call: Call) -> None:
    body = {"name": "Estagiária", "permissions": ["conversation.read"]}
    made = call(clara, "POST", "/roles", body).get_json()
    assert (made["name"], made["is_builtin"]) == ("Estagiária", False)
    assert call(clara, "PATCH", f"/users/{ana.id}", {"role": made["key"]}).status_code == 200
    assert error(call(clara, "DELETE", f"/roles/{made['key']}")) == "role_in_use"
    call(clara, "PATCH", f"/users/{ana.id}", {"role": "atendente"})
    assert call(clara, "DELETE", f"/roles/{made['key']}").status_code == 204


@pytest.mark.parametrize("name", [" SUPERVISÃO ", "Supervisao", "gerente", "Administrator"])
def test_two_have_no_name_in_common(clara: User, call: Call, name: str) -> None:
    body = {"permissions": ["conversation.read"]}
    made = call(clara, "POST", "/roles", {"name": "Supervisão", **body}).get_json()
    other = call(clara, "POST", "/roles", {"name": "Estágio", **body}).get_json()
    assert error(call(clara, "POST", "/roles", {"name": name, **body})) == "role_exists"
    assert error(call(clara, "PATCH", f"/roles/{other['key']}", {"name": name})) == "role_exists"
    assert call(clara, "PATCH", f"/roles/{made['key']}", {"name": "supervisão"}).status_code == 200
    for one in (made, other):
        call(clara, "DELETE", f"/roles/{one['key']}")


def test_those_that_came_with_it_are_called_as_the_interface_calls_them() -> None:
    texts = "".join(
        (ROOT / f"appliance/frontend/src/i18n/{locale}.ts").read_text("utf-8") for locale in LOCALES
    )
    for key, names in BUILT_IN_NAMES.items():
        assert set(re.findall(rf"'role\.{key}': '([^']+)'", texts)) == set(names)


def test_those_that_came_with_it_stay(clara: User, call: Call) -> None:
    assert error(call(clara, "DELETE", "/roles/gerente")) == "fixed_role"
    assert error(call(clara, "PATCH", "/roles/gerente", {"name": "Chefe"})) == "fixed_role"
    assert error(call(clara, "PATCH", "/roles/admin", {"permissions": []})) == "fixed_role"
    assert call(clara, "GET", "/auth/me").status_code == 200


def test_an_unknown_permission_is_named(clara: User, call: Call) -> None:
    answer = call(clara, "POST", "/roles", {"name": "X", "permissions": ["fly"]})
    assert error(answer) == "unknown_permission"
    assert answer.get_json()["error"]["details"]["permissions"] == ["fly"]


@pytest.fixture
def helper(context: Context) -> User:
    """May manage people and roles, and little else."""
    with transaction(context.sessions) as session:
        session.add(Role(key="rh", name="RH", permissions=[SELF, "user.manage", "role.manage", "user.read"]))
    return create_user(context.sessions, NewUser("Rui", "rui@acme.example", "correct horse battery", "rh"))


def test_nobody_gives_what_they_do_not_hold(helper: User, ana: User, clara: User, call: Call) -> None:
    refused = [
        ("POST", "/roles", {"name": "X", "permissions": ["settings.manage"]}),
        ("PATCH", "/roles/gerente", {"permissions": ["self"]}),
        ("PATCH", "/roles/rh", {"permissions": ["settings.manage"]}),
        ("PATCH", f"/users/{helper.id}", {"role": "admin"}),
        ("PATCH", f"/users/{ana.id}", {"role": "rh"}),
        ("PATCH", f"/users/{clara.id}", {"password": "correct horse battery"}),
        (
            "POST",
            "/users",
            {"name": "Z", "email": "z@x.example", "password": "cavalo pilha grampo", "role": "admin"},
        ),
    ]
    for method, path, body in refused:
        answer = call(helper, method, path, body)
        assert (answer.status_code, error(answer)) == (403, "beyond_own"), f"{method} {path}"


def test_a_permission_that_is_gone_grants_nothing(context: Context) -> None:
    assert permissions_of(Role(key="old", permissions=["self", "fax.send"])) == ["self"]


def test_only_who_manages_roles_changes_them(ana: User, call: Call) -> None:
    assert call(ana, "GET", "/roles").status_code == 200
    assert call(ana, "POST", "/roles", {"name": "X", "permissions": []}).status_code == 403
    assert call(ana, "PATCH", "/roles/atendente", {"permissions": sorted(ALL)}).status_code == 403
