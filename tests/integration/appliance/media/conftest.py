"""A tenant whose media volume is a folder of the test's, and Meta's double with files to fetch."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from pytest_httpserver import HTTPServer

from appliance.accounts.models import User
from appliance.contacts.models import Contact
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.database import transaction, utc_now
from appliance.media.downloading import download
from appliance.media.fetching import Fetcher
from appliance.media.models import Media
from appliance.media.storing import add_media
from tests.integration.appliance.media.uploading import Upload, prepare, put

GRAPH = "/graph/v25.0"
PDF = b"%PDF-1.7\n" + b"x" * 3000


@pytest.fixture
def context(context: Context, httpserver: HTTPServer, tmp_path: Path) -> Context:
    """With a volume, and Meta's double for Graph."""
    whatsapp = replace(context.settings.whatsapp, graph_url=httpserver.url_for("/graph"))
    return replace(
        context, settings=replace(context.settings, whatsapp=whatsapp, media_dir=tmp_path / "media")
    )


@pytest.fixture
def headers(bearer: Callable[[User], dict[str, str]], ana: User) -> dict[str, str]:
    """Ana's."""
    return bearer(ana)


@pytest.fixture
def announce(context: Context) -> Callable[..., Media]:
    """A customer's message of `kind`, whose file Meta calls `media_id`."""

    def run(kind: str = "image", media_id: str = "1001", **part: Any) -> Media:
        part = {"id": media_id, **part}
        with transaction(context.sessions) as session:
            contact = Contact(wa_id="5511987650001", phone="5511987650001")
            session.add(contact)
            session.flush()
            conversation = Conversation(contact_id=contact.id, protocol=uuid4().hex[:20])
            session.add(conversation)
            session.flush()
            message = Message(
                conversation_id=conversation.id,
                sender_type="customer",
                message_type=kind,
                payload={"type": kind, kind: part},
                status="received",
                sent_at=utc_now(),
            )
            session.add(message)
            session.flush()
            return add_media(session, message, kind, part)

    return run


@dataclass
class Files:
    """What Meta's double has to give."""

    server: HTTPServer

    def offer(self, content: bytes, media_id: str = "1001", *, name: str = "", **more: Any) -> None:
        """Answers GET /{media_id} with an address, and that address with `content`."""
        path = f"{GRAPH}/download/{name or media_id}"
        self.describe(self.server.url_for(path), content, media_id, **more)
        self.server.expect_request(path, headers={"Authorization": "Bearer graph-token"}).respond_with_data(
            content
        )

    def describe(self, url: str, content: bytes = b"", media_id: str = "1001", **more: Any) -> None:
        """Answers GET /{media_id} only."""
        answer = {
            "messaging_product": "whatsapp",
            "url": url,
            "sha256": hashlib.sha256(content).hexdigest() if content else "",
            "file_size": len(content),
            "id": media_id,
            **more,
        }
        self.server.expect_request(f"{GRAPH}/{media_id}").respond_with_json(answer)

    def asked(self) -> list[str]:
        """The last part of each path that was asked for."""
        return [request.path.rpartition("/")[2] for request, _ in self.server.log]


@pytest.fixture
def files(httpserver: HTTPServer, context: Context) -> Files:
    return Files(httpserver)


@pytest.fixture
def fetch(context: Context) -> Callable[[Media], Media]:
    """One attempt, as the worker makes it; the row afterwards."""

    def run(media: Media) -> Media:
        download(context, Fetcher(context.settings.whatsapp), media.id)
        return row(context, media)

    return run


@pytest.fixture
def upload(context: Context, client: FlaskClient, headers: dict[str, str]) -> Upload:
    """A file put in as `kind`, and what the job made of it."""

    def run(kind: str, content: bytes, name: str = "arquivo") -> Media:
        answer = put(client, headers, kind, content, name)
        assert answer.status_code == 201, answer.get_json()
        return prepare(context, answer.get_json()["id"])

    return run


def row(context: Context, media: Media) -> Media:
    with context.sessions() as session:
        return session.get_one(Media, media.id)


def change(context: Context, media: Media, **values: Any) -> None:
    with transaction(context.sessions) as session:
        found = session.get_one(Media, media.id)
        for name, value in values.items():
            setattr(found, name, value)


def webhook_digest(content: bytes) -> str:
    """As Meta writes it in webhooks."""
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def on_disk(context: Context) -> list[Path]:
    """Every file of the volume, kept or not."""
    return sorted(path for path in context.settings.media_dir.rglob("*") if path.is_file())
