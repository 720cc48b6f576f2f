import pytest
from flask import Flask

from appliance.accounts.access import public, requires
from appliance.accounts.models import ADMIN, Role, User
from appliance.accounts.permissions import ALL, BUILT_IN, PUBLIC, SELF


def test_each_role_begins_with_all_of_the_one_below() -> None:
    assert BUILT_IN["atendente"] < BUILT_IN["gerente"] < BUILT_IN[ADMIN] == ALL


def test_everybody_has_an_account_of_their_own() -> None:
    assert all(SELF in held for held in BUILT_IN.values())


@pytest.mark.parametrize(
    ("role", "permission", "expected"),
    [
        ("atendente", "message.send", True),
        ("atendente", "user.manage", False),
        ("gerente", "user.manage", False),
        (ADMIN, "delivery.inspect", True),
    ],
)
def test_may(role: str, permission: str, expected: bool) -> None:
    user = User(role=role, granted=Role(key=role, permissions=sorted(BUILT_IN[role])))
    assert user.may(permission) is expected


def test_the_admin_may_everything_whatever_the_row_says() -> None:
    assert all(User(role=ADMIN, granted=Role(key=ADMIN, permissions=[])).may(one) for one in ALL)


def test_a_view_wears_its_permission() -> None:
    @requires("message.send")
    def send() -> None: ...

    @public
    def webhook() -> None: ...

    assert send.guiche_permission == "message.send"  # type: ignore[attr-defined]
    assert webhook.guiche_permission == PUBLIC  # type: ignore[attr-defined]


def test_a_misspelt_permission_fails_at_import() -> None:
    with pytest.raises(ValueError, match="mesage"):
        requires("mesage.send")


def test_the_guard_keeps_the_name_of_its_view() -> None:
    @requires("message.send")
    def send() -> None: ...

    app = Flask("test")
    app.add_url_rule("/", view_func=send)
    assert "send" in app.view_functions
