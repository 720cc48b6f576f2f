"""How the copy of the platform's own database is."""

from dataclasses import replace

import pytest

from control_plane.database import transaction, utc_now
from control_plane.offsite_settings import OffsiteSettings
from control_plane.services.platform_copy import note_failed
from tests.unit.control_plane.api.conforming import assert_described

URL = "/api/v1/platform/copy"


class TestElsewhere:
    @pytest.fixture
    def settings(self, settings):
        return replace(settings, offsite=OffsiteSettings("rest:https://elsewhere.example"))

    def test_before_the_first_try_the_runner_is_asked_after(self, client):
        answer = client.get(URL)
        assert (answer.status_code, answer.json["error"]["code"]) == (404, "not_seen_yet")

    def test_what_became_of_the_last_try(self, client, visitor, sessions):
        with transaction(sessions) as session:
            note_failed(session, utc_now(), "offsite_full", "no more room")
        answer = client.get(URL)
        assert (answer.status_code, answer.json["error"]["code"]) == (200, "offsite_full")
        assert_described(visitor.get("/api/v1/openapi.json").json, URL, "get", answer)


def test_where_no_place_is_set_that_is_the_reason(client, sessions):
    for _ in range(2):
        error = client.get(URL).json["error"]
        assert error["code"] == "offsite_unset" and "OFFSITE_REPOSITORY" in error["message"]
        with transaction(sessions) as session:
            note_failed(session, utc_now(), "offsite_full", "of a place that was set once")
