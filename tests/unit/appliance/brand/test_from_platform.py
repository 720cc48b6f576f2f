"""What the platform sends is refused in words before anything is changed."""

import base64
import json
from pathlib import Path
from typing import Any, cast

import pytest

from appliance.audit import recording
from appliance.brand.from_platform import set_from_platform
from appliance.database import Sessions
from appliance.errors import InvalidInput

NO_DATABASE = cast(Sessions, None)
"""Reached too early, it would be an AttributeError or the like."""


def refusal(media_dir: Path, *documents: Any) -> InvalidInput:
    texts = [one if isinstance(one, str) else json.dumps(one) for one in documents]
    with pytest.raises(InvalidInput) as refused:
        set_from_platform(NO_DATABASE, media_dir, texts)
    return refused.value


def in_base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ("{", "it is no JSON."),
        ("[]", "it is no JSON object."),
        ({"name": "x" * 61, "colour": "green"}, "wrong colour, name."),
        ({"login_text": "x" * 301}, "wrong login_text."),
        ({"nome": "x"}, "wrong nome."),
        ({"logo": "é"}, "logo is not base64."),
        ({"favicon": 5}, "favicon is not base64."),
    ],
)
def test_a_document_that_cannot_be(tmp_path: Path, document: Any, why: str) -> None:
    refused = refusal(tmp_path, document)
    assert (refused.code, refused.message) == ("bad_brand", f"The brand is not usable: {why}")


def test_the_second_document_is_held_to_the_same(tmp_path: Path) -> None:
    assert refusal(tmp_path, {"name": "ACME"}, {"colour": "green"}).details["fields"].keys() == {"colour"}


@pytest.mark.parametrize(
    ("content", "code", "why"),
    [
        (b"", "empty_file", "it is empty"),
        (b"x" * 1_000_001, "too_large", "it is larger than 1 MB"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "svg_not_taken", "SVG is not taken"),
        (b"GIF89a", "unsupported_type", "it is no PNG, JPEG or WebP"),
        (b"\x89PNG\r\n\x1a\nbroken", "unreadable_image", "it is damaged, moves, or has more than 4 million"),
    ],
)
def test_a_picture_that_cannot_be_says_which_and_why(
    tmp_path: Path, content: bytes, code: str, why: str
) -> None:
    refused = refusal(tmp_path, {"favicon": in_base64(content)})
    assert (refused.code, refused.details) == (code, {"field": "favicon"})
    assert refused.message.startswith(f"The favicon cannot be used: {why}")


def test_what_was_refused_was_asked_by_nobody(tmp_path: Path) -> None:
    recording.asked_by(recording.NOBODY)  # as every process starts
    refusal(tmp_path, {"colour": "green"})
    assert recording.origin() == recording.NOBODY
