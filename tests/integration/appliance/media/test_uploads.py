"""POST /api/v1/media: what is taken in, what is refused and in which words."""

import errno
import shutil
from collections import namedtuple

import pytest
from flask.testing import FlaskClient

from appliance.accounts.models import User
from appliance.context import Context
from appliance.media import arriving
from appliance.media.files import MediaFiles
from appliance.media.kinds import KINDS, MEGABYTE, Kind
from tests.integration.appliance.media.conftest import PDF, on_disk
from tests.integration.appliance.media.pictures import picture
from tests.integration.appliance.media.uploading import error_of, prepare, put, rows

pytestmark = pytest.mark.integration

MP4 = b"\0\0\0\x18ftypmp42" + b"x" * 3000
Usage = namedtuple("Usage", "total used free")


def test_a_document_is_stored_at_once_byte_for_byte(
    context: Context, client: FlaskClient, headers: dict[str, str], ana: User
) -> None:
    answer = put(client, headers, "document", PDF, "proposta final.pdf", "application/pdf")
    assert answer.status_code == 201
    shown = answer.get_json()
    assert shown == {
        "id": shown["id"],
        "state": "stored",
        "kind": "document",
        "filename": "proposta final.pdf",
        "mime_type": "application/pdf",
        "size": len(PDF),
        "url": f"/api/v1/media/{shown['id']}",
    }
    (media,) = rows(context)
    assert (media.uploaded_by_id, media.message_id) == (ana.id, None)
    assert [path.read_bytes() for path in on_disk(context)] == [PDF]


@pytest.mark.parametrize(
    ("name", "declared", "content", "found"),
    [
        ("dados.csv", "text/csv", b"a;b\n1;2\n", "text/plain"),
        ("logo.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "text/plain"),
        ("carta.doc", "", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 50, "application/msword"),
        ("a.bin", "application/pdf", b"\0\1\2\3", "application/octet-stream"),
    ],
)
def test_a_document_is_told_by_its_content_and_its_name(
    client: FlaskClient, headers: dict[str, str], name: str, declared: str, content: bytes, found: str
) -> None:
    shown = put(client, headers, "document", content, name, declared).get_json()
    assert (shown["state"], shown["mime_type"], shown["filename"]) == ("stored", found, name)


@pytest.mark.parametrize("kind", ["image", "sticker", "document"])
def test_a_picture_waits_to_be_prepared(
    context: Context, client: FlaskClient, headers: dict[str, str], kind: str
) -> None:
    shown = put(client, headers, kind, picture("JPEG"), "foto.jpg", "image/jpeg").get_json()
    assert (shown["state"], shown["kind"], "url" in shown) == ("preparing", kind, False)
    assert context.queues["media"].count == 1
    assert prepare(context, shown["id"]).state == "stored"


def test_nobody_who_may_not_send_uploads(client: FlaskClient) -> None:
    assert put(client, {}, "document", PDF).status_code == 401


@pytest.mark.parametrize(
    ("kind", "content"),
    [("image", PDF), ("video", PDF), ("audio", PDF), ("voice", picture("PNG")), ("sticker", MP4)],
)
def test_what_is_not_of_its_kind_is_refused_and_may_go_as_a_document(
    context: Context, client: FlaskClient, headers: dict[str, str], kind: str, content: bytes
) -> None:
    answer = put(client, headers, kind, content, "arquivo", "image/jpeg")
    error = error_of(answer)
    assert (answer.status_code, error["code"], error["details"]["document"]) == (
        422,
        "unsupported_type",
        True,
    )
    assert rows(context) == []
    assert on_disk(context) == []


@pytest.mark.parametrize(
    ("kind", "name", "content", "code"),
    [
        ("document", "setup.exe", b"MZ\x90\0", "program"),
        ("document", "doc.pdf", b"MZ\x90\0", "program"),
        ("image", "foto.jpg", b"\x7fELF\x02\x01", "program"),
        ("document", "doc.pdf", b"<html></html>", "not_a_pdf"),
        ("document", "x.png", b"<svg onload='alert(1)'/>", "not_a_picture"),
        ("image", "x.png", b"<svg onload='alert(1)'/>", "not_a_picture"),
    ],
)
def test_a_program_and_a_false_name_are_refused_at_once_and_go_as_nothing(
    context: Context,
    client: FlaskClient,
    headers: dict[str, str],
    kind: str,
    name: str,
    content: bytes,
    code: str,
) -> None:
    answer = put(client, headers, kind, content, name, "application/pdf")
    error = error_of(answer)
    assert (answer.status_code, error["code"], "document" in error["details"]) == (422, code, False)
    assert rows(context) == []
    assert on_disk(context) == []


def test_nothing_is_refused_as_nothing(client: FlaskClient, headers: dict[str, str]) -> None:
    assert error_of(put(client, headers, "document", b""))["code"] == "empty_file"


@pytest.mark.parametrize("kind", ["", "poem", "x" * 5000])
def test_an_unknown_kind_is_refused(client: FlaskClient, headers: dict[str, str], kind: str) -> None:
    assert error_of(put(client, headers, kind, PDF))["code"] == "invalid_kind"


def small(monkeypatch: pytest.MonkeyPatch, name: str, limit: int) -> None:
    kind = KINDS[name]
    monkeypatch.setitem(KINDS, name, Kind(kind.stored_as, kind.sent_types, limit, kind.taken_types, limit))


def test_too_large_for_its_kind_may_go_as_a_document(
    monkeypatch: pytest.MonkeyPatch, context: Context, client: FlaskClient, headers: dict[str, str]
) -> None:
    small(monkeypatch, "video", 1000)
    answer = put(client, headers, "video", MP4)
    error = error_of(answer)
    assert (answer.status_code, error["code"]) == (422, "too_large")
    assert error["details"] == {"field": "file", "limit": 1000, "document": True}
    assert on_disk(context) == []


def test_too_large_for_anything_is_read_to_its_end_and_not_kept(
    monkeypatch: pytest.MonkeyPatch, context: Context, client: FlaskClient, headers: dict[str, str]
) -> None:
    monkeypatch.setattr(arriving, "DOCUMENT_LIMIT", 100_000)
    small(monkeypatch, "document", 100_000)
    error = error_of(put(client, headers, "document", PDF + b"x" * 500_000))
    assert (error["code"], error["details"]) == ("too_large", {"field": "file", "limit": 100_000})
    assert on_disk(context) == []


def test_a_body_beyond_all_limits_is_not_read(
    monkeypatch: pytest.MonkeyPatch, client: FlaskClient, headers: dict[str, str]
) -> None:
    monkeypatch.setattr(arriving, "BODY_LIMIT", 1000)
    assert error_of(put(client, headers, "document", PDF))["code"] == "too_large"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b"no parts"),
        ("multipart/form-data; boundary=b", b"--b\r\n\r\nwithout a disposition\r\n--b--\r\n"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nbroken o',
        ),
    ],
)
def test_what_is_no_whole_multipart_is_a_bad_request(
    context: Context, client: FlaskClient, headers: dict[str, str], content_type: str, body: bytes
) -> None:
    answer = client.post("/api/v1/media", data=body, headers=headers, content_type=content_type)
    assert answer.status_code == 400
    assert rows(context) == []
    assert on_disk(context) == []


def test_without_a_file_or_with_two_it_is_refused(client: FlaskClient, headers: dict[str, str]) -> None:
    answer = client.post(
        "/api/v1/media", data={"kind": "image"}, headers=headers, content_type="multipart/form-data"
    )
    assert error_of(answer)["code"] == "required"
    part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nx\r\n'
    answer = client.post(
        "/api/v1/media",
        data=part + part + b"--b--\r\n",
        headers=headers,
        content_type="multipart/form-data; boundary=b",
    )
    assert error_of(answer)["code"] == "one_file"


def test_the_kind_may_come_after_the_file(client: FlaskClient, headers: dict[str, str]) -> None:
    body = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + PDF + b"\r\n"
        b'--b\r\nContent-Disposition: form-data; name="kind"\r\n\r\ndocument\r\n--b--\r\n'
    )
    answer = client.post(
        "/api/v1/media", data=body, headers=headers, content_type="multipart/form-data; boundary=b"
    )
    assert (answer.status_code, answer.get_json()["size"]) == (201, len(PDF))


def test_a_full_disk_says_so(
    monkeypatch: pytest.MonkeyPatch, context: Context, client: FlaskClient, headers: dict[str, str]
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(1, 1, MEGABYTE))
    answer = put(client, headers, "document", PDF)
    assert (answer.status_code, error_of(answer)["code"]) == (507, "disk_full")
    assert rows(context) == []


def test_a_disk_that_fills_up_while_the_file_is_kept_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, context: Context, client: FlaskClient, headers: dict[str, str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(MediaFiles, "_move", full)
    answer = put(client, headers, "document", PDF)
    assert (answer.status_code, error_of(answer)["code"]) == (507, "disk_full")
    assert rows(context) == []
    assert on_disk(context) == []
