"""A stored file given to Meta: once, kept in mind, forgotten in time."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from appliance.context import Context
from appliance.database import run_transaction, transaction, utc_now
from appliance.media import expiry, uploading
from appliance.media.models import Media, Upload
from appliance.media.uploading import forget_upload
from tests.integration.appliance.conftest import PHONE_NUMBER_ID
from tests.integration.appliance.media.conftest import change
from tests.integration.appliance.media.meta_uploads.conftest import PDF, Document, Given, IdAtMeta, uploads

pytestmark = pytest.mark.integration


def test_a_file_is_uploaded_once_and_sent_by_its_id_ever_after(
    context: Context, given: Given, document: Document, id_at_meta: IdAtMeta
) -> None:
    first, again = document(), document()  # the same content twice
    assert [id_at_meta(media_id) for media_id in (first, again, first)] == ["9001"] * 3
    (asked,) = given
    assert asked["form"] == {"messaging_product": "whatsapp", "type": "application/pdf"}
    assert (asked["type"], asked["content"]) == ("application/pdf", PDF)
    assert asked["token"] == "Bearer graph-token"
    assert asked["length"] > len(PDF)
    (upload,) = uploads(context)
    assert (upload.phone_number_id, upload.whatsapp_media_id) == (PHONE_NUMBER_ID, "9001")


@pytest.mark.usefixtures("given")
def test_another_type_or_another_number_is_another_upload(
    context: Context, document: Document, id_at_meta: IdAtMeta
) -> None:
    media_id = document()
    assert id_at_meta(media_id) == "9001"
    change(context, Media(id=media_id), content_type="text/plain")
    assert id_at_meta(media_id) == "9002"
    with transaction(context.sessions) as session:
        for upload in session.scalars(select(Upload)):
            upload.phone_number_id = "1"
    assert id_at_meta(media_id) == "9003"


@pytest.mark.usefixtures("given")
def test_before_meta_forgets_it_it_is_uploaded_anew(
    context: Context, document: Document, id_at_meta: IdAtMeta
) -> None:
    media_id = document()
    id_at_meta(media_id)
    with transaction(context.sessions) as session:
        session.scalars(select(Upload)).one().uploaded_at = utc_now() - uploading.LIFETIME
    assert id_at_meta(media_id) == "9002"
    (upload,) = uploads(context)
    assert upload.uploaded_at > utc_now() - timedelta(minutes=1)


@pytest.mark.usefixtures("given")
def test_an_old_upload_is_swept(context: Context, document: Document, id_at_meta: IdAtMeta) -> None:
    id_at_meta(document())
    expiry.sweep(context)
    assert len(uploads(context)) == 1
    with transaction(context.sessions) as session:
        session.scalars(select(Upload)).one().uploaded_at = utc_now() - timedelta(days=30)
    expiry.sweep(context)
    assert uploads(context) == []


@pytest.mark.usefixtures("given")
def test_what_meta_says_is_gone_is_uploaded_anew(
    context: Context, document: Document, id_at_meta: IdAtMeta
) -> None:
    media_id = document()
    assert id_at_meta(media_id) == "9001"
    run_transaction(context.sessions, lambda session: forget_upload(session, media_id))
    assert id_at_meta(media_id) == "9002"


def test_killed_between_the_answer_and_the_row_it_is_uploaded_once_more(
    monkeypatch: pytest.MonkeyPatch, context: Context, given: Given, document: Document, id_at_meta: IdAtMeta
) -> None:
    media_id = document()

    def killed(*_: object, **__: object) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(uploading, "run_transaction", killed)
        id_at_meta(media_id)
    assert uploads(context) == []
    assert id_at_meta(media_id) == "9002"
    assert len(given) == 2


def test_two_at_once_do_no_harm(
    monkeypatch: pytest.MonkeyPatch, context: Context, given: Given, document: Document, id_at_meta: IdAtMeta
) -> None:
    media_id = document()
    upload = uploading.upload_media
    begun: list[int] = []

    def meanwhile(*arguments: Any, **more: Any) -> str:
        begun.append(1)
        if len(begun) == 1:
            assert id_at_meta(media_id) == "9001"
        return upload(*arguments, **more)

    monkeypatch.setattr(uploading, "upload_media", meanwhile)
    assert id_at_meta(media_id) == "9002"
    assert [found.whatsapp_media_id for found in uploads(context)] == ["9002"]
    assert len(given) == 2
