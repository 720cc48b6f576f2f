"""The browsers' policy: strict on every kind of page, and never offended, whatever strangers write."""

import pytest

from foundation.http import http_session
from tests.e2e.platform import Platform
from tests.e2e.walk import Seen

pytestmark = pytest.mark.e2e

LOOSE = ("'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "*", "http:", "https:", "ws:", "wss:")


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("tenant", "/login"),
        ("tenant", "/inbox"),
        ("tenant", "/settings/people"),
        ("tenant", "/api/v1/docs"),
        ("tenant", "/api/v1/nothing"),
        ("panel", "/login"),
        ("panel", "/nothing"),
        ("phone", "/"),
        ("phone", "/faults"),
        ("phone", "/mail"),
    ],
)
def test_the_policy_names_what_it_allows(platform: Platform, kind: str, path: str) -> None:
    with http_session() as session:
        answer = session.get(platform.demo[kind]["url"] + path, allow_redirects=False)
    policy = answer.headers["Content-Security-Policy"]
    directives = {name: sources for name, *sources in map(str.split, policy.split(";"))}
    sources = [source for each in directives.values() for source in each]
    assert [source for source in sources if source in LOOSE or "*" in source] == []
    assert directives["default-src"] in (["'self'"], ["'none'"])
    assert directives["frame-ancestors"] == ["'none'"]
    assert {"base-uri", "form-action"} <= set(directives)
    assert "data:" not in directives.get("script-src", directives["default-src"])


@pytest.mark.timeout(900)
def test_no_page_offends_the_policy_or_fails(walked: Seen) -> None:
    assert walked.complaints == {}


def test_nothing_turns_the_reading_direction_of_its_neighbours(walked: Seen) -> None:
    assert walked.turned == {}
