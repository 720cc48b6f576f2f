"""The audit trail: looked through, taken along, verified."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from control_plane.access import current_actor, requires
from control_plane.errors import InvalidInput, NotFound
from control_plane.services.audit import AuditFilter
from control_plane.services.audit_export import EXPORTS
from control_plane.services.container import Services
from control_plane.services.history import LONGEST_SEARCH
from control_plane.web.page import page_language

_PAGE = 50
_WANTED = ("q", "actor", "action", "tenant", "since", "until")


def install(blueprint: Blueprint, services: Services) -> None:
    """Adds the views."""

    def show_page(verified: dict[str, Any] | None = None, problem: str | None = None) -> str:
        wanted = {name: request.args.get(name, "").strip() for name in _WANTED}
        sought = {name: value for name, value in wanted.items() if value}
        rows = services.audit.list_all(_filter(sought), limit=_PAGE, before=request.args.get("before"))
        return render_template(
            "panel/audit.html",
            entries=rows,
            older=rows[-1]["id"] if len(rows) == _PAGE else None,
            wanted=wanted,
            sought=sought,
            actions=page_language().names("action"),
            longest=LONGEST_SEARCH,
            exports=tuple(EXPORTS),
            verified=verified,
            problem=problem,
        )

    @blueprint.get("/audit")
    @requires("audit.read")
    def list_audit() -> ResponseReturnValue:
        """Newest first, of those that are looked for."""
        return show_page()

    @blueprint.get("/audit/export.<kind>")
    @requires("audit.read")
    def export_audit(kind: str) -> ResponseReturnValue:
        """All of those that are looked for, as a file."""
        if kind not in EXPORTS:
            raise NotFound("no_such_export", "There is no such page.")
        sought = {name: request.args[name].strip() for name in _WANTED if request.args.get(name)}
        entries = services.audit.export(_filter(sought), current_actor())
        answer = Response(EXPORTS[kind].lines(entries), mimetype=EXPORTS[kind].mimetype)
        answer.headers["Content-Disposition"] = f'attachment; filename="audit.{kind}"'
        return answer

    @blueprint.post("/audit")
    @requires("audit.verify")
    def verify_audit() -> ResponseReturnValue:
        """Walks all of it and says what was found."""
        try:
            found = services.audit_verification.verify(current_actor(), request.form.get("expect", ""))
        except InvalidInput as error:
            return show_page(problem=error.message), error.status
        return show_page(verified=found)


def _filter(sought: dict[str, str]) -> AuditFilter:
    """Days are UTC's, `until` included."""
    return AuditFilter(
        actor=sought.get("actor"),
        action=sought.get("action"),
        tenant=sought.get("tenant"),
        since=_day(sought.get("since")),
        until=_day(sought.get("until"), timedelta(days=1)),
        text=sought.get("q", "")[:LONGEST_SEARCH] or None,
    )


def _day(text: str | None, later: timedelta = timedelta()) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC) + later
    except (ValueError, OverflowError) as error:  # after 9999-12-31 there is no day
        raise InvalidInput("bad_day", f"“{text}” is no day: write it as 2026-11-22.") from error
