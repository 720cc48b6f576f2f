from pathlib import Path
from typing import Any

import pytest

from bench.openapi import Subject, examine
from bench.openapi_requests import requests
from sandbox.openapi.contract import Contract


@pytest.fixture
def subject(tmp_path: Path) -> Subject:
    return Subject(tmp_path)


def test_the_sandbox_takes_every_good_request(subject: Subject) -> None:
    refused = [request for request in requests(subject.world()) if not subject.accepts(request)]
    assert refused == []
    assert subject.broken == []


class Severe(Contract):
    """Refuses everything."""

    def __init__(self) -> None:
        pass

    def problem(self, path: str, body: Any) -> str | None:
        return f"never {path}" if body else None


def test_what_only_the_sandbox_accepts_is_a_counterexample(subject: Subject) -> None:
    good = [request for request in requests(subject.world()) if request.kind == "text"]
    counts, counterexamples = examine(subject, Severe(), good)
    assert counts == {"text/counterexample": len(good)}
    assert counterexamples[0].startswith("text: never")
