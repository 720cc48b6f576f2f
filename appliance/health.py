"""`/healthz` (the process), `/readyz` (what it stands on) and `/metrics`."""

import hashlib
import hmac
import secrets

from flask import Response, abort, current_app, jsonify, request
from flask_smorest import Blueprint
from redis import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from appliance import metrics
from appliance.accounts.access import public
from appliance.context import Context
from appliance.current import current_context
from appliance.migrations import HEAD
from appliance.worker.heartbeat import KEY

DRAINING = "GUICHE_DRAINING"
"""Set in the app's configuration between SIGTERM and the end."""

_STATES = {"type": "object", "additionalProperties": {"type": "string"}}
_METRICS = "text/plain; version=0.0.4"

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
@blueprint.alt_response(200, schema=_STATES, success=True)
def healthz() -> Response:
    """200 while the process answers at all; depends on nothing."""
    return jsonify({"status": "ok"})


@blueprint.get("/readyz")
@public
@blueprint.alt_response(503, schema=_STATES)
@blueprint.alt_response(200, schema=_STATES, success=True)
def readyz() -> Response:
    """200 when everything answers, else 503; each part by name."""
    parts = check(current_context())
    is_ready = all(state == "ok" for state in parts.values()) and not current_app.config.get(DRAINING)
    response = jsonify(parts)
    response.status_code = 200 if is_ready else 503
    return response


@blueprint.get("/metrics")
@public
@blueprint.alt_response(200, schema={"type": "string"}, content_type=_METRICS, success=True)
def show_metrics() -> Response:
    """In Prometheus' text format; numbers only, nobody's data."""
    return _metrics()


@blueprint.get("/platform/metrics")
@public
@blueprint.alt_response(200, schema={"type": "string"}, content_type=_METRICS, success=True)
def show_metrics_to_platform() -> Response:
    """The same through the edge, which keeps `/metrics` from everybody: 404 for all but the platform."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    wanted = platform_token(current_context().settings.session_key)
    if scheme.lower() != "bearer" or not secrets.compare_digest(token.encode(), wanted.encode()):
        abort(404)
    return _metrics()


def _metrics() -> Response:
    return Response(metrics.render(current_context()), content_type=_METRICS)


def platform_token(session_key: str) -> str:
    """What the platform shows, which knows the key too (control_plane/observing.py)."""
    return hmac.new(session_key.encode(), b"guiche platform metrics", hashlib.sha256).hexdigest()


def check(context: Context) -> dict[str, str]:
    """ok or error for database, redis, worker and schema."""
    parts = dict.fromkeys(("database", "redis", "worker", "schema"), "error")
    try:
        with context.sessions() as session:
            revision = session.scalar(text("SELECT version_num FROM alembic_version"))
        parts["database"] = "ok"
        parts["schema"] = "ok" if revision == HEAD else "error"
    except SQLAlchemyError:
        pass  # said by the answer
    try:
        context.redis.ping()
        parts["redis"] = "ok"
        parts["worker"] = "ok" if context.redis.exists(KEY) else "error"
    except RedisError:
        pass
    return parts
