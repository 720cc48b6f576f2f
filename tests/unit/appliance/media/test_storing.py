import base64
import hashlib
from typing import Any

import pytest

from appliance.conversations.models import Message
from appliance.media.models import Media
from appliance.media.storing import FILENAME_LIMIT, add_media, clean_filename, hex_digest

DIGEST = hashlib.sha256(b"a file")


class Session:
    """Keeps what was added."""

    def __init__(self) -> None:
        self.added: list[Media] = []

    def add(self, row: Media) -> None:
        self.added.append(row)

    def flush(self) -> None:
        pass


def add(kind: str, part: Any) -> Media:
    session = Session()
    media = add_media(session, Message(id=7), kind, part)  # type: ignore[arg-type]
    assert session.added == [media]
    assert media.message_id == 7
    return media


def test_a_documents_part_becomes_a_row_that_waits_for_its_file() -> None:
    part = {
        "id": "848704520347750",
        "mime_type": "application/pdf",
        "sha256": base64.b64encode(DIGEST.digest()).decode(),
        "filename": "orçamento.pdf",
    }
    media = add("document", part)
    assert (media.state, media.error) == ("pending", None)
    assert (media.kind, media.whatsapp_media_id) == ("document", "848704520347750")
    assert (media.declared_type, media.declared_sha256) == ("application/pdf", DIGEST.hexdigest())
    assert media.filename == "orçamento.pdf"
    assert not media.is_voice


def test_a_voice_note_is_told_from_other_audio() -> None:
    assert add("audio", {"id": "1", "voice": True}).is_voice
    assert not add("audio", {"id": "1", "voice": "yes"}).is_voice


@pytest.mark.parametrize(
    "part",
    [
        None, [], "x", 7, {}, {"id": None}, {"id": ""}, {"id": "../1"}, {"id": "a/b"}, {"id": "1?x=1"},
        {"id": ["1"]}, {"id": True}, {"id": "1" * 129}, {"id": 10**40}, {"id": "é"}, {"id": "1\n"},
    ],
)  # fmt: skip
def test_without_a_usable_id_the_row_says_why_there_is_no_file(part: Any) -> None:
    media = add("image", part)
    assert media.state == "refused"
    assert media.whatsapp_media_id is None
    assert media.error is not None
    assert media.error["code"] == "no_media_id"


def test_odd_fields_beside_a_good_id_are_left_out() -> None:
    media = add("image", {"id": 123, "mime_type": 7, "sha256": "?", "filename": {}, "voice": 1})
    assert (media.state, media.whatsapp_media_id) == ("pending", "123")
    assert (media.declared_type, media.declared_sha256, media.filename) == (None, None, None)


def test_an_unknown_kind_is_a_document() -> None:
    assert add("hologram", {"id": "1"}).kind == "document"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (base64.b64encode(DIGEST.digest()).decode(), DIGEST.hexdigest()),
        (base64.urlsafe_b64encode(DIGEST.digest()).decode(), DIGEST.hexdigest()),
        (DIGEST.hexdigest().upper(), DIGEST.hexdigest()),
        ("YWJj", None),
        ("é" * 44, None),
        ("", None),
        (None, None),
    ],
)
def test_a_digest_is_read_from_base64_and_from_hexadecimal(given: Any, expected: str | None) -> None:
    assert hex_digest(given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("foto da obra.jpg", "foto da obra.jpg"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\notas\\a.txt", "C__notas_a.txt"),
        ("boleto\u202efdp.exe", "boleto fdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        ("  . ", None),
        ("", None),
        (7, None),
    ],
)
def test_a_filename_can_be_shown_and_saved(given: Any, expected: str | None) -> None:
    assert clean_filename(given) == expected


def test_a_long_filename_keeps_its_ending() -> None:
    name = clean_filename("á" * 500 + ".xlsx")
    assert name is not None
    assert len(name) == FILENAME_LIMIT
    assert name.endswith("á.xlsx")
