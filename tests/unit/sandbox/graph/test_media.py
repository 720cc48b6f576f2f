import io

import pytest
from werkzeug.test import TestResponse

from sandbox.graph.errors import GraphError
from sandbox.graph.media import check_media
from tests.unit.sandbox.doubles import Sandbox, error_of

DAY = 24 * 60 * 60
MEGABYTE = 1024 * 1024


def upload(sandbox: Sandbox, content: bytes = b"%PDF", mime: str = "application/pdf") -> TestResponse:
    return sandbox.client.post(
        f"/graph/v25.0/{sandbox.number}/media",
        data={"messaging_product": "whatsapp", "file": (io.BytesIO(content), "a.pdf", mime)},
        headers={"Authorization": f"Bearer {sandbox.token}"},
    )


def path_of(sandbox: Sandbox, media_id: str) -> str:
    return str(sandbox.graph("GET", media_id).get_json()["url"]).removeprefix("http://localhost")


def test_an_upload_can_be_looked_up_downloaded_and_deleted(sandbox: Sandbox) -> None:
    media_id = upload(sandbox).get_json()["id"]
    node = sandbox.graph("GET", media_id).get_json()
    assert (node["mime_type"], node["file_size"]) == ("application/pdf", 4)
    headers = {"Authorization": f"Bearer {sandbox.token}"}
    assert sandbox.client.get(path_of(sandbox, media_id), headers=headers).data == b"%PDF"
    assert sandbox.graph("DELETE", media_id).get_json() == {"success": True}
    assert error_of(sandbox.graph("GET", media_id)) == (400, 100)


def test_an_id_lives_thirty_days_and_its_url_five_minutes(sandbox: Sandbox) -> None:
    media_id = upload(sandbox).get_json()["id"]
    headers = {"Authorization": f"Bearer {sandbox.token}"}
    sandbox.timeline.run(30 * DAY - 1)
    path = path_of(sandbox, media_id)
    assert sandbox.client.get(path, headers=headers).status_code == 200
    sandbox.timeline.run(1)
    assert sandbox.client.get(path, headers=headers).status_code == 404


def test_a_url_holds_five_minutes(sandbox: Sandbox) -> None:
    media_id = upload(sandbox).get_json()["id"]
    headers = {"Authorization": f"Bearer {sandbox.token}"}
    path = path_of(sandbox, media_id)
    sandbox.timeline.run(301)
    assert sandbox.client.get(path, headers=headers).status_code == 404
    assert sandbox.client.get(path_of(sandbox, media_id), headers=headers).status_code == 200


def test_the_token_of_another_tenant_sees_nothing(sandbox: Sandbox) -> None:
    sandbox.register(phone_number_id="777", waba_id="888", token="EAAother")
    media_id = upload(sandbox).get_json()["id"]
    path = path_of(sandbox, media_id)
    assert sandbox.client.get(path, headers={"Authorization": "Bearer EAAother"}).status_code == 404
    assert error_of(sandbox.graph("GET", media_id, token="EAAother")) == (400, 100)
    assert error_of(sandbox.graph("GET", f"{media_id}?phone_number_id=777")) == (400, 100)


def test_an_upload_needs_its_file(sandbox: Sandbox) -> None:
    path = f"/graph/v25.0/{sandbox.number}/media"
    headers = {"Authorization": f"Bearer {sandbox.token}"}
    without_file = sandbox.client.post(path, data={"messaging_product": "whatsapp"}, headers=headers)
    assert error_of(without_file) == (400, 131008)
    assert error_of(sandbox.client.post(path, data={}, headers=headers)) == (400, 100)
    assert error_of(upload(sandbox, b"<html>", "text/html")) == (400, 131053)


@pytest.mark.parametrize(
    ("mime", "largest"),
    [
        ("image/jpeg", 5 * MEGABYTE),
        ("image/webp", 500 * 1024),
        ("audio/ogg", 16 * MEGABYTE),
        ("video/mp4", 16 * MEGABYTE),
        ("application/pdf", 100 * MEGABYTE),
    ],
)
def test_each_type_has_its_largest_size(mime: str, largest: int) -> None:
    check_media(mime, largest)
    with pytest.raises(GraphError):
        check_media(mime, largest + 1)
