"""Against the sandbox, which keeps Meta's rules: what is prepared here is what is taken there."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from appliance.accounts.models import User
from appliance.app import create_app
from appliance.context import Context
from appliance.media.errors import MediaGone
from appliance.media.uploading import media_id_at_meta
from appliance.whatsapp.graph import GraphClient
from foundation.http import http_session
from tests.integration.appliance.media.pictures import picture
from tests.integration.appliance.media.recordings import film, sound
from tests.integration.appliance.media.uploading import prepare, put
from tests.integration.sandbox.process import NUMBER, TOKEN, SandboxProcess, running_sandbox

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with running_sandbox(tmp_path_factory.mktemp("sandbox"), 9) as running:
        running.register()
        yield running


@pytest.fixture
def context(context: Context, sandbox: SandboxProcess, tmp_path: Path) -> Context:
    whatsapp = replace(
        context.settings.whatsapp, graph_url=f"{sandbox.url}/graph", token=TOKEN, phone_number_id=NUMBER
    )
    return replace(
        context, settings=replace(context.settings, whatsapp=whatsapp, media_dir=tmp_path / "media")
    )


@pytest.fixture
def client(context: Context) -> FlaskClient:
    return create_app(context).test_client()


@pytest.fixture
def graph(context: Context) -> GraphClient:
    return GraphClient(http_session(), context.settings.whatsapp)


@pytest.mark.parametrize(
    ("kind", "content", "name", "content_type"),
    [
        ("image", picture("WEBP"), "foto.webp", "image/jpeg"),
        ("image", picture("GIF", mode="P"), "foto.gif", "image/png"),
        ("sticker", picture("PNG"), "figura.png", "image/webp"),
        ("voice", sound("webm", "libopus"), "fala.webm", "audio/ogg"),
        ("audio", sound("wav", "pcm_s16le"), "som.wav", "audio/ogg"),
        ("video", film(), "filme.mp4", "video/mp4"),
        ("document", b"a;b\n", "dados.csv", "text/plain"),
        ("document", b"%PDF-1.7\n", "nota.pdf", "application/pdf"),
        ("document", picture("JPEG"), "foto.jpg", "image/jpeg"),
    ],
)
def test_what_is_prepared_is_taken(
    context: Context,
    client: FlaskClient,
    graph: GraphClient,
    bearer: Callable[[User], dict[str, str]],
    ana: User,
    kind: str,
    content: bytes,
    name: str,
    content_type: str,
) -> None:
    media = prepare(context, put(client, bearer(ana), kind, content, name).get_json()["id"])
    known = graph.media(media_id_at_meta(context, graph, media.id))
    assert (media.content_type, known["mime_type"]) == (content_type, content_type)
    assert (known["sha256"], known["file_size"]) == (media.sha256, media.size)


def test_what_meta_does_not_know_is_refused_in_words(
    context: Context,
    client: FlaskClient,
    graph: GraphClient,
    bearer: Callable[[User], dict[str, str]],
    ana: User,
) -> None:
    media_id = put(client, bearer(ana), "document", b"PK\x03\x04" + b"\0" * 60, "fotos.zip").get_json()["id"]
    with pytest.raises(MediaGone) as refused:
        media_id_at_meta(context, graph, media_id)
    assert str(refused.value).startswith("O WhatsApp não aceitou este arquivo.")
