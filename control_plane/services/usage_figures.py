"""The numbers of a day and of a month: read as a tenant sends them, added up, laid out. Pure functions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

CATEGORIES = (
    "service",
    "utility",
    "marketing",
    "marketing_lite",
    "authentication",
    "authentication_international",
    "referral_conversion",
    "untold",
)
"""Of messages sent: Meta's pricing.category (webhooks/reference/messages/status), and untold where it has
told none. Any other is counted as `other`."""
_SUMS = ("messages_in", "messages_failed", "ai_answers", "ai_tokens_in", "ai_tokens_out")
_MOSTS = ("storage_database", "storage_media", "users", "active_users")
"""Of a month: as much as on its fullest day."""
_LARGEST = 10**15
_MILLION = 10**6


@dataclass(frozen=True)
class AiPrices:
    """Of a million tokens, in the operator's own currency."""

    tokens_in: Decimal = Decimal(0)
    tokens_out: Decimal = Decimal(0)


def read_figures(sent: Mapping[str, Any], prices: AiPrices) -> dict[str, Any]:
    """What is kept of a day as the tenant sent it: known numbers alone, and what the AI has cost.

    Raises ValueError or TypeError for what is no figure.
    """
    figures: dict[str, Any] = {name: _number(sent.get(name, 0)) for name in (*_SUMS, *_MOSTS)}
    out = sent.get("messages_out", {})
    if not isinstance(out, dict):
        raise TypeError("messages_out")
    by_category = dict.fromkeys((*CATEGORIES, "other"), 0)
    for name, number in out.items():
        by_category[name if name in CATEGORIES else "other"] += _number(number)
    cost = figures["ai_tokens_in"] * prices.tokens_in + figures["ai_tokens_out"] * prices.tokens_out
    return {
        **figures,
        "messages_out": {name: number for name, number in by_category.items() if number},
        "ai_cost": f"{cost / _MILLION:.6f}",
    }


def add_up(days: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Those of all these days together, in the same shape."""
    total: dict[str, Any] = dict.fromkeys((*_SUMS, *_MOSTS), 0)
    out: dict[str, int] = {}
    cost = Decimal(0)
    for figures in days:
        for name in _SUMS:
            total[name] += figures[name]
        for name in _MOSTS:
            total[name] = max(total[name], figures[name])
        for name, number in figures["messages_out"].items():
            out[name] = out.get(name, 0) + number
        cost += Decimal(figures["ai_cost"])
    return {**total, "messages_out": out, "ai_cost": f"{cost:.6f}"}


def sent_total(figures: Mapping[str, Any]) -> int:
    """Messages of every category."""
    return sum(figures["messages_out"].values())


COLUMNS = (
    "messages_in",
    "messages_out",
    *(f"messages_out_{name}" for name in (*CATEGORIES, "other")),
    "messages_failed",
    "ai_answers",
    "ai_tokens_in",
    "ai_tokens_out",
    "ai_cost",
    *_MOSTS,
)
"""Of a table; `messages_out` is the sum of those that follow it."""


def cells(figures: Mapping[str, Any]) -> dict[str, Any]:
    """By COLUMNS."""
    out = figures["messages_out"]
    by_category = {f"messages_out_{name}": out.get(name, 0) for name in (*CATEGORIES, "other")}
    return {**figures, **by_category, "messages_out": sent_total(figures)}


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LARGEST:
        raise ValueError(str(value)[:40])
    return value
