"""A file is with Meta before its message is claimed: until then nothing was sent, whatever happens."""

from typing import Any

import pytest

from appliance.media.errors import MediaGone
from appliance.media.uploading import NotReady
from appliance.whatsapp import calling, outcomes
from appliance.whatsapp.graph import GraphError, NoAnswer, Unreachable
from tests.integration.appliance.sending.conftest import Post, refusal

pytestmark = pytest.mark.integration

IMAGE: dict[str, Any] = {"type": "image", "image": {"id": {"guiche_media": 7}, "caption": "Foto"}}


@pytest.fixture
def at_meta(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What giving a file to Meta comes to, one after another: an id, or an error."""
    answers: list[Any] = ["900"]

    def upload(_context: Any, _client: Any, media_id: int) -> str:
        assert media_id == 7
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return str(answer)

    monkeypatch.setattr(calling, "media_id_at_meta", upload)
    return answers


@pytest.fixture
def message_id(post: Post) -> int:
    return post.queue(post.customer(), message_type="image", outgoing=IMAGE)


def test_metas_id_is_sent_in_the_place_of_ours(post: Post, at_meta: list[Any], message_id: int) -> None:
    post.send()
    assert post.row(message_id).status == "accepted"
    assert post.bodies[0]["image"] == {"id": "900", "caption": "Foto"}


def test_a_file_being_prepared_is_waited_for_and_says_so(
    post: Post, at_meta: list[Any], message_id: int
) -> None:
    at_meta.insert(0, NotReady("preparing"))
    post.send()
    waiting = post.row(message_id)
    assert (waiting.status, waiting.attempts, post.error(message_id)["reason"]) == ("queued", 0, "preparing")
    post.change(message_id, retry_at=None)
    post.send()
    assert post.row(message_id).status == "accepted"


def test_a_file_that_takes_its_time_says_that_it_is_on_its_way(
    post: Post, at_meta: list[Any], message_id: int
) -> None:
    at_meta[:] = [NotReady("uploading", is_uploading=True)]
    post.send()
    assert post.error(message_id)["reason"] == "uploading"


def test_waiting_for_the_upload_does_not_begin_the_tries_anew(
    post: Post, at_meta: list[Any], message_id: int
) -> None:
    down = GraphError(131016, "down", 500)
    at_meta[:] = [down, NotReady("uploading", is_uploading=True), down]
    for _ in range(3):
        post.change(message_id, retry_at=None)
        post.send()
    assert (post.error(message_id)["reason"], post.error(message_id)["tries"]) == ("down", 2)


def test_a_file_that_can_never_be_sent_fails_its_message_in_its_words(
    post: Post, at_meta: list[Any], message_id: int
) -> None:
    at_meta[:] = [MediaGone("media_missing", "O arquivo não está mais guardado.")]
    post.send()
    assert post.row(message_id).status == "failed"
    assert post.error(message_id)["message"] == "O arquivo não está mais guardado."
    assert post.error(message_id)["reason"] == "file_media_missing"
    assert post.bodies == []


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (Unreachable("no route"), "unreachable"),
        (NoAnswer("timeout"), "down"),
        (GraphError(131016, "down", 500), "down"),
        (GraphError(190, "expired", 401), "token"),
    ],
)
def test_an_upload_that_fails_is_tried_again_for_nothing_was_sent(
    post: Post, at_meta: list[Any], message_id: int, error: Exception, reason: str
) -> None:
    at_meta[:] = [error]
    post.send()
    waiting = post.row(message_id)
    assert (waiting.status, waiting.attempts, waiting.claimed_at) == ("queued", 0, None)
    assert post.error(message_id)["reason"] == reason
    assert post.bodies == []


def test_a_file_that_takes_its_time_holds_up_no_other_conversation(
    post: Post, at_meta: list[Any], message_id: int
) -> None:
    at_meta[:] = [NotReady("uploading")]
    other = post.queue(post.customer())
    behind = post.queue(post.row(message_id).conversation_id)
    post.send()
    assert [post.row(one).status for one in (other, behind)] == ["accepted", "queued"]


@pytest.mark.parametrize("code", [131053, 100, 131009])
def test_a_file_meta_no_longer_has_is_uploaded_anew_once(
    post: Post, at_meta: list[Any], message_id: int, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    forgotten: list[int] = []
    monkeypatch.setattr(outcomes, "forget_upload", lambda _session, media_id: forgotten.append(media_id))
    post.answer = lambda _body: refusal(code)
    post.send()
    assert (post.row(message_id).status, forgotten) == ("queued", [7])
    post.change(message_id, retry_at=None)
    post.send()
    assert (post.row(message_id).status, len(post.bodies)) == ("failed", 2)
