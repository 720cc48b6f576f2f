"""FILA-IA's routes under `/fila-ia/api/v1`."""

from typing import Any

from flask import Blueprint, Response, g, jsonify, redirect, request

from sandbox.faults import Faults
from sandbox.fila_ia.jobs import Jobs, iso
from sandbox.fila_ia.limits import Limits
from sandbox.fila_ia.presenting import one, page
from sandbox.fila_ia.request_check import InvalidRequest, check_request
from sandbox.registry import Registry
from sandbox.timeline import Timeline

Json = dict[str, Any]
HANG_SECONDS = 40


def fila_ia_routes(registry: Registry, jobs: Jobs, faults: Faults, timeline: Timeline) -> Blueprint:
    """Every call but `authenticate` needs a known key and counts against its limits."""
    routes = Blueprint("fila_ia", __name__)
    limits = Limits(timeline)
    routes.register_error_handler(InvalidRequest, _refuse)

    @routes.before_request
    def admit() -> Response | None:
        if request.endpoint == "fila_ia.authenticate":
            return None
        return _admit(registry, limits, faults)

    @routes.post("/authenticate")
    def authenticate() -> Json:
        return {"success": True, "message": "Authenticated"}  # always, whatever the key: it proves nothing

    @routes.post("/requests")
    def submit() -> tuple[Json, int]:
        job = jobs.submit(g.key, check_request(request.get_json(silent=True)))
        if faults.strikes("fila_ia", "timeout_after_accept"):
            timeline.pause(HANG_SECONDS)
        return {
            "id": job.id,
            "status": "pending",
            "created_at": iso(job.created_at),
            "session_id": job.session_id,
            "message": "Request accepted for processing",
        }, 202

    @routes.get("/requests/<job_id>")
    def read(job_id: str) -> Response:
        job = jobs.get(g.key, job_id)
        if job is None:
            return _error(404, {"error": "Request not found"})
        return jsonify(one(job, timeline.now()))

    @routes.get("/requests")
    def listing() -> Json:
        per_page = min(100, max(1, request.args.get("per_page", 15, type=int)))
        number = max(1, request.args.get("page", 1, type=int))
        found = jobs.of(g.key, request.args.get("status"))
        return page(found, timeline.now(), number, per_page, request.base_url)

    routes.register_blueprint(_memory_routes(jobs, timeline))
    return routes


def _memory_routes(jobs: Jobs, timeline: Timeline) -> Blueprint:
    routes = Blueprint("fila_ia_memory", __name__)

    @routes.get("/sessions")
    def sessions() -> Json:
        found = jobs.sessions(g.key)
        return {"sessions": [{"session_id": session} for session in found], "total": len(found)}

    @routes.get("/sessions/<path:session_id>/history")
    def history(session_id: str) -> Json:
        turns = jobs.history(g.key, session_id)
        return {"session_id": session_id, "history": turns, "total": len(turns)}

    @routes.get("/stats/fast")
    def stats() -> Json:
        now = timeline.now()
        done = [job.result for job in jobs.of(g.key, "completed") if isinstance(job.result, dict)]
        tokens = sum(result["total_tokens"] for result in done)
        return {
            "tokens": {"today": tokens, "month": tokens, "total": tokens},
            "requests": {"total": len(jobs.of(g.key, None))},
            "limits": {"minute": 60, "hour": 1000, "day": 10000},
            "at": iso(now),
        }

    return routes


def _admit(registry: Registry, limits: Limits, faults: Faults) -> Response | None:
    key = request.headers.get("X-API-Key", "")
    if not key:
        return _error(401, {"error": "API key is required"})
    if not registry.knows_key(key):
        return _error(403, {"error": "Invalid or inactive API key"})
    if faults.strikes("fila_ia", "down"):
        return _error(500, {"error": "Internal server error"})
    wait = limits.count(key)
    if faults.strikes("fila_ia", "rate_limited"):
        wait = max(wait, 2)
    if wait:
        return _error(429, {"error": "Too many requests", "retry_after": wait})
    g.key = key
    return None


def _refuse(problem: InvalidRequest) -> Response | tuple[Json, int]:
    """Laravel answers a validation error as JSON only to who asks for JSON; else it redirects back."""
    if "json" not in request.headers.get("Accept", ""):
        answer = redirect(request.headers.get("Referer", request.host_url), 302)
        return Response(answer.get_data(), 302, headers=answer.headers)
    return {"message": problem.first, "errors": problem.errors}, 422


def _error(status: int, body: Json) -> Response:
    answer = jsonify(body)
    answer.status_code = status
    return answer
