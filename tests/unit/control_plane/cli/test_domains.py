from control_plane.database import transaction
from control_plane.healing_models import Healing


def test_what_was_tried_by_itself(signed_in, add_tenant, sessions):
    tenant = add_tenant()
    with transaction(sessions) as session:
        session.add(Healing(tenant_id=tenant.id, rung="attach", problem="HTTP 503", helped=True))
    assert "HTTP 503" in signed_in("tenant", "healings", "acme").out
    assert signed_in("tenant", "healings", "nobody").code == 2


def test_where_the_names_of_a_tenant_lead(signed_in, add_tenant):
    add_tenant()
    listed = signed_in("tenant", "domains", "acme", "--json").json["data"]
    assert [(row["name"], row["dns"], row["may_have_certificate"]) for row in listed] == [
        ("acme.localhost", None, True)
    ]
    looked = signed_in("tenant", "domains", "acme", "--check", "acme.localhost")
    assert "acme.localhost" in looked.out
    assert signed_in("tenant", "domains", "acme", "--check", "other.example").code == 2
