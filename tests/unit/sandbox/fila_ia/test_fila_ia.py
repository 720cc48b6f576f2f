import json
from typing import Any

import pytest
from werkzeug.test import TestResponse

from sandbox.fila_ia.jobs import APOLOGY
from sandbox.fila_ia.routes import HANG_SECONDS
from tests.unit.sandbox.doubles import Sandbox

KEY = "k" * 32
HEADERS = {"X-API-Key": KEY, "Accept": "application/json"}


class FilaIa:
    """One key's view."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.client = sandbox.client
        sandbox.client.post("/sandbox/keys", json={"key": KEY})

    def post(self, headers: dict[str, str] | None = None, **body: Any) -> TestResponse:
        return self.client.post("/fila-ia/api/v1/requests", json=body, headers=headers or HEADERS)

    def ask(self, **body: Any) -> str:
        answer = self.post(**body)
        assert answer.status_code == 202, answer.text
        return str(answer.get_json()["id"])

    def get(self, path: str) -> TestResponse:
        return self.client.get(f"/fila-ia/api/v1/{path}", headers=HEADERS)

    def done(self, **body: Any) -> dict[str, Any]:
        """Asks, waits, and returns the finished request."""
        job = self.ask(**body)
        self.sandbox.timeline.run(20)
        return dict(self.get(f"requests/{job}").get_json())


@pytest.fixture
def fila(sandbox: Sandbox) -> FilaIa:
    return FilaIa(sandbox)


def test_a_request_is_pending_until_it_is_completed(fila: FilaIa) -> None:
    job = fila.ask(prompt="Cliente: tem pix?", session_id="s1", metadata={"reference": "7"})
    assert fila.get(f"requests/{job}").get_json()["status"] == "pending"
    fila.sandbox.timeline.run(1)
    done = fila.get(f"requests/{job}").get_json()
    assert (done["status"], done["processing_time"]) == ("completed", 1000)
    assert "tem pix?" in done["result"]["response"]
    assert done["result"]["total_tokens"] == done["result"]["tokens_input"] + done["result"]["tokens_output"]


def test_in_a_list_the_result_is_a_json_string_beside_the_metadata(fila: FilaIa) -> None:
    fila.ask(messages=[{"role": "user", "content": "oi"}], metadata={"reference": "7"})
    pending = fila.get("requests").get_json()["data"][0]
    assert (pending["status"], pending["result"]) == ("pending", None)
    fila.sandbox.timeline.run(1)
    row = fila.get("requests?status=completed").get_json()["data"][0]
    assert row["metadata"] == {"reference": "7"}
    assert "oi" in json.loads(row["result"])["response"]


def test_the_list_is_laravels_paginator_newest_first(fila: FilaIa) -> None:
    jobs = [fila.ask(prompt=f"pergunta {n}") for n in range(3)]
    page = fila.get("requests?per_page=2").get_json()
    assert [row["id"] for row in page["data"]] == [jobs[2], jobs[1]]
    assert (page["current_page"], page["last_page"], page["per_page"], page["total"]) == (1, 2, 2, 3)
    assert fila.get("requests?per_page=2&page=2").get_json()["data"][0]["id"] == jobs[0]
    assert fila.get("requests?per_page=500").get_json()["per_page"] == 100


def test_a_key_sees_only_its_own(fila: FilaIa) -> None:
    job = fila.ask(prompt="oi")
    fila.client.post("/sandbox/keys", json={"key": "o" * 32})
    other = {"X-API-Key": "o" * 32}
    assert fila.client.get(f"/fila-ia/api/v1/requests/{job}", headers=other).status_code == 404
    assert fila.client.get("/fila-ia/api/v1/requests", headers=other).get_json()["data"] == []


@pytest.mark.parametrize(("headers", "status"), [({}, 401), ({"X-API-Key": "unknown"}, 403)])
def test_keys_are_checked_everywhere_but_in_authenticate(
    fila: FilaIa, headers: dict[str, str], status: int
) -> None:
    assert fila.client.get("/fila-ia/api/v1/requests", headers=headers).status_code == status
    assert fila.client.get("/fila-ia/api/v1/stats/fast", headers=headers).status_code == status
    assert fila.client.post("/fila-ia/api/v1/authenticate", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"prompt": "x" * 10_001},
        {"prompt": 5},
        {"prompt": "oi", "session_id": "x" * 256},
        {"prompt": "oi", "metadata": "text"},
        {"messages": [{"role": "boss", "content": "oi"}]},
    ],
)
def test_a_validation_error_is_json_only_for_who_accepts_json(fila: FilaIa, body: dict[str, Any]) -> None:
    refused = fila.post(**body)
    assert refused.status_code == 422
    assert refused.get_json()["message"] == next(iter(refused.get_json()["errors"].values()))[0]
    redirected = fila.post(headers={"X-API-Key": KEY}, **body)
    assert (redirected.status_code, redirected.headers["Location"]) == (302, "http://localhost/")


def test_eight_calls_in_ten_seconds_polls_included(fila: FilaIa) -> None:
    fila.ask(prompt="oi")
    assert [fila.get("requests").status_code for _ in range(8)] == [200] * 7 + [429]
    refused = fila.get("requests")
    assert refused.get_json()["retry_after"] == 10
    assert "Retry-After" not in refused.headers
    fila.sandbox.timeline.run(10)
    assert fila.get("requests").status_code == 200


def test_thirty_calls_in_a_minute(fila: FilaIa) -> None:
    fila.sandbox.timeline.run(60 - fila.sandbox.timeline.now() % 60)
    statuses = []
    for _ in range(5):
        statuses += [fila.get("requests").status_code for _ in range(7)]
        fila.sandbox.timeline.run(10)
    assert statuses == [200] * 30 + [429] * 5


def test_without_a_session_customers_share_one_memory(fila: FilaIa) -> None:
    fila.done(prompt="meu nome é Ana", metadata={"session_id": "a"})
    assert fila.done(prompt="tem pix?", metadata={"session_id": "b"})["result"]["response"].startswith("Ana,")
    assert fila.done(prompt="tem boleto?", session_id="b")["result"]["response"].startswith("Sobre")


def test_the_cache_ignores_the_session(fila: FilaIa) -> None:
    fila.done(prompt="meu nome é Ana e quero pix", session_id="a")
    again = fila.done(prompt="meu nome é Ana e quero pix", session_id="b")["result"]
    assert again["_cache_hit"] is True
    other = fila.done(prompt="meu nome é Ana e quero pix", session_id="b", parameters={"temperature": 0.1})
    assert "_cache_hit" not in other["result"]
    fila.sandbox.timeline.run(3600)
    assert "_cache_hit" not in fila.done(prompt="meu nome é Ana e quero pix", session_id="b")["result"]


def test_messages_are_not_cached(fila: FilaIa) -> None:
    messages = [{"role": "user", "content": "tem pix?"}]
    fila.done(messages=messages)
    assert "_cache_hit" not in fila.done(messages=messages)["result"]


def test_the_memory_of_a_session_can_be_read(fila: FilaIa) -> None:
    fila.done(prompt="tem pix?", session_id="tenant_1_contact_42")
    assert fila.get("sessions").get_json()["sessions"] == [{"session_id": "tenant_1_contact_42"}]
    history = fila.get("sessions/tenant_1_contact_42/history").get_json()["history"]
    assert [turn["role"] for turn in history] == ["user", "assistant"]
    assert fila.get("sessions/unknown/history").get_json()["history"] == []


def test_tokens_are_counted(fila: FilaIa) -> None:
    total = fila.done(prompt="oi")["result"]["total_tokens"]
    assert fila.get("stats/fast").get_json()["tokens"]["today"] == total


def test_fallback_is_completed_with_an_apology(fila: FilaIa) -> None:
    fila.sandbox.faults(fila_ia={"fallback": 1})
    result = fila.done(prompt="oi")["result"]
    assert (result["_fallback"], result["response"]) == (True, APOLOGY)
    assert "_fallback" not in fila.done(prompt="oi de novo")["result"]


def test_down_is_500_for_every_call(fila: FilaIa) -> None:
    fila.sandbox.faults(fila_ia={"down": True})
    assert fila.post(prompt="oi").status_code == 500
    assert fila.get("requests").status_code == 500


def test_slow_takes_that_long(fila: FilaIa) -> None:
    fila.sandbox.faults(fila_ia={"slow": 30})
    job = fila.ask(prompt="oi")
    fila.sandbox.timeline.run(29)
    assert fila.get(f"requests/{job}").get_json()["status"] == "pending"
    fila.sandbox.timeline.run(1)
    assert fila.get(f"requests/{job}").get_json()["status"] == "completed"


def test_rate_limited_says_how_long_in_the_body(fila: FilaIa) -> None:
    fila.sandbox.faults(fila_ia={"rate_limited": 1})
    refused = fila.post(prompt="oi")
    assert (refused.status_code, refused.get_json()["retry_after"]) == (429, 2)
    assert fila.post(prompt="oi").status_code == 202


def test_never_stays_pending(fila: FilaIa) -> None:
    fila.sandbox.faults(fila_ia={"never": True})
    assert fila.done(prompt="oi")["status"] == "pending"
    assert fila.get("requests").get_json()["data"][0]["status"] == "pending"


def test_failed_has_an_error_and_no_result(fila: FilaIa) -> None:
    fila.sandbox.faults(fila_ia={"failed": True})
    done = fila.done(prompt="oi")
    assert (done["status"], done["attempts"]) == ("failed", 2)
    assert "result" not in done
    row = fila.get("requests").get_json()["data"][0]
    assert (row["status"], row["result"]) == ("failed", None)


def test_garbage_is_cut_in_half(fila: FilaIa) -> None:
    fila.sandbox.faults(fila_ia={"garbage": True})
    assert isinstance(fila.done(prompt="oi")["result"], str)
    with pytest.raises(ValueError, match="Unterminated"):
        json.loads(fila.get("requests").get_json()["data"][0]["result"])


def test_a_request_whose_answer_is_lost_is_found_in_the_list(fila: FilaIa) -> None:
    fila.sandbox.faults(fila_ia={"timeout_after_accept": 1})
    fila.post(prompt="oi", metadata={"reference": "7"})
    assert fila.sandbox.timeline.pauses == [HANG_SECONDS]
    assert fila.get("requests").get_json()["data"][0]["metadata"] == {"reference": "7"}
