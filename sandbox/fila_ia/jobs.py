"""Requests in the queue, the memory of sessions and the response cache, defects included."""

import hashlib
import json
import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sandbox.faults import Faults
from sandbox.fila_ia.answers import answer_to, last_words
from sandbox.timeline import Timeline

Json = dict[str, Any]
APOLOGY = "Desculpe, estou com dificuldades técnicas no momento. Tente novamente em alguns instantes."
CACHE_SECONDS = 60 * 60
MEMORY_TURNS = 20


@dataclass(frozen=True)
class Job:
    """Its end is decided on arrival; until `ready_at` it is pending (`processing` is never written)."""

    id: str
    key: str
    session_id: str | None
    prompt: str
    messages: list[Json]
    parameters: Json
    metadata: Json
    created_at: float
    ready_at: float
    status: str
    result: Json | str | None

    def status_at(self, now: float) -> str:
        return self.status if now >= self.ready_at else "pending"


class Jobs:
    """One queue for all keys; a key sees only its own."""

    def __init__(self, timeline: Timeline, faults: Faults, answer_after: float) -> None:
        self._timeline = timeline
        self._faults = faults
        self._answer_after = answer_after
        self._jobs: dict[str, Job] = {}
        self._memory: dict[tuple[str, str], list[Json]] = defaultdict(list)
        self._cache: dict[str, tuple[float, Json]] = {}

    def submit(self, key: str, body: Json) -> Job:
        """Takes a checked request body into the queue."""
        now = self._timeline.now()
        status, result = self._outcome(key, body)
        seconds = self._faults.value("fila_ia", "slow") or self._answer_after
        never = self._faults.strikes("fila_ia", "never")
        job = Job(
            id=str(uuid.uuid4()),
            key=key,
            session_id=body.get("session_id"),
            prompt=body.get("prompt") or "",
            messages=body.get("messages") or [],
            parameters=body.get("parameters") or {},
            metadata=body.get("metadata") or {},
            created_at=now,
            ready_at=float("inf") if never else now + seconds,
            status=status,
            result=result,
        )
        self._jobs[job.id] = job
        return job

    def get(self, key: str, job_id: str) -> Job | None:
        job = self._jobs.get(job_id)
        return job if job and job.key == key else None

    def of(self, key: str, status: str | None) -> list[Job]:
        """The key's jobs, newest first, optionally only those in `status` now."""
        now = self._timeline.now()
        mine = [job for job in reversed(self._jobs.values()) if job.key == key]
        return [job for job in mine if status in (None, "", job.status_at(now))]

    def sessions(self, key: str) -> list[str]:
        return [session for owner, session in self._memory if owner == key]

    def history(self, key: str, session_id: str) -> list[Json]:
        return self._memory.get((key, session_id), [])

    def _outcome(self, key: str, body: Json) -> tuple[str, Json | str | None]:
        if self._faults.strikes("fila_ia", "failed"):
            return "failed", None
        if self._faults.strikes("fila_ia", "fallback"):
            return "completed", _result(APOLOGY, "") | {"_fallback": True}
        if self._faults.strikes("fila_ia", "garbage"):
            return "completed", '{"response": "Olá, tudo b'
        return "completed", self._answer(key, body)

    def _answer(self, key: str, body: Json) -> Json:
        """The model's answer; identical prompts share one for an hour, whoever the customer is."""
        messages, prompt = body.get("messages") or [], body.get("prompt") or ""
        now = self._timeline.now()
        cache_key = f"{key}:{prompt}:{json.dumps(body.get('parameters') or {}, sort_keys=True)}"
        fingerprint = hashlib.sha256(cache_key.encode()).hexdigest()
        if not messages and fingerprint in self._cache and now - self._cache[fingerprint][0] < CACHE_SECONDS:
            return self._cache[fingerprint][1] | {"_cache_hit": True}
        # Without a top-level session_id every customer of the key lands in the same memory.
        memory = self._memory[key, body.get("session_id") or ""]
        asked = last_words(prompt, messages)
        said = [turn["content"] for turn in (messages or memory) if turn.get("role") == "user"]
        result = _result(answer_to(asked, [str(line) for line in said]), prompt)
        memory += [{"role": "user", "content": asked}, {"role": "assistant", "content": result["response"]}]
        del memory[: -2 * MEMORY_TURNS]
        if not messages:
            self._cache[fingerprint] = (now, result)
        return result


def _result(response: str, prompt: str) -> Json:
    tokens_in, tokens_out = len(prompt) // 4 + 1, len(response) // 4 + 1
    return {
        "response": response,
        "model": "gpt-4.1-nano",
        "tokens_input": tokens_in,
        "tokens_output": tokens_out,
        "total_tokens": tokens_in + tokens_out,
        "done": True,
        "finish_reason": "stop",
        "assistant_message": {"role": "assistant", "content": response},
    }


def iso(moment: float) -> str:
    """A Unix time as Laravel writes it."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
