"""FILA-IA with everything that guards it, as one job uses it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from appliance.ai import health
from appliance.ai.breaker import Breaker
from appliance.ai.budget import Budget
from appliance.ai.client import TIMEOUT, FilaIa
from appliance.context import Context
from foundation.http import http_session


@dataclass(frozen=True)
class Provider:
    client: FilaIa
    breaker: Breaker
    budget: Budget


@contextmanager
def open_provider(context: Context) -> Iterator[Provider]:
    """The tenant's FILA-IA; it connects when first used and lets go at the end."""
    settings = context.settings.ai
    with http_session(timeout=TIMEOUT) as http:
        yield Provider(
            client=FilaIa(settings, http),
            breaker=health.breaker(context.redis, settings.deadline_seconds),
            budget=Budget(context.redis),
        )
