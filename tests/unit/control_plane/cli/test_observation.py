from control_plane.database import utc_now
from control_plane.services.observations import Measures, Sighting
from tests.unit.control_plane.web.test_seen import SERVICE


def test_what_was_last_seen(signed_in, add_tenant, services):
    tenant = add_tenant()
    nothing = signed_in("tenant", "observation", "acme")
    assert (nothing.code, "nobody has looked yet" in nothing.out) == (0, True)
    measures = Measures("guiche/appliance:v7", memory_bytes=2**28, messages_today=42, services=[SERVICE])
    services.observations.keep([Sighting(tenant.id, "unready", "Redis is away.", 31, utc_now(), measures)])
    shown = signed_in("tenant", "observation", "acme").out
    for text in ("unready: Redis is away.", "31 ms", "256 MiB of –", "42", SERVICE["name"], SERVICE["state"]):
        assert text in shown
    told = signed_in("tenant", "observation", "acme", "--json").json
    assert told["seen"]["messages_today"] == 42
    assert len(told["season"]["up"]) == 90


def test_of_nobody(signed_in):
    assert signed_in("tenant", "observation", "nobody").code == 2
