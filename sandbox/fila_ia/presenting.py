"""A job as the API shows it: alone with its result as an object, in a list with it as a JSON string."""

import json
from typing import Any

from sandbox.fila_ia.jobs import Job, iso

Json = dict[str, Any]


def one(job: Job, now: float) -> Json:
    """The answer of `GET /requests/{id}`."""
    status = job.status_at(now)
    shown: Json = {"id": job.id, "status": status, "created_at": iso(job.created_at)}
    if status == "completed":
        shown |= {"result": job.result, **_finish(job)}
    elif status == "failed":
        shown |= {"error": "Upstream model did not answer", "attempts": 2}
    return shown


def row(job: Job, now: float) -> Json:
    """A row of `GET /requests`."""
    status = job.status_at(now)
    done = status == "completed"
    return {
        "id": job.id,
        "session_id": job.session_id,
        "prompt": job.prompt,
        "parameters": job.parameters,
        "metadata": job.metadata,
        "status": status,
        "result": _as_string(job.result) if done else None,
        "error": "Upstream model did not answer" if status == "failed" else None,
        "attempts": 2 if status == "failed" else 1,
        "created_at": iso(job.created_at),
        "updated_at": iso(min(now, job.ready_at)),
    } | (_finish(job) if done else {"processing_time": None, "completed_at": None})


def page(jobs: list[Job], now: float, number: int, per_page: int, url: str) -> Json:
    """Laravel's paginator."""
    last = max(1, -(-len(jobs) // per_page))
    first = (number - 1) * per_page
    rows = [row(job, now) for job in jobs[first : first + per_page]]
    return {
        "current_page": number,
        "data": rows,
        "first_page_url": f"{url}?page=1",
        "from": first + 1 if rows else None,
        "last_page": last,
        "last_page_url": f"{url}?page={last}",
        "next_page_url": f"{url}?page={number + 1}" if number < last else None,
        "path": url,
        "per_page": per_page,
        "prev_page_url": f"{url}?page={number - 1}" if number > 1 else None,
        "to": first + len(rows) if rows else None,
        "total": len(jobs),
    }


def _finish(job: Job) -> Json:
    milliseconds = round((job.ready_at - job.created_at) * 1000)
    return {"processing_time": milliseconds, "completed_at": iso(job.ready_at)}


def _as_string(result: Json | str | None) -> str | None:
    return result if isinstance(result, str) or result is None else json.dumps(result)
