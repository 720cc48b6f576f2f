import pytest

from control_plane.database import transaction
from control_plane.services import alarms

URL = "/api/v1/alarms"


@pytest.fixture(autouse=True)
def raised(sessions, add_tenant):
    """Two of a tenant, one of the platform."""
    tenant = add_tenant()
    with transaction(sessions) as session:
        for subject in ("a", "b"):
            details = {"operation": "the-id", "error": "no_space"}
            alarms.raise_(session, "operation_failed", tenant_id=tenant.id, subject=subject, details=details)
        alarms.raise_(session, "backup_overdue", tenant_id=None, details={"hours": 1})


def test_newest_first_page_by_page(client):
    page = client.get(f"{URL}?limit=2").json
    assert [(row["code"], row["tenant"]) for row in page["data"]] == [
        ("backup_overdue", None),
        ("operation_failed", "acme"),
    ]
    rest = client.get(f"{URL}?cursor={page['next_cursor']}").json
    assert [row["subject"] for row in rest["data"]] == ["a"] and rest["next_cursor"] is None


def test_it_says_what_to_do(client):
    (row, _) = client.get(f"{URL}?tenant=acme").json["data"]
    assert row["severity"] == "warning" and "no_space" in row["reason"]
    assert row["next"].startswith("guiche operation explain the-id")
    assert row["cleared_at"] is None


@pytest.mark.parametrize(
    ("query", "count"), [("state=cleared", 0), ("state=all", 3), ("severity=critical", 1), ("tenant=zeta", 0)]
)
def test_they_are_looked_for(client, query, count):
    assert len(client.get(f"{URL}?{query}").json["data"]) == count


@pytest.mark.parametrize("query", ["cursor=x", "cursor=99999999999999999999", "state=odd", "limit=0"])
def test_nonsense_is_refused(client, query):
    assert client.get(f"{URL}?{query}").status_code == 422


@pytest.fixture
def alarm_id(client):
    return client.get(URL).json["data"][0]["id"]


def test_somebody_is_on_it_until_that_is_taken_back(client, alarm_id):
    path = f"{URL}/{alarm_id}/acknowledge"
    taken = client.post(path, json={"note": "I am on it"}).json
    assert (taken["acknowledged_by"], taken["note"]) == ("ana@operator.example", "I am on it")
    assert taken["acknowledged_at"] > taken["raised_at"]
    assert [row["id"] for row in client.get(f"{URL}?acknowledged=true").json["data"]] == [alarm_id]
    assert len(client.get(f"{URL}?acknowledged=false").json["data"]) == 2
    assert client.delete(path).json["acknowledged_by"] is None


def test_a_note_is_not_needed(client, alarm_id):
    assert client.post(f"{URL}/{alarm_id}/acknowledge").json["note"] is None


def test_what_is_over_or_not_there_says_so(client, alarm_id, sessions):
    with transaction(sessions) as session:
        alarms.clear(session, "backup_overdue")
    over = client.post(f"{URL}/{alarm_id}/acknowledge", json={})
    assert (over.status_code, over.json["error"]["code"]) == (409, "alarm_over")
    assert client.delete(f"{URL}/999/acknowledge").status_code == 404
    long = client.post(f"{URL}/{alarm_id}/acknowledge", json={"note": "x" * 301})
    assert (long.status_code, [*long.json["error"]["details"]["fields"]]) == (422, ["note"])
