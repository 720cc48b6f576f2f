"""The ladder down from an active tenant: pages that say what each rung means, and ask for what it needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, json, render_template, request
from flask.typing import ResponseReturnValue

from control_plane.access import current_actor, requires
from control_plane.actor import Actor
from control_plane.errors import Conflict, InvalidInput
from control_plane.operations.lifecycles import MOST_DAYS
from control_plane.roles import Permission
from control_plane.services.container import Services
from control_plane.services.lifecycle import LONGEST_REASON, Lifecycle, Submitted, TakingDown
from control_plane.web.page import idempotency_key, new_form_key, sent_key, to_operation
from control_plane.web.plans import Foreseen, foresee

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
    at_once: bool = False
    confirm: str = ""
    problems: Mapping[str, Any] | None = None


def install(blueprint: Blueprint, services: Services) -> None:
    """Adds the views."""
    for action, permission in _ACTIONS:
        _install_action(blueprint, services, action, permission)

    @blueprint.post("/tenants/<slug>/resume")
    @requires("tenants.suspend")
    def resume_tenant(slug: str) -> ResponseReturnValue:
        """Queues its coming back and shows it."""
        key = sent_key()
        return _shown(services.lifecycle.resume(slug, current_actor(), key))

    @blueprint.get("/tenants/<slug>/certificate.json")
    @requires("tenants.read")
    def download_certificate(slug: str) -> ResponseReturnValue:
        """Of the deletion, as it was signed."""
        document = json.dumps(services.lifecycle.certificate(slug), indent=2, ensure_ascii=False)
        disposition = {"Content-Disposition": f'attachment; filename="{slug}-deleted.json"'}
        return Response(document + "\n", mimetype="application/json", headers=disposition)


def _install_action(blueprint: Blueprint, services: Services, action: str, permission: Permission) -> None:
    def show_page(slug: str, form: LadderForm, key: str, foreseen: Foreseen) -> str:
        settings = services.settings
        return render_template(
            "panel/ladder.html",
            tenant=services.tenants.show(slug),
            action=action,
            form=form,
            problems=form.problems or {},
            form_key=key,
            foreseen=foreseen,
            usual_days=settings.archive_days if action == "archive" else settings.grace_days,
            most_days=MOST_DAYS,
            longest_reason=LONGEST_REASON,
        )

    def look_ahead(slug: str, form: LadderForm) -> Foreseen:
        confirmed = replace(form, confirm=slug, at_once=True)
        return foresee(lambda actor: _SUBMIT[action](services.lifecycle, slug, confirmed, actor, None))

    @requires(permission)
    def confirm(slug: str) -> ResponseReturnValue:
        """Says what it will do, step by step, and asks for what it needs."""
        return show_page(slug, LadderForm(), new_form_key(), look_ahead(slug, LadderForm()))

    @requires(permission)
    def submit(slug: str) -> ResponseReturnValue:
        """Queues it and shows it, or shows the form again with what is wrong."""
        form = _read_form()
        key = request.form.get("form_key", "")
        try:
            return _shown(
                _SUBMIT[action](services.lifecycle, slug, form, current_actor(), idempotency_key(key))
            )
        except (InvalidInput, Conflict) as error:
            problems = error.details.get("fields") or {"": error.message}
            shown = replace(form, problems=problems)
            new_key = new_form_key() if isinstance(error, Conflict) else key
            foreseen = look_ahead(slug, form) if "at_once" in problems else Foreseen()
            return show_page(slug, shown, new_key, foreseen), error.status

    rule = f"/tenants/<slug>/{action}"
    blueprint.add_url_rule(rule, f"confirm_{action}", confirm, methods=["GET"])
    blueprint.add_url_rule(rule, f"{action}_tenant", submit, methods=["POST"])


def _read_form() -> LadderForm:
    return LadderForm(
        reason=request.form.get("reason", ""),
        days=request.form.get("days", "").strip(),
        without_backup="without_backup" in request.form,
        at_once="at_once" in request.form,
        confirm=request.form.get("confirm", "").strip(),
    )


def _wanted(form: LadderForm) -> TakingDown:
    days = form.days[:9]
    return TakingDown(
        days=None if not days else int(days) if days.isdecimal() else -1,
        reason=form.reason,
        without_backup=form.without_backup,
        at_once=form.at_once,
    )


_SUBMIT: Mapping[str, Callable[[Lifecycle, str, LadderForm, Actor, str | None], Submitted]] = {
    "suspend": lambda ladder, slug, form, actor, key: ladder.suspend(slug, form.reason, actor, key),
    "archive": lambda ladder, slug, form, actor, key: ladder.archive(slug, _wanted(form), actor, key),
    "delete": lambda ladder, slug, form, actor, key: ladder.delete(
        slug, form.confirm, _wanted(form), actor, key
    ),
    "purge": lambda ladder, slug, form, actor, key: ladder.purge(slug, form.confirm, actor, key),
}


def _shown(submitted: Submitted) -> ResponseReturnValue:
    return to_operation(submitted[0]["id"])
