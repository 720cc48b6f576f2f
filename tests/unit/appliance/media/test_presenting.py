from appliance.media.errors import EXPIRED, SENTENCES, reason
from appliance.media.models import Media
from appliance.media.presenting import present_media


def test_a_file_that_is_still_to_come_has_no_address() -> None:
    media = Media(id=3, kind="document", state="pending", filename="a.pdf", declared_type="application/pdf")
    shown = {"id": 3, "state": "pending", "filename": "a.pdf", "mime_type": "application/pdf"}
    assert present_media(media) == shown


def test_a_stored_sticker_is_told_by_its_content() -> None:
    media = Media(
        id=3, kind="sticker", state="stored", declared_type="image/png", content_type="image/webp", size=90,
        width=512, height=512, is_animated=True, thumbnail_path="x", path="y", is_voice=False,
    )  # fmt: skip
    assert present_media(media) == {
        "id": 3,
        "state": "stored",
        "mime_type": "image/webp",
        "size": 90,
        "width": 512,
        "height": 512,
        "animated": True,
        "url": "/api/v1/media/3",
        "thumbnail_url": "/api/v1/media/3/thumbnail",
    }


def test_a_voice_note_that_expired_says_why() -> None:
    media = Media(id=3, kind="audio", state="expired", is_voice=True, error=reason(EXPIRED))
    error = {"code": "expired", "message": SENTENCES[EXPIRED]}
    assert present_media(media) == {"id": 3, "state": "expired", "voice": True, "error": error}


def test_an_upload_tells_as_what_it_was_uploaded() -> None:
    media = Media(
        id=3, kind="audio", state="preparing", is_voice=True, uploaded_by_id=1, filename="fala.webm"
    )
    assert present_media(media) == {
        "id": 3,
        "state": "preparing",
        "kind": "voice",
        "filename": "fala.webm",
        "voice": True,
    }
    media = Media(id=4, kind="audio", state="stored", is_voice=False, uploaded_by_id=1, seconds=7)
    shown = present_media(media)
    assert (shown["kind"], shown["seconds"], "voice" in shown) == ("audio", 7, False)
