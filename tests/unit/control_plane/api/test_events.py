URL = "https://billing.example.com/guiche"


def test_events_out_over_http(client):
    made = client.post("/api/v1/event-endpoints", json={"url": URL, "types": ["tenant.created"]})
    assert made.status_code == 201
    assert made.json["secret"].startswith("whsec_")
    [row] = client.get("/api/v1/event-endpoints").json["data"]
    assert (row["url"], row["types"], "secret" in row) == (URL, ["tenant.created"], False)
    path = f"/api/v1/event-endpoints/{row['id']}"
    assert client.post(f"{path}/pings").status_code == 204
    [delivery] = client.get("/api/v1/event-deliveries?state=waiting").json["data"]
    assert (delivery["type"], delivery["host"]) == ("ping", "billing.example.com")
    again = client.post(f"/api/v1/event-deliveries/{delivery['id']}/redeliver")
    assert again.json["state"] == "waiting"
    assert client.delete(path).status_code == 204
    assert client.delete(path).status_code == 404
    assert client.post("/api/v1/event-deliveries/99/redeliver").status_code == 404


def test_an_address_that_will_not_do_is_told_at_its_field(client):
    refused = client.post("/api/v1/event-endpoints", json={"url": "https://10.0.0.1/", "types": ["x"]})
    assert refused.status_code == 422
    assert set(refused.json["error"]["details"]["fields"]) == {"url", "types"}
