import pytest
from flask import Flask

from appliance.accounts.access import public, requires
from appliance.accounts.models import ADMIN, SUPPORT_PREFIX, Role, User
from appliance.accounts.permissions import ALL, BUILT_IN, PUBLIC, SELF, SUPPORT, SUPPORT_NEVER
from appliance.accounts.presenting import present_colleague, present_user
from appliance.accounts.roles import permissions_of


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


def _support(*, permissions: frozenset[str], requires_two_factor: bool = False) -> User:
    row = Role(key=SUPPORT, permissions=sorted(permissions), requires_two_factor=requires_two_factor)
    return User(role=SUPPORT, granted=row)


def test_the_platform_s_support_begins_with_what_it_takes_to_look_and_to_configure() -> None:
    held = BUILT_IN[SUPPORT]
    assert {"conversation.read", "message.read", "queue.manage", "settings.manage"} <= held
    writes = {"message.send", "conversation.write", "contact.write", "contact.merge", "conversation.override"}
    exports = {"audit.read", "report.read"}
    assert not held & (writes | exports | SUPPORT_NEVER)


def test_it_never_lets_anybody_in_whatever_the_row_says() -> None:
    widened = _support(permissions=ALL)
    assert widened.may("message.send")
    assert not any(widened.may(one) for one in SUPPORT_NEVER)
    assert SUPPORT_NEVER.isdisjoint(permissions_of(widened.granted))


def test_it_has_its_second_factor_at_the_platform() -> None:
    assert not _support(permissions=ALL, requires_two_factor=True).must_set_up_second_factor


def test_its_e_mail_is_shown_as_it_is() -> None:
    user = _support(permissions=ALL)
    user.id, user.name, user.email = 7, "olga@guiche.example", f"{SUPPORT_PREFIX}olga@guiche.example"
    shown = present_user(user, frozenset())
    assert (shown["email"], shown["is_support"]) == ("olga@guiche.example", True)
    assert present_colleague(user, frozenset())["is_support"] is True
