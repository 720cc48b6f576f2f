"""Messages with an uploaded file."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from appliance.accounts.models import User
from appliance.media.kinds import MEGABYTE
from tests.integration.appliance.conversations.conftest import Desk, refusal

pytestmark = pytest.mark.integration


def send_image(desk: Desk, media_id: int | None, **more: Any) -> Any:
    return desk.send(message_type="image", media_id=media_id, **more)


def test_a_file_goes_with_its_message(desk: Desk) -> None:
    media_id = desk.upload()
    shown = desk.sent("Veja", message_type="image", media_id=media_id)
    assert (shown["content"], shown["media_url"]) == ("Veja", f"/api/v1/media/{media_id}")
    assert shown["metadata"]["media"]["mime_type"] == "image/jpeg"
    part = {"id": {"guiche_media": media_id}, "caption": "Veja"}
    assert desk.row(shown["id"]).outgoing == {"type": "image", "image": part}
    assert desk.media(media_id).message_id == shown["id"]
    assert desk.thread()[-1]["metadata"]["media"]["id"] == media_id


@pytest.mark.parametrize(
    ("kind", "facts", "part", "content"),
    [
        ("video", {}, {}, "[Vídeo]"),
        ("audio", {}, {}, "[Áudio]"),
        ("audio", {"is_voice": True}, {"voice": True}, "[Áudio]"),
        ("sticker", {}, {}, "[Figurinha]"),
        ("document", {"filename": "nota.pdf"}, {"filename": "nota.pdf"}, "nota.pdf"),
    ],
)
def test_every_kind_of_file(
    desk: Desk, kind: str, facts: dict[str, Any], part: dict[str, Any], content: str
) -> None:
    media_id = desk.upload(kind, **facts)
    shown = desk.sent(message_type=kind, media_id=media_id)
    outgoing = {"type": kind, kind: {"id": {"guiche_media": media_id}, **part}}
    assert (shown["content"], desk.row(shown["id"]).outgoing) == (content, outgoing)


def test_a_file_that_is_still_being_prepared_is_sent_once_it_is_ready(desk: Desk) -> None:
    media_id = desk.upload("audio", state="preparing", size=60 * MEGABYTE)
    shown = desk.sent(message_type="audio", media_id=media_id)
    assert shown["metadata"]["media"]["state"] == "preparing"


def test_the_same_file_again_is_a_row_of_its_own(desk: Desk) -> None:
    media_id = desk.upload(width=10)
    first, second = (desk.sent(message_type="image", media_id=media_id) for _ in range(2))
    again = second["metadata"]["media"]["id"]
    assert first["metadata"]["media"]["id"] == media_id != again
    one, other = desk.media(media_id), desk.media(again)
    assert (other.path, other.sha256, other.width) == (one.path, one.sha256, 10)
    assert other.message_id == second["id"]
    outgoing = desk.row(second["id"]).outgoing
    assert outgoing is not None
    assert outgoing["image"]["id"] == {"guiche_media": again}


def test_two_messages_at_once_with_one_file_both_have_it(desk: Desk) -> None:
    media_id = desk.upload()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _number: send_image(desk, media_id), range(4)))
    assert [answer.status_code for answer in answers] == [201] * 4
    files = [answer.get_json()["metadata"]["media"]["id"] for answer in answers]
    assert len(set(files)) == 4
    assert media_id in files


def test_pressed_twice_at_once_it_is_one_message_with_one_file(desk: Desk) -> None:
    media_id = desk.upload()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _number: send_image(desk, media_id, client_key="k"), range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert {answer.get_json()["metadata"]["media"]["id"] for answer in answers} == {media_id}


def test_the_same_key_with_another_file_is_refused(desk: Desk) -> None:
    assert send_image(desk, desk.upload(), client_key="k").status_code == 201
    assert refusal(send_image(desk, desk.upload(), client_key="k"))[:2] == (409, "client_key_used")


def test_a_customers_file_and_somebody_elses_are_not_ours_to_send(desk: Desk, bruno: User) -> None:
    for media_id in (desk.upload(uploaded_by_id=None), desk.upload(uploaded_by_id=bruno.id), 424242):
        assert refusal(send_image(desk, media_id)) == (422, "invalid_media", "media_id")


def test_a_file_of_a_message_is_everybodys(desk: Desk, bruno: User) -> None:
    sent = desk.sent(message_type="image", media_id=desk.upload())
    media_id = desk.upload(uploaded_by_id=bruno.id, message_id=None)
    assert refusal(send_image(desk, media_id))[1] == "invalid_media"
    assert send_image(desk, sent["metadata"]["media"]["id"]).status_code == 201


def test_the_kind_has_to_fit(desk: Desk) -> None:
    response = desk.send(message_type="video", media_id=desk.upload())
    assert refusal(response) == (422, "invalid_media", "media_id")
    assert response.get_json()["error"]["message"] == ("O arquivo foi enviado como imagem, e aqui vai vídeo.")


@pytest.mark.parametrize("state", ["failed", "refused", "expired"])
def test_a_file_that_came_to_nothing_says_why(desk: Desk, state: str) -> None:
    media_id = desk.upload(state=state, error={"code": "x", "message": "O arquivo está danificado."})
    response = send_image(desk, media_id)
    assert refusal(response) == (422, "media_not_usable", "media_id")
    assert response.get_json()["error"]["message"] == "O arquivo está danificado."


@pytest.mark.parametrize(
    ("kind", "facts", "limit"),
    [
        ("image", {}, 5 * MEGABYTE),
        ("video", {}, 16 * MEGABYTE),
        ("audio", {}, 16 * MEGABYTE),
        ("document", {}, 100 * MEGABYTE),
        ("sticker", {}, 100 * 1024),
        ("sticker", {"is_animated": True}, 500 * 1024),
    ],
)
def test_metas_sizes_hold_to_the_byte(desk: Desk, kind: str, facts: dict[str, Any], limit: int) -> None:
    desk.sent(message_type=kind, media_id=desk.upload(kind, size=limit, **facts))
    response = desk.send(message_type=kind, media_id=desk.upload(kind, size=limit + 1, **facts))
    assert refusal(response) == (422, "too_large", "media_id")
    assert response.get_json()["error"]["details"]["limit"] == limit


def test_a_refused_message_leaves_its_file_to_be_sent(desk: Desk) -> None:
    media_id = desk.upload()
    assert refusal(send_image(desk, media_id, content="x" * 1025))[1] == "too_long"
    assert desk.media(media_id).message_id is None
    assert send_image(desk, media_id).status_code == 201


@pytest.mark.parametrize("kind", ["image", "video", "document"])
def test_a_file_above_buttons(desk: Desk, kind: str) -> None:
    media_id = desk.upload(kind)
    buttons = {"kind": "buttons", "header": {"media_id": media_id}, "buttons": [{"title": "Sim"}]}
    shown = desk.sent("Confirma?", message_type="interactive", interactive=buttons)
    assert shown["metadata"]["interactive"]["header"] == {"format": kind, "media_id": media_id}
    assert shown["metadata"]["media"]["url"] == f"/api/v1/media/{media_id}"
    name = {"filename": "foto.jpg"} if kind == "document" else {}
    outgoing = desk.row(shown["id"]).outgoing
    assert outgoing is not None
    header = {"type": kind, kind: {"id": {"guiche_media": media_id}, **name}}
    assert outgoing["interactive"]["header"] == header
    assert desk.media(media_id).message_id == shown["id"]


def test_the_file_above_has_to_be_what_was_asked_for(desk: Desk) -> None:
    header = {"media_id": desk.upload("video"), "format": "image"}
    buttons = {"kind": "buttons", "header": header, "buttons": [{"title": "Sim"}]}
    response = desk.send("Confirma?", message_type="interactive", interactive=buttons)
    assert refusal(response) == (422, "invalid_media", "interactive.header.media_id")
    header["format"] = "video"
    desk.sent("Confirma?", message_type="interactive", interactive=buttons)


def test_a_sound_is_no_header(desk: Desk) -> None:
    buttons = {
        "kind": "buttons",
        "header": {"media_id": desk.upload("audio")},
        "buttons": [{"title": "Sim"}],
    }
    response = desk.send("Confirma?", message_type="interactive", interactive=buttons)
    assert refusal(response) == (422, "invalid_media", "interactive.header.media_id")
