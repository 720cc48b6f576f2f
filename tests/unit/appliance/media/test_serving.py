import pytest

from appliance.media.models import Media
from appliance.media.serving import disposition, file_name


@pytest.mark.parametrize(
    "content_type", ["image/jpeg", "image/webp", "audio/ogg", "video/mp4", "application/pdf"]
)
def test_what_a_browser_shows_safely_is_shown(content_type: str) -> None:
    assert disposition(content_type, "a").startswith("inline;")


@pytest.mark.parametrize(
    "content_type",
    ["text/html", "text/plain", "image/svg+xml", "application/octet-stream", "application/zip"],
)
def test_all_else_is_saved(content_type: str) -> None:
    assert disposition(content_type, "a").startswith("attachment;")


def test_a_name_is_given_in_utf8_and_once_more_for_old_programs() -> None:
    assert disposition("application/pdf", 'orçamento "50%".pdf') == (
        "inline; filename=\"or_amento _50__.pdf\"; filename*=UTF-8''or%C3%A7amento%20%2250%25%22.pdf"
    )


def test_nothing_in_a_name_can_end_the_header() -> None:
    shown = disposition("application/zip", 'a"\r\nSet-Cookie: x=1; y\\')
    assert shown.isprintable()
    assert shown.isascii()
    assert shown.count('"') == 2


def test_what_has_no_name_gets_one_with_its_types_ending() -> None:
    assert file_name(Media(id=7, kind="image", content_type="image/jpeg")) == "image-7.jpg"
    assert file_name(Media(id=7, kind="document", content_type="application/x-y")) == "document-7"
    assert file_name(Media(id=7, kind="document", filename="boleto.pdf")) == "boleto.pdf"
