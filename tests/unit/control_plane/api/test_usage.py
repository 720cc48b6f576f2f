def test_usage_over_http(client):
    assert client.get("/api/v1/usage?month=2026-11").json == {
        "month": "2026-11",
        "data": [],
        "total": 0,
        "next_cursor": None,
    }
    assert client.get("/api/v1/usage?month=2026-13").status_code == 422
    assert client.get("/api/v1/usage").status_code == 422
    assert client.get("/api/v1/usage?month=2026-11&tenant=nobody").status_code == 404
    answer = client.get("/api/v1/usage/export?month=2026-11&by=day")
    assert answer.mimetype == "text/csv"
    assert answer.text.lstrip("\N{ZERO WIDTH NO-BREAK SPACE}").startswith(
        "day,tenant,tenant_id,plan,messages_in"
    )
