from tests.unit.control_plane.api.conforming import assert_described

URL = "/api/v1/canary"


def test_it_is_run_and_its_runs_are_shown(client, visitor, flock):
    spec = visitor.get("/api/v1/openapi.json").json
    asked = client.post(f"{URL}/runs")
    assert_described(spec, "/api/v1/canary/runs", "POST", asked)
    assert (asked.status_code, asked.json["operation"]["kind"]) == (202, "create_canary")
    flock.work_all()
    shown = client.get(URL)
    assert_described(spec, URL, "GET", shown)
    (run,) = shown.json["runs"]
    assert (run["id"], run["state"], shown.json["hour"]) == (asked.json["operation"]["id"], "succeeded", None)


def test_a_failed_one_is_described_too(client, visitor, flock):
    client.post(f"{URL}/runs")
    flock.break_("first_backup")
    flock.work_all()
    shown = client.get(f"{URL}?limit=1")
    assert_described(visitor.get("/api/v1/openapi.json").json, URL, "GET", shown)
    assert shown.json["runs"][0]["failure"]["step"] == "first_backup"


def test_the_same_key_asks_once_and_a_second_run_is_refused(client):
    key = {"Idempotency-Key": "k1"}
    first, again = (client.post(f"{URL}/runs", headers=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (202, 200)
    refused = client.post(f"{URL}/runs")
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "canary_running")


def test_only_sensible_limits(client):
    assert client.get(f"{URL}?limit=0").status_code == 422
    assert client.get(f"{URL}?limit=201").status_code == 422
