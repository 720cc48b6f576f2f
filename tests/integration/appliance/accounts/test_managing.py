"""What whoever manages people sees of them and changes."""

from collections.abc import Callable
from typing import Any

import pytest

from appliance.accounts.models import User
from appliance.context import Context
from tests.integration.appliance.accounts.conftest import Browser, Cast, audited, set_up_second_factor

pytestmark = pytest.mark.integration

AsUser = Callable[[User], Browser]
ACCOUNTS = "/api/v1/users/accounts"


def test_everybody_is_there_with_state_and_ways_in(as_user: AsUser, cast: Cast, context: Context) -> None:
    set_up_second_factor(context, cast.gerente)
    people = as_user(cast.admin).client.get(ACCOUNTS).get_json()["data"]
    shown = [(one["name"], one["state"], one["has_second_factor"]) for one in people]
    assert shown == [
        ("Alice", "active", False),
        ("Ana", "active", False),
        ("Gil", "active", True),
        ("Otto", "disabled", False),
    ]
    assert people[0]["last_seen_at"]
    assert people[1]["last_seen_at"] is None


@pytest.mark.parametrize("role", ["gerente", "atendente"])
def test_others_do_not_see_it(as_user: AsUser, cast: Cast, role: str) -> None:
    window = as_user(getattr(cast, role))
    for path in (ACCOUNTS, f"/api/v1/users/{cast.admin.id}/account"):
        assert window.client.get(path).status_code == 403


def test_queues_are_changed_in_one_go(as_user: AsUser, cast: Cast, context: Context) -> None:
    admin = as_user(cast.admin)
    ids = [admin.send("POST", "/api/v1/queues", {"name": name}).get_json()["id"] for name in ("A", "B", "C")]

    def work_in(*queues: int) -> Any:
        response = admin.send("PATCH", f"/api/v1/users/{cast.atendente.id}", {"queue_ids": queues})
        account = admin.client.get(f"/api/v1/users/{cast.atendente.id}/account").get_json()
        return response.status_code, account["queue_ids"]

    assert work_in(ids[0], ids[1]) == (200, ids[:2])
    assert work_in(ids[1], ids[2]) == (200, ids[1:])
    assert work_in(999) == (422, ids[1:])
    assert work_in() == (200, [])
    assert audited(context).count(("user.changed", str(cast.atendente.id))) == 3


def test_a_change_of_queues_signs_nobody_out(as_user: AsUser, cast: Cast) -> None:
    ana = as_user(cast.atendente)
    as_user(cast.admin).send("PATCH", f"/api/v1/users/{cast.atendente.id}", {"queue_ids": []})
    assert ana.me().status_code == 200
