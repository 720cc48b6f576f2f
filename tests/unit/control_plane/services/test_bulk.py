from collections.abc import Callable
from dataclasses import replace

import pytest

from control_plane.actor import Actor
from control_plane.errors import InvalidInput
from control_plane.models import Tenant
from control_plane.services.bulk import MOST_TENANTS
from control_plane.services.container import Services


def test_each_gets_an_operation_of_its_own(
    services: Services, actor: Actor, add_tenant: Callable[..., Tenant]
) -> None:
    for slug in ("a", "b"):
        add_tenant(slug)
    done = services.bulk.submit("backup", ["a", "b", "a"], actor)
    assert [each["tenant"] for each in done["submitted"]] == ["a", "b"]
    assert {row["tenant"]: row["kind"] for row in services.history.list_all()} == {
        "a": "backup",
        "b": "backup",
    }


def test_what_is_refused_for_one_stops_none_of_the_others(
    services: Services, actor: Actor, add_tenant: Callable[..., Tenant]
) -> None:
    add_tenant("open")
    add_tenant("shut", "suspended")
    done = services.bulk.submit("backup", ["shut", "nobody", "open"], actor)
    assert [each["tenant"] for each in done["submitted"]] == ["open"]
    assert [(each["tenant"], each["code"]) for each in done["refused"]] == [
        ("shut", "tenant_closed"),
        ("nobody", "tenant_not_found"),
    ]


@pytest.mark.parametrize(
    ("action", "lifecycle"),
    [("backup", "active"), ("repair", "active"), ("suspend", "active"), ("resume", "suspended")],
)
def test_what_may_be_asked_for(
    services: Services, actor: Actor, add_tenant: Callable[..., Tenant], action: str, lifecycle: str
) -> None:
    add_tenant(lifecycle=lifecycle)
    assert len(services.bulk.submit(action, ["acme"], actor, reason="late")["submitted"]) == 1
    assert services.history.list_all()[0]["kind"] == action


def test_sent_twice_it_is_asked_for_once(
    services: Services, actor: Actor, add_tenant: Callable[..., Tenant]
) -> None:
    add_tenant()
    first = services.bulk.submit("backup", ["acme"], actor, "key")["submitted"][0]
    again = services.bulk.submit("backup", ["acme"], actor, "key")["submitted"][0]
    assert (first["operation"], first["is_new"]) == (again["operation"], True)
    assert not again["is_new"]


def test_whoever_rehearses_asks_for_nothing(
    services: Services, actor: Actor, add_tenant: Callable[..., Tenant]
) -> None:
    add_tenant()
    foreseen = services.bulk.submit("backup", ["acme", "nobody"], replace(actor, is_rehearsing=True))
    assert foreseen["submitted"] == [{"tenant": "acme", "ahead": 0}]
    assert [each["code"] for each in foreseen["refused"]] == ["tenant_not_found"]
    assert services.history.list_all() == []


@pytest.mark.parametrize(
    ("action", "slugs"), [("delete", ["acme"]), ("backup", []), ("backup", ["x"] * (MOST_TENANTS + 1))]
)
def test_what_may_not(services: Services, actor: Actor, action: str, slugs: list[str]) -> None:
    with pytest.raises(InvalidInput):
        services.bulk.submit(action, slugs, actor)
