"""JSON log lines with tenant and correlation id, and nothing secret or personal in them."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_SECRET_KEYS = re.compile(r"password|secret|token|api_key|authorization|cookie|signature", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w.-])\+?\d{10,15}(?![\w.-])")


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Masks values under secret-looking keys, and phone numbers anywhere (LGPD art. 46)."""
    for key, value in event.items():
        if _SECRET_KEYS.search(key):
            event[key] = "***"
        elif isinstance(value, str):
            event[key] = _PHONE.sub(lambda match: f"***{match[0][-4:]}", value)
    return event


def configure_logs(**always: str) -> None:
    """Sends structlog and the standard library's records to stderr as JSON; `always` is on every line."""

    def add_always(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        # not by context variables: a server's greenlets and threads begin without them
        return {**always, **event}

    shared: list[Any] = [
        add_always,
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer()],
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processor=structlog.processors.JSONRenderer(), foreign_pre_chain=shared
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
