import hashlib

import pytest

from control_plane.database import transaction, utc_now
from control_plane.errors import Conflict, InvalidInput, NotFound
from control_plane.models import BrandPicture, Operation, Tenant
from control_plane.services.brand_change import BrandChange

PNG, OTHER_PNG = (b"\x89PNG\r\n\x1a\n" + end for end in (b"one", b"other"))


@pytest.fixture
def brands(services):
    return services.brands


@pytest.fixture
def ends(sessions):
    """Ends an operation as the runner would."""

    def end(operation, state="succeeded"):
        with transaction(sessions) as session:
            row = session.get_one(Operation, operation["id"])
            row.state, row.finished_at = state, utc_now()

    return end


def kept(sessions):
    with transaction(sessions) as session:
        return {picture.content for picture in session.query(BrandPicture)}


def test_a_change_is_queued_with_texts_and_the_digests_of_pictures(brands, sessions, add_tenant, actor):
    add_tenant()
    change = BrandChange({"name": " ACME  Ltda "}, {"logo": PNG}, frozenset({"colour"}))
    operation, is_new = brands.submit("acme", change, actor)
    assert is_new and operation["kind"] == "brand"
    with transaction(sessions) as session:
        assert session.get_one(Operation, operation["id"]).inputs == {
            "name": "ACME Ltda",
            "logo": hashlib.sha256(PNG).hexdigest(),
            "colour": None,
        }
    assert kept(sessions) == {PNG}


def test_it_leaves_the_lifecycle_alone_and_is_on_record(brands, services, add_tenant, actor):
    add_tenant()
    brands.submit("acme", BrandChange({"name": "ACME"}), actor)
    assert services.tenants.show("acme")["lifecycle"] == "active"
    assert services.audit.list_all()[0]["action"] == "brand_submitted"


def test_the_same_key_is_the_same_change_and_another_picture_is_another(brands, add_tenant, actor):
    add_tenant()
    first, _ = brands.submit("acme", BrandChange(pictures={"logo": PNG}), actor, "k")
    assert brands.submit("acme", BrandChange(pictures={"logo": PNG}), actor, "k") == (first, False)
    with pytest.raises(Conflict, match="another request"):
        brands.submit("acme", BrandChange(pictures={"logo": OTHER_PNG}), actor, "k")


def test_what_is_wrong_is_refused_with_its_field(brands, sessions, add_tenant, actor):
    add_tenant()
    with pytest.raises(InvalidInput) as refused:
        brands.submit("acme", BrandChange({"colour": "red"}, {"logo": b"x", "favicon": PNG}), actor)
    assert set(refused.value.details["fields"]) == {"colour", "logo"}
    assert kept(sessions) == set()


def test_nothing_is_no_change(brands, add_tenant, actor):
    add_tenant()
    with pytest.raises(InvalidInput, match="Nothing to change"):
        brands.submit("acme", BrandChange(), actor)


@pytest.mark.parametrize("lifecycle", ["creating", "failed", "restoring", "undone"])
def test_only_an_active_tenant_has_a_brand_to_change(brands, sessions, add_tenant, actor, lifecycle):
    add_tenant(lifecycle=lifecycle)
    with pytest.raises(Conflict):
        brands.submit("acme", BrandChange(pictures={"logo": PNG}), actor)
    assert kept(sessions) == set()


def test_changes_that_wait_keep_their_pictures(brands, sessions, add_tenant, actor, ends):
    add_tenant()
    waiting, _ = brands.submit("acme", BrandChange(pictures={"logo": PNG}), actor)
    brands.submit("acme", BrandChange(pictures={"logo": OTHER_PNG}), actor)
    assert kept(sessions) == {PNG, OTHER_PNG}
    ends(waiting, "failed")
    brands.submit("acme", BrandChange({"name": "ACME"}), actor)
    assert kept(sessions) == {OTHER_PNG}


def test_nobody_has_no_brand(brands, actor):
    with pytest.raises(NotFound):
        brands.submit("acme", BrandChange({"name": "ACME"}), actor)
    with pytest.raises(NotFound):
        brands.show("acme")


def test_shown_is_what_reached_the_tenant_field_by_field(brands, add_tenant, actor, ends):
    add_tenant()
    assert set(brands.show("acme").values()) == {None}
    first, _ = brands.submit("acme", BrandChange({"name": "A", "colour": "#0f6b52"}, {"logo": PNG}), actor)
    assert brands.show("acme")["name"] is None
    ends(first)
    second, _ = brands.submit("acme", BrandChange({"login_text": "Olá"}, resets=frozenset({"name"})), actor)
    ends(second)
    third, _ = brands.submit("acme", BrandChange({"colour": "#000000"}), actor)
    ends(third, "failed")
    shown = brands.show("acme")
    assert (shown["name"], shown["login_text"], shown["colour"]) == (None, "Olá", "#0f6b52")
    assert shown["logo"] == {
        "sha256": hashlib.sha256(PNG).hexdigest(),
        "content_type": "image/png",
        "bytes": len(PNG),
    }
    assert shown["favicon"] is None
    assert shown["changed_by"] == actor.name and shown["changed_at"]
    assert brands.picture("acme", "logo") == (PNG, "image/png")


@pytest.mark.parametrize("name", ["favicon", "name", "x"])
def test_a_picture_that_was_not_set(brands, add_tenant, actor, ends, name):
    add_tenant()
    operation, _ = brands.submit("acme", BrandChange({"name": "A"}, {"logo": PNG}), actor)
    ends(operation)
    with pytest.raises(NotFound):
        brands.picture("acme", name)


def test_another_tenant_s_picture_is_its_own(brands, sessions, add_tenant, actor):
    add_tenant()
    add_tenant("beta")
    for slug in ("acme", "beta"):
        brands.submit(slug, BrandChange(pictures={"logo": PNG}), actor)
    with transaction(sessions) as session:
        owners = {session.get_one(Tenant, row.tenant_id).slug for row in session.query(BrandPicture)}
    assert owners == {"acme", "beta"}


def test_a_picture_that_nothing_names_any_more_is_forgotten(brands, sessions, add_tenant, actor, ends):
    add_tenant()
    changes = [
        (BrandChange(pictures={"logo": PNG}), "succeeded"),
        (BrandChange(pictures={"logo": OTHER_PNG}), "failed"),
    ]
    for change, state in changes:
        operation, _ = brands.submit("acme", change, actor)
        ends(operation, state)
    assert kept(sessions) == {PNG, OTHER_PNG}  # the failed one may be resumed
    operation, _ = brands.submit("acme", BrandChange(resets=frozenset({"logo"})), actor)
    assert kept(sessions) == {PNG}  # until that has succeeded, this is what the tenant shows
    ends(operation)
    brands.submit("acme", BrandChange({"name": "A"}), actor)
    assert kept(sessions) == set()


def test_one_picture_may_be_both(brands, sessions, add_tenant, actor):
    add_tenant()
    brands.submit("acme", BrandChange(pictures={"logo": PNG, "favicon": PNG}), actor)
    assert kept(sessions) == {PNG}
