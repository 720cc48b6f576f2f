from dataclasses import replace

import pytest

from control_plane.adapters.names import TenantNames
from control_plane.inventory import Expected, Thing, compare

NAMES = TenantNames("guiche", "t-acme", "id-acme", "acme", 2)
ACME = Expected(NAMES, "active", False, frozenset({"t-acme_web"}), frozenset({"t-acme-key-1"}))


def thing(kind: str, name: str, tenant: str = "id-acme") -> Thing:
    return Thing(kind, name, tenant, "acme")


def test_a_whole_tenant_is_clean() -> None:
    inventory = compare([ACME], ACME.things())
    assert inventory.is_clean
    assert inventory.counted == 8
    assert inventory.as_json() == {
        "is_clean": True,
        "objects": 8,
        "missing": [],
        "orphaned": [],
        "unexpected": [],
    }


@pytest.mark.parametrize("kind", ["network", "volume", "secret", "service"])
def test_what_an_active_tenant_lacks_is_missing(kind: str) -> None:
    lost = next(each for each in sorted(ACME.things()) if each.kind == kind)
    inventory = compare([ACME], ACME.things() - {lost})
    assert inventory.missing == (lost,)
    assert inventory.as_json()["missing"] == [{"kind": kind, "name": lost.name, "tenant": "acme"}]


@pytest.mark.parametrize("lifecycle", ["creating", "failed"])
def test_a_tenant_that_never_was_whole_lacks_nothing(lifecycle: str) -> None:
    half = {thing("network", "t-acme-edge")}
    assert compare([replace(ACME, lifecycle=lifecycle)], half).is_clean


def test_a_tenant_that_was_taken_back_may_have_nothing() -> None:
    undone = replace(ACME, lifecycle="undone")
    left = thing("network", "t-acme-edge")
    assert compare([undone], {left}).unexpected == (left,)


@pytest.mark.parametrize(
    ("lifecycle", "kinds"),
    [
        ("suspended", {"network", "volume", "secret"}),
        ("archived", {"volume"}),
        ("condemned", {"volume"}),
        ("deleted", set()),
    ],
)
def test_a_closed_tenant_has_what_is_kept_of_it_and_nothing_else(lifecycle: str, kinds: set[str]) -> None:
    closed = replace(ACME, lifecycle=lifecycle)
    kept = {each for each in ACME.things() if each.kind in kinds}
    assert compare([closed], kept).is_clean
    assert set(compare([closed], ACME.things()).unexpected) == ACME.things() - kept
    if kept:
        lost = next(iter(kept))
        assert compare([closed], kept - {lost}).missing == (lost,)


@pytest.mark.parametrize("lifecycle", ["suspending", "archiving", "resuming", "purging"])
def test_one_that_is_on_its_way_lacks_nothing(lifecycle: str) -> None:
    assert compare([replace(ACME, lifecycle=lifecycle)], ()).is_clean


def test_objects_of_an_unknown_tenant_are_orphans() -> None:
    stranger = thing("volume", "t-gone-database-g1", "id-gone")
    assert compare([ACME], ACME.things() | {stranger}).orphaned == (stranger,)


@pytest.mark.parametrize(
    "extra",
    [
        thing("secret", "t-acme-key-0"),
        thing("secret", "t-acme-first_users-1"),
        thing("job", "t-acme-job-migrate"),
        thing("service", "t-acme_restored"),
        thing("volume", "t-acme-database-g3"),
        thing("volume", "t-acme-other"),
        thing("volume", "t-acme-database-g0"),
    ],
)
def test_what_nobody_needs_is_unexpected(extra: Thing) -> None:
    assert compare([ACME], ACME.things() | {extra}).unexpected == (extra,)


def test_volumes_of_before_a_restore_are_kept_on_purpose() -> None:
    assert compare([ACME], ACME.things() | {thing("volume", "t-acme-database-g1")}).is_clean


def test_a_tenant_under_an_operation_is_not_judged() -> None:
    busy = replace(ACME, is_busy=True)
    assert compare([busy], {thing("job", "t-acme-job-migrate")}).is_clean
