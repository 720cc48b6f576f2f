"""The ladder down from an active tenant: pages that say what each rung means, and ask for what it needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, json, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from control_plane.access import current_actor, requires
from control_plane.errors import Conflict, InvalidInput
from control_plane.operations.lifecycles import MOST_DAYS
from control_plane.roles import Permission
from control_plane.services.container import Services
from control_plane.services.lifecycle import LONGEST_REASON, Lifecycle, Submitted, TakingDown
from control_plane.web.page import idempotency_key, new_form_key

_ACTIONS: tuple[tuple[str, Permission], ...] = (
    ("suspend", "tenants.suspend"),
    ("archive", "tenants.archive"),
    ("delete", "tenants.delete"),
    ("purge", "tenants.delete"),
)


@dataclass(frozen=True)
class LadderForm:
    """As it was filled in; `problems` by field, "" for what concerns no field."""

    reason: str = ""
    days: str = ""
    without_backup: bool = False
    problems: Mapping[str, Any] | None = None


def install(blueprint: Blueprint, services: Services) -> None:
    """Adds the views."""
    for action, permission in _ACTIONS:
        _install_action(blueprint, services, action, permission)

    @blueprint.post("/tenants/<slug>/resume")
    @requires("tenants.suspend")
    def resume_tenant(slug: str) -> ResponseReturnValue:
        """Queues its coming back and shows it."""
        key = idempotency_key(request.form.get("form_key", ""))
        return _shown(services.lifecycle.resume(slug, current_actor(), key))

    @blueprint.get("/tenants/<slug>/certificate.json")
    @requires("tenants.read")
    def download_certificate(slug: str) -> ResponseReturnValue:
        """Of the deletion, as it was signed."""
        document = json.dumps(services.lifecycle.certificate(slug), indent=2, ensure_ascii=False)
        disposition = {"Content-Disposition": f'attachment; filename="{slug}-deleted.json"'}
        return Response(document + "\n", mimetype="application/json", headers=disposition)


def _install_action(blueprint: Blueprint, services: Services, action: str, permission: Permission) -> None:
    def show_page(slug: str, form: LadderForm, key: str) -> str:
        settings = services.settings
        return render_template(
            "panel/ladder.html",
            tenant=services.tenants.show(slug),
            action=action,
            form=form,
            problems=form.problems or {},
            form_key=key,
            usual_days=settings.archive_days if action == "archive" else settings.grace_days,
            most_days=MOST_DAYS,
            longest_reason=LONGEST_REASON,
        )

    @requires(permission)
    def confirm(slug: str) -> ResponseReturnValue:
        """Says what it does and asks for what it needs."""
        return show_page(slug, LadderForm(), new_form_key())

    @requires(permission)
    def submit(slug: str) -> ResponseReturnValue:
        """Queues it and shows it, or shows the form again with what is wrong."""
        form = _read_form()
        key = request.form.get("form_key", "")
        try:
            return _shown(_SUBMIT[action](services.lifecycle, slug, form, idempotency_key(key)))
        except (InvalidInput, Conflict) as error:
            problems = error.details.get("fields") or {"": error.message}
            shown = LadderForm(form.reason, form.days, form.without_backup, problems)
            new_key = new_form_key() if isinstance(error, Conflict) else key
            return show_page(slug, shown, new_key), error.status

    rule = f"/tenants/<slug>/{action}"
    blueprint.add_url_rule(rule, f"confirm_{action}", confirm, methods=["GET"])
    blueprint.add_url_rule(rule, f"{action}_tenant", submit, methods=["POST"])


def _read_form() -> LadderForm:
    return LadderForm(
        reason=request.form.get("reason", ""),
        days=request.form.get("days", "").strip(),
        without_backup="without_backup" in request.form,
    )


def _wanted(form: LadderForm) -> TakingDown:
    days = form.days[:9]
    return TakingDown(
        days=None if not days else int(days) if days.isdecimal() else -1,
        reason=form.reason,
        without_backup=form.without_backup,
    )


def _confirmation() -> str:
    return request.form.get("confirm", "").strip()


_SUBMIT: Mapping[str, Callable[[Lifecycle, str, LadderForm, str | None], Submitted]] = {
    "suspend": lambda ladder, slug, form, key: ladder.suspend(slug, form.reason, current_actor(), key),
    "archive": lambda ladder, slug, form, key: ladder.archive(slug, _wanted(form), current_actor(), key),
    "delete": lambda ladder, slug, form, key: ladder.delete(
        slug, _confirmation(), _wanted(form), current_actor(), key
    ),
    "purge": lambda ladder, slug, _form, key: ladder.purge(slug, _confirmation(), current_actor(), key),
}


def _shown(submitted: Submitted) -> ResponseReturnValue:
    return redirect(url_for("panel.show_operation", id_=submitted[0]["id"]), 303)
