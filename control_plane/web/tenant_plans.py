"""Plans: the list, the form of a new one, and the form that changes one."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from control_plane.access import current_actor, requires
from control_plane.errors import Conflict, InvalidInput
from control_plane.services.container import Services
from control_plane.services.plan_limits import LIMITS, STANDARD
from control_plane.web.tenant_form import TenantForm, read_number


def install(blueprint: Blueprint, services: Services) -> None:
    """Adds the views."""

    def show_list(form: TenantForm) -> str:
        plans = services.plans.list_all()
        return render_template("panel/plans.html", plans=plans, form=form, limits=LIMITS)

    def show_one(slug: str, form: TenantForm | None = None) -> str:
        plan = services.plans.show(slug)
        form = form or TenantForm({"name": plan["name"], **_texts(plan["limits"])})
        return render_template("panel/plan.html", plan=plan, form=form, limits=LIMITS)

    @blueprint.get("/plans")
    @requires("plans.read")
    def list_plans() -> ResponseReturnValue:
        """All of them, and the form that makes another."""
        return show_list(TenantForm({"slug": "", "name": "", **_texts(STANDARD)}))

    @blueprint.post("/plans")
    @requires("plans.manage")
    def create_plan() -> ResponseReturnValue:
        """Makes it, or shows the form again with what is wrong."""
        values = _typed("slug", "name")
        try:
            services.plans.create(values["slug"], values["name"], _limits(values), current_actor())
        except (InvalidInput, Conflict) as error:
            return show_list(_refused(values, error)), error.status
        return redirect(url_for("panel.list_plans"), 303)

    @blueprint.get("/plans/<slug>")
    @requires("plans.read")
    def show_plan(slug: str) -> ResponseReturnValue:
        """One of them, and the form that changes it."""
        return show_one(slug)

    @blueprint.post("/plans/<slug>")
    @requires("plans.manage")
    def change_plan(slug: str) -> ResponseReturnValue:
        """Changes it, or shows the form again with what is wrong."""
        values = _typed("name")
        try:
            services.plans.change(slug, values["name"], _limits(values), current_actor())
        except InvalidInput as error:
            return show_one(slug, _refused(values, error)), error.status
        return redirect(url_for("panel.show_plan", slug=slug), 303)


def plan_choices(services: Services) -> list[tuple[str, str]]:
    """(slug, name) of each plan that a tenant may have."""
    return [(plan["slug"], plan["name"]) for plan in services.plans.list_all()]


def _typed(*names: str) -> dict[str, str]:
    return {name: request.form.get(name, "").strip() for name in (*names, *_fields())}


def _fields() -> list[str]:
    return [f"limits.{name}" for name in LIMITS]


def _limits(values: Mapping[str, str]) -> dict[str, Any]:
    return {name: read_number(values[f"limits.{name}"]) for name in LIMITS}


def _texts(limits: Mapping[str, Any]) -> dict[str, str]:
    return {f"limits.{name}": "" if limits[name] is None else str(limits[name]) for name in LIMITS}


def _refused(values: dict[str, str], error: InvalidInput | Conflict) -> TenantForm:
    found = error.details.get("fields") or {"slug": error.message}
    return TenantForm(
        values,
        problems={f"limits.{name}" if name in LIMITS else name: problem for name, problem in found.items()},
    )
