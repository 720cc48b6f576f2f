"""What stands behind the question mark of an address of the API."""

import re

import pytest

from tests.unit.control_plane.api.conforming import assert_described

API = "/api/v1"


@pytest.fixture
def spec(visitor):
    return visitor.get(f"{API}/openapi.json").json


def test_no_view_takes_what_it_does_not_know(client, spec):
    paths = spec["paths"].items()
    wanted = [(path, method) for path, item in paths for method in item if method != "parameters"]
    assert len(wanted) > 60
    for path, method in wanted:
        address = re.sub(r"{\w+}", "1", path)
        refused = client.open(f"{address}?unheard_of=1", method=method.upper(), json={})
        assert (refused.status_code, refused.json["error"]["code"]) == (422, "unknown_parameter"), address
        assert "unheard_of" in refused.json["error"]["message"]
        assert_described(spec, path, method, refused)


def test_no_view_takes_a_field_that_it_does_not_know(client, spec):
    wanted = [
        (path, method)
        for path, item in spec["paths"].items()
        for method in item
        if method not in ("get", "parameters")
    ]
    assert len(wanted) > 60
    for path, method in wanted:
        address = re.sub(r"{\w+}", "1", path)
        refused = client.open(address, method=method.upper(), json={"unheard_of": 1})
        assert (refused.status_code, refused.json["error"]["code"]) == (422, "invalid_input"), address
        said = refused.json["error"]["details"]["fields"]["unheard_of"]
        assert said.startswith("There is no such field: "), address
        assert_described(spec, path, method, refused)


def test_a_view_without_fields_takes_no_body_or_an_empty_one(client, add_tenant):
    add_tenant()
    path = f"{API}/tenants/acme/backups"
    for sent in ({}, {"json": {}}, {"data": "", "content_type": "application/json"}):
        assert client.post(path, **sent).status_code == 202
    error = client.post(path, json={"bogus": 1}).json["error"]
    assert error["details"]["fields"] == {"bogus": "There is no such field: it takes none."}
    assert client.post(path, json=[]).status_code == 422
    bad = client.post(path, data="{", content_type="application/json")
    assert (bad.status_code, bad.json["error"]["code"]) == (400, "bad_json")


@pytest.mark.parametrize(
    ("asked", "name", "known"),
    [
        ("audit?from=9999-99-99", "from", "action, actor, cursor, limit, q, since, tenant, until."),
        ("tenants?limit=5&search=acme", "search", "cursor, health, lifecycle, limit, q, sort, version."),
        ("usage/export?month=2026-11&format=xml", "format", "by, month, tenant."),
    ],
)
def test_what_is_known_is_said(client, asked, name, known):
    error = client.get(f"{API}/{asked}").json["error"]
    assert error["message"] == f"“{name}” means nothing here: known are {known}"
    assert error["details"]["fields"].keys() == {name}


def test_a_view_without_parameters_says_so(client):
    error = client.get(f"{API}/plans?limit=5").json["error"]
    assert error["message"] == "“limit” means nothing here: it takes no parameters."


def test_whoever_may_not_call_it_is_not_told_what_it_knows(visitor):
    assert visitor.get(f"{API}/audit?from=x").status_code == 401


@pytest.mark.parametrize("asked", ["audit?since=9999-99-99", "operations?until=x", "usage?month=2026-13"])
def test_a_day_that_is_none_is_refused(client, asked):
    assert client.get(f"{API}/{asked}").status_code == 422


@pytest.mark.parametrize("path", ["audit", "audit/export", "operations"])
@pytest.mark.parametrize(
    ("name", "beyond"), [("since", "0001-01-01T00:00:00+14:00"), ("until", "9999-12-31T23:59:59-14:00")]
)
def test_a_moment_beyond_the_calendar_of_utc_is_refused(client, path, name, beyond):
    refused = client.get(f"{API}/{path}", query_string={name: beyond})
    assert refused.status_code == 422
    said = "No moment between the years 1 and 9999 of UTC."
    assert refused.json["error"]["details"]["fields"] == {name: said}
    near = beyond.replace("+", "-") if name == "since" else beyond.replace("-14", "+14")
    assert client.get(f"{API}/{path}", query_string={name: near}).status_code == 200


@pytest.mark.parametrize("path", ["usage", "usage/export"])
def test_a_month_beyond_the_calendar_is_refused(client, path):
    refused = client.get(f"{API}/{path}?month=9999-12")
    assert (refused.status_code, refused.json["error"]["code"]) == (422, "bad_month")


@pytest.mark.parametrize("asked", ["tenants?", "usage?month=2026-11&"])
def test_a_page_beyond_all_numbers_is_refused(client, asked):
    refused = client.get(f"{API}/{asked}cursor={'0' * 12}{'9' * 30}")
    assert (refused.status_code, refused.json["error"]["code"]) == (422, "bad_cursor")
