"""Schemathesis against the help desk's own description, on real stores: whatever is sent, nothing breaks."""

from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from flask import Flask
from schemathesis import checks
from schemathesis.core.failures import FailureGroup

from appliance.accounts.models import User
from appliance.context import Context
from appliance.conversations.models import Conversation
from appliance.database import transaction
from tests.fuzzing import fuzz

pytestmark = [pytest.mark.integration, pytest.mark.timeout(900)]
OUTSIDE = {
    "meta_unavailable",
    "holidays_unavailable",
    "no_answer",
    "whatsapp_unreachable",
    "whatsapp_unavailable",
    "whatsapp_credentials",
}
"""503 in words: there is no Meta and no calendar here."""


def answered(_context: Any, response: Any, _case: Any) -> None:
    """Nothing but the outside world may fail."""
    if response.status_code >= 500:
        error = response.json()["error"]
        assert response.status_code == 503 and error["code"] in OUTSIDE, error


CHECKS = [answered, checks.content_type_conformance, checks.response_schema_conformance]
PER_OPERATION = 12
READINESS = "/readyz"
"""Nothing works here beside the web: it says so, with 503."""


@pytest.fixture
def numbers(context: Context, write: Callable[..., int], ana: User, bruno: User) -> list[int]:
    """Ids that exist, of whatever kind."""
    for number in range(3):
        write(f"wamid.{number}", "Bom dia ☕")
    with transaction(context.sessions) as session:
        conversation = session.query(Conversation).one()
    return [conversation.id, conversation.contact_id, ana.id, bruno.id, 1, 2, 3]


def test_whatever_is_sent_nothing_breaks(
    app: Flask, numbers: list[int], clara: User, bearer: Callable[[User], dict[str, str]]
) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    tried, broken = 0, []
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.path == READINESS:
            continue
        tried += 1
        try:
            fuzz(
                operation,
                examples=PER_OPERATION,
                there=lambda name: numbers if name.endswith("id") else [],
                headers=bearer(clara),
                checks=CHECKS,
            )
        except (FailureGroup, AssertionError) as error:
            broken.append(f"{operation.label}: {error}")
    assert not broken, "\n\n".join(broken)
    assert tried > 100
