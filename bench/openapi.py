"""`python -m bench.openapi FILE.yaml`: would Meta accept what the sandbox accepts?

FILE is Meta's OpenAPI file (github.com/facebook/openapi, business-messaging-api_v23.0.yaml). Every kind of
request, and many made from them by small random changes, go to the sandbox in this process; whatever it
answers with 200 must be valid by the file. Where the file contradicts Meta's documentation or itself it is
corrected first: sandbox/openapi/corrections.py, each with its reason; a second table shows which of the good
requests needed each. Exit code 1 when anything was accepted that the file refuses, or a good request was not.
"""

import argparse
import io
import json
import tempfile
from collections import Counter
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import requests as http
from flask.testing import FlaskClient

from bench.openapi_changes import Changer
from bench.openapi_requests import Request, World, requests
from bench.report import note, show
from sandbox.app import create_app
from sandbox.openapi.contract import Contract, read_document
from sandbox.openapi.corrections import CLOSED, CLOSED_REASON, CORRECTIONS
from sandbox.settings import read_settings

NUMBER, ACCOUNT, CUSTOMER = "200300400500600", "100200300400500", "+5511987650001"
HEADERS = {"Authorization": "Bearer token"}
MEDIA = {
    "image": "image/png",
    "video": "video/mp4",
    "document": "application/pdf",
    "audio": "audio/ogg",
    "sticker": "image/webp",
}
SHOWN = 20


class Standstill:
    """A timeline on which nothing ever happens by itself: an hour passes with each look at the clock."""

    def __init__(self) -> None:
        self._now = 1_790_000_000.0

    def now(self) -> float:
        self._now += 1.0
        return self._now

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        """Later never comes."""

    def pause(self, seconds: float) -> None:
        """Nobody waits."""


class Subject:
    """The sandbox under test, with a customer, media and approved templates."""

    def __init__(self, folder: Path) -> None:
        self.broken: list[Request] = []
        settings = read_settings({"DATA_DIR": str(folder)})
        self._client: FlaskClient = create_app(settings, Standstill(), http.Session()).test_client()
        number = {"phone_number_id": NUMBER, "waba_id": ACCOUNT, "display_phone_number": "+551140040001"}
        self._own("POST", "numbers", number | {"token": "token", "app_secret": "secret", "name": "ACME"})
        self._own("PUT", "faults", {"graph": {"limits_off": True}})

    def world(self) -> World:
        """Makes what good requests point at."""
        wanted = {"phone_number_id": NUMBER, "wa_id": CUSTOMER, "text": "Oi"}
        inbound = self._own("POST", "inbound", wanted)["wamid"]
        user_id = self._own("GET", "customers")["data"][-1]["user_id"]
        media = {kind: self._upload(mime_type) for kind, mime_type in MEDIA.items()}
        for body in templates(self._handle):
            created = self._client.post(
                f"/graph/v25.0/{ACCOUNT}/message_templates", json=body, headers=HEADERS
            ).get_json()
            self._own("POST", f"templates/{created['id']}/status", {"status": "APPROVED"})
        return World(CUSTOMER, user_id, inbound, media)

    def accepts(self, request: Request) -> bool:
        path = request.path.replace("{Phone-Number-ID}", NUMBER).replace("{WABA-ID}", ACCOUNT)
        answer = self._client.post(f"/graph/v25.0/{path}", json=request.body, headers=HEADERS)
        if answer.status_code >= 500:
            self.broken.append(request)
        if request.path.endswith("message_templates") and answer.status_code == 200:
            query = f"hsm_id={answer.get_json()['id']}"
            self._client.delete(f"/graph/v25.0/{path}?{query}", headers=HEADERS)
        return answer.status_code == 200

    def _own(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = self._client.open(f"/sandbox/{path}", method=method, json=body)
        if answer.status_code >= 400:
            raise SystemExit(answer.text)
        return dict(answer.get_json())

    def _upload(self, mime_type: str) -> str:
        form = {"messaging_product": "whatsapp", "file": (io.BytesIO(b"x"), "a", mime_type)}
        answer = self._client.post(f"/graph/v25.0/{NUMBER}/media", data=form, headers=HEADERS)
        return str(answer.get_json()["id"])

    def _handle(self, mime_type: str) -> str:
        query = {"file_length": "1", "file_type": mime_type}
        session = self._client.post("/graph/v25.0/app/uploads", query_string=query, headers=HEADERS)
        headers = HEADERS | {"file_offset": "0"}
        name = session.get_json()["id"]
        return str(self._client.post(f"/graph/v25.0/{name}", data=b"x", headers=headers).get_json()["h"])


def templates(handle: Callable[[str], str]) -> list[dict[str, Any]]:
    """What `openapi_requests` sends: one of each header, with texts and buttons."""
    three = "Olá, {{1}}, o total de {{2}} vence em {{3}} e pode ser pago aqui."
    body = {"type": "BODY", "text": three, "example": {"body_text": [["Ana", "R$ 1", "31/12"]]}}
    buttons = {
        "type": "BUTTONS",
        "buttons": [
            {"type": "QUICK_REPLY", "text": "Sim"},
            {"type": "URL", "text": "Ver", "url": "https://a.com/{{1}}", "example": ["https://a.com/1"]},
            {"type": "COPY_CODE", "example": "DEZ"},
        ],
    }
    examples = {"imagem": "image/png", "video": "video/mp4", "documento": "application/pdf"}
    formats = {"imagem": "IMAGE", "video": "VIDEO", "documento": "DOCUMENT"}
    headers: dict[str, dict[str, Any]] = {"lugar": {"type": "HEADER", "format": "LOCATION"}}
    for name, mime_type in examples.items():
        example = {"header_handle": [handle(mime_type)]}
        headers[name] = {"type": "HEADER", "format": formats[name], "example": example}
    common = {"language": "pt_BR", "category": "UTILITY"}
    full = [
        common | {"name": f"com_{name}", "components": [header, body, buttons]}
        for name, header in headers.items()
    ]
    named = {
        "type": "BODY",
        "text": "Olá, {{nome}}, tudo bem por aí?",
        "example": {"body_text_named_params": [{"param_name": "nome", "example": "Ana"}]},
    }
    return [
        *full,
        common | {"name": "simples", "components": [{"type": "BODY", "text": "Olá"}]},
        common | {"name": "com_nome", "parameter_format": "NAMED", "components": [named]},
    ]


def problem_of(contract: Contract, request: Request) -> str | None:
    """What the file has against the request, if anything."""
    if request.schema:
        return contract.problem_of_schema(request.schema, request.body)
    return contract.problem(request.path, request.body)


def examine(subject: Subject, contract: Contract, stream: list[Request]) -> tuple[Counter[str], list[str]]:
    """Counts of "kind/outcome", and the counterexamples in words."""
    counts: Counter[str] = Counter()
    counterexamples = []
    for request in stream:
        accepted, problem = subject.accepts(request), problem_of(contract, request)
        verdict = {
            (True, True): "both accept",
            (True, False): "counterexample",
            (False, True): "only the file accepts",
            (False, False): "both refuse",
        }[accepted, problem is None]
        counts[f"{request.kind}/{verdict}"] += 1
        if verdict == "counterexample":
            counterexamples.append(f"{request.kind}: {problem}\n    {json.dumps(request.body)[:600]}")
    return counts, counterexamples


def needs(document: dict[str, Any], good: list[Request]) -> list[dict[str, Any]]:
    """Each correction with how many of the good requests are refused without it, and its reason."""
    rows = [{"correction": "closed messages", "needed_by": len(CLOSED), "reason": CLOSED_REASON}]
    for correction in CORRECTIONS:
        without = Contract(document, [one for one in CORRECTIONS if one is not correction])
        refused = sum(problem_of(without, request) is not None for request in good)
        rows.append({"correction": correction.name, "needed_by": refused, "reason": correction.reason})
    return rows


def main() -> int:
    """Prints the tables; 1 when the sandbox accepts too much, or refuses a good request."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--requests", type=int, default=20_000, help="changed requests (20000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="JSON lines instead of tables")
    options = parser.parse_args()
    if not options.file.is_file():
        raise SystemExit(f"{options.file} is no file")
    document = read_document(options.file)
    contract = Contract(document)
    with tempfile.TemporaryDirectory() as folder:
        subject = Subject(Path(folder))
        good = list(requests(subject.world()))
        refused = [request for request in good if not subject.accepts(request)]
        note(f"{len(good)} good requests; now {options.requests} changed ones, seed {options.seed}")
        stream = [*good, *islice(Changer(good, options.seed).requests(), options.requests)]
        counts, counterexamples = examine(subject, contract, stream)
    _print(counts, needs(document, good))
    for request in refused:
        note(f"a good request was refused: {request.kind} {json.dumps(request.body)[:300]}")
    for line in counterexamples[:SHOWN]:
        note(line)
    for request in subject.broken[:SHOWN]:
        note(f"the sandbox broke: {request.kind} {json.dumps(request.body)[:300]}")
    note(
        f"{len(counterexamples)} counterexamples, {len(refused)} good requests refused, "
        f"{len(subject.broken)} broke the sandbox"
    )
    return 1 if counterexamples or refused or subject.broken else 0


def _print(counts: Counter[str], corrections: list[dict[str, Any]]) -> None:
    kinds = dict.fromkeys(name.split("/")[0] for name in counts)
    verdicts = ("both accept", "both refuse", "only the file accepts", "counterexample")
    rows: list[dict[str, Any]] = [
        {"kind": kind} | {one: counts[f"{kind}/{one}"] for one in verdicts} for kind in kinds
    ]
    total = {one: sum(row[one] for row in rows) for one in verdicts}
    show(
        "What the sandbox and Meta's OpenAPI file say of the same requests", [*rows, {"kind": "all"} | total]
    )
    show("Where the file was put right, and how many good requests needed it", corrections)


if __name__ == "__main__":
    raise SystemExit(main())
