"""Meta and FILA-IA on a real socket: the sandbox, whose own calls out end in a tenant that answers them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask.testing import FlaskClient
from werkzeug.serving import make_server

from sandbox.app import create_app
from sandbox.settings import read_settings
from tests.unit.sandbox.doubles import FakeTenant, ManualTimeline

NUMBER, WABA = "123456789", "987654321"
TOKEN, APP_SECRET = "token-of-acme", "app-secret-of-acme"


class Meta:
    """With the number of the tenant acme, not yet connected."""

    def __init__(self, client: FlaskClient, tenant: FakeTenant, timeline: ManualTimeline, base: str) -> None:
        self._timeline = timeline
        self._client = client
        self.tenant = tenant
        self.graph_url = f"{base}/graph"
        self.dialog_url = base
        self.fila_ia_url = f"{base}/fila-ia"
        self.register()
        self._post("/sandbox/keys", {"key": "key-of-acme"})

    def register(self, **changed: str) -> None:
        number = {
            "phone_number_id": NUMBER,
            "waba_id": WABA,
            "display_phone_number": "+55 11 4004-0001",
            "token": TOKEN,
            "app_secret": APP_SECRET,
            "name": "ACME",
        }
        self._post("/sandbox/numbers", number | changed)

    def change(self, **changed: Any) -> None:
        """What Meta thinks of the number."""
        answer = self._client.patch(f"/sandbox/numbers/{NUMBER}", json=changed)
        assert answer.status_code == 200, answer.text

    def faults(self, **groups: Any) -> None:
        assert self._client.put("/sandbox/faults", json=groups).status_code == 200

    def connect(self, url: str = "http://acme.localhost:8080/webhooks/whatsapp") -> None:
        """As the tenant's creation does."""
        self.graph("POST", f"{WABA}/subscribed_apps")
        override = {"override_callback_uri": url, "verify_token": "verify-me"}
        self.graph("POST", NUMBER, {"webhook_configuration": override})

    def connect_app(self, url: str) -> None:
        """As the app's owner does in Meta's dashboard."""
        body = {"phone_number_id": NUMBER, "callback_url": url, "verify_token": "x", "handshake": False}
        self._post("/sandbox/app", body)

    def tell(self, event: str, **more: Any) -> None:
        """A webhook about number or account, delivered when this returns."""
        self._post("/sandbox/events", {"phone_number_id": NUMBER, "event": event, **more})
        self._timeline.run(1)

    def graph(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        answer = self._client.open(f"/graph/v25.0/{path}", method=method, json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    def sent(self) -> list[Any]:
        """Messages of the number's, oldest first."""
        answer = self._client.get("/sandbox/messages", query_string={"phone_number_id": NUMBER})
        return list(answer.get_json()["data"])

    def sign_up(self, dialog_url: str, *phones: str, name: str = "Padaria da Vila") -> str:
        """What a person does at Meta's dialog; the address that their browser is sent back to."""
        asked = dialog_url.removeprefix(self.dialog_url)
        typed = "".join(
            f"&{field}={quote(phone)}" for field, phone in zip(("phone", "phone2"), phones, strict=False)
        )
        answer = self._client.get(f"{asked}&name={quote(name)}{typed}" if phones else f"{asked}&cancel=1")
        assert answer.status_code == 302, answer.text
        return str(answer.location)

    def numbers(self) -> list[Any]:
        """All that it knows."""
        return list(self._client.get("/sandbox/numbers").get_json()["data"])

    def _post(self, path: str, body: Any) -> None:
        assert self._client.post(path, json=body).status_code in (200, 201)


@contextmanager
def running_meta(folder: Path) -> Iterator[Meta]:
    """Until the block ends."""
    tenant, timeline = FakeTenant(), ManualTimeline()
    app = create_app(read_settings({"DATA_DIR": str(folder)}), timeline, tenant.session())
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Meta(app.test_client(), tenant, timeline, f"http://127.0.0.1:{server.port}")
    server.shutdown()
    thread.join()
    server.server_close()
