"""Whether the process lives, and whether it can serve."""

from typing import Any

from flask import Blueprint, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from control_plane.access import public
from control_plane.database import Sessions, reading
from control_plane.migrations.commands import is_current
from control_plane.services.container import Services


def make_blueprint(services: Services) -> Blueprint:
    """/healthz and /readyz."""
    blueprint = Blueprint("health", __name__)

    @blueprint.get("/healthz")
    @public
    def healthz() -> Any:
        """Asks nobody: a restart would not mend a dependency."""
        return jsonify(status="ok")

    @blueprint.get("/readyz")
    @public
    def readyz() -> Any:
        """503 without database or with an old schema. Redis only speeds things up, so it is just told."""
        database = _ask_database(services.sessions)
        redis = "ok" if services.notices.is_reachable() else "error"
        is_ready = database == "ok"
        return jsonify(database=database, redis=redis), 200 if is_ready else 503

    return blueprint


def _ask_database(sessions: Sessions) -> str:
    try:
        with reading(sessions) as session:
            session.execute(text("SELECT 1"))
            return "ok" if is_current(session.connection()) else "migrations missing: run migrate"
    except SQLAlchemyError as error:
        return f"error: {type(error).__name__}"
