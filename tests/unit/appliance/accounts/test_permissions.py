import pytest
from flask import Flask

from appliance.accounts.access import public, requires
from appliance.accounts.models import ROLES
from appliance.accounts.permissions import ALL, PERMISSIONS, PUBLIC, allows


def test_every_role_has_its_line() -> None:
    assert set(PERMISSIONS) == set(ROLES)


def test_each_role_holds_all_of_the_one_below() -> None:
    assert PERMISSIONS["atendente"] < PERMISSIONS["gerente"] < PERMISSIONS["admin"] == ALL


@pytest.mark.parametrize(
    ("role", "permission", "expected"),
    [
        ("atendente", "message.send", True),
        ("atendente", "user.manage", False),
        ("gerente", "user.manage", False),
        ("admin", "delivery.inspect", True),
        ("nobody", "conversation.read", False),
        ("admin", PUBLIC, False),
    ],
)
def test_allows(role: str, permission: str, expected: bool) -> None:
    assert allows(role, permission) is expected


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
