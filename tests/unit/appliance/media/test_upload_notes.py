import json

import pytest

from appliance.media.errors import MediaGone
from appliance.media.upload_notes import error_in, note_of
from appliance.whatsapp.graph import GraphError, NoAnswer, Unreachable


def kept(error: MediaGone | GraphError | Unreachable | NoAnswer) -> object:
    return error_in(json.loads(json.dumps(note_of(error))))


def test_metas_refusal_is_the_same_one_afterwards() -> None:
    error = kept(GraphError(100, "No such object", 400, subcode=33))
    assert isinstance(error, GraphError)
    assert (error.code, error.title, error.http_status, error.subcode) == (100, "No such object", 400, 33)
    assert error.kind == "credential"


@pytest.mark.parametrize("error", [Unreachable("no route"), NoAnswer("timeout")])
def test_silence_is_the_same_silence(error: Unreachable | NoAnswer) -> None:
    assert type(kept(error)) is type(error)


def test_what_can_never_be_sent_keeps_its_words() -> None:
    error = kept(MediaGone("media_missing", "O arquivo não está mais guardado."))
    assert isinstance(error, MediaGone)
    assert (error.code, error.words) == ("media_missing", "O arquivo não está mais guardado.")


@pytest.mark.parametrize("note", [None, {}])
def test_nothing_noted_is_no_error(note: dict[str, str] | None) -> None:
    assert error_in(note) is None
