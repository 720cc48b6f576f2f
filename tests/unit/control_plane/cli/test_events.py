URL = "https://billing.example.com/guiche"


def test_events_from_the_command_line(signed_in):
    made = signed_in("event", "add", URL, "--type", "tenant.created", "--json").json
    assert made["secret"].startswith("whsec_")
    assert "tenant.created" in signed_in("event", "endpoints").out
    assert signed_in("event", "ping", made["id"]).code == 0
    [delivery] = signed_in("event", "deliveries", "--state", "waiting", "--json").json["data"]
    assert "ping" in signed_in("event", "deliveries").out
    assert "on its way" in signed_in("event", "redeliver", str(delivery["id"])).out
    assert signed_in("event", "remove", made["id"]).code == 0
    assert signed_in("event", "endpoints", "--json").json["data"] == []
    assert signed_in("event", "add", "https://10.0.0.1/").code == 2
