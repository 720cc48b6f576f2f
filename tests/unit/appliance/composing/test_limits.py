import json
from typing import Any

import pytest

from appliance.composing.compose import MESSAGE_TYPES
from appliance.composing.limits import BODIES, FOOTERS, HEADERS, LIMITS


def test_they_are_plain_json() -> None:
    assert json.loads(json.dumps(LIMITS)) == LIMITS


@pytest.mark.parametrize("kind", MESSAGE_TYPES)
def test_every_kind_of_message_has_its_own(kind: str) -> None:
    assert LIMITS[kind]


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("text.content", 4096),
        ("image.caption", 1024),
        ("image.bytes", 5 * 1024 * 1024),
        ("video.bytes", 16 * 1024 * 1024),
        ("audio.bytes", 16 * 1024 * 1024),
        ("document.bytes", 100 * 1024 * 1024),
        ("sticker.bytes", 100 * 1024),
        ("sticker.animated_bytes", 500 * 1024),
        ("contacts.contacts", 257),
        ("interactive.buttons.body", 1024),
        ("interactive.buttons.buttons", 3),
        ("interactive.buttons.button_title", 20),
        ("interactive.list.body", 4096),
        ("interactive.list.rows", 10),
        ("interactive.location_request.footer", 0),
        ("template.body", 1024),
        ("reaction.days", 30),
    ],
)
def test_they_are_metas(path: str, number: int) -> None:
    found: Any = LIMITS
    for key in path.split("."):
        found = found[key]
    assert found == number


def test_every_interactive_kind_has_body_footer_and_headers() -> None:
    assert set(BODIES) == set(FOOTERS) == set(HEADERS) == set(LIMITS["interactive"])
