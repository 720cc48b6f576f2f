"""Tenants: one of them, and the forms that change them (the list: fleet.py)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from control_plane.access import current_actor, requires
from control_plane.errors import Conflict, InvalidInput, NotFound
from control_plane.rehearsing import submits
from control_plane.services.container import Services
from control_plane.services.history import HistoryFilter
from control_plane.services.plan_limits import LIMITS
from control_plane.services.planning import Rehearsed
from control_plane.services.standing import QUANTITIES
from control_plane.services.tenant_change import OWN_LIMITS
from control_plane.web.connected import read_connected
from control_plane.web.page import idempotency_key, new_form_key, page_language, sent_key, to_operation
from control_plane.web.plans import Foreseen, foresee, not_told, told
from control_plane.web.tenant_form import TenantForm, empty_form, is_untried, place_problems, read_form
from control_plane.web.tenant_plans import plan_choices

_RECENT_OPERATIONS = 20
_RECENT_HEALINGS = 5
_NOT_CHECKED: Mapping[str, Any] = {"items": [], "problems": {}}
"""What was found out about a new number."""


def install(blueprint: Blueprint, services: Services) -> None:
    """Adds the views."""
    _install_reading(blueprint, services)
    _install_creating(blueprint, services)
    _install_repairs(blueprint, services)
    _install_backups(blueprint, services)


def _install_reading(blueprint: Blueprint, services: Services) -> None:
    def show_page(slug: str, logins_problem: str | None = None) -> str:
        return render_template(
            "panel/tenant.html",
            tenant=services.tenants.show(slug),
            backups=services.backups.list_all(slug),
            has_offsite=services.offsite.is_set,
            operations=services.history.list_all(HistoryFilter(tenant=slug), limit=_RECENT_OPERATIONS),
            standing=services.standing.show(slug),
            quantities=QUANTITIES,
            seen=services.observations.show(slug),
            curves=services.observations.curves(slug),
            logins_problem=logins_problem,
            health=services.health.show(slug, page_language().code),
            domains=services.domains.show(slug),
            alarms=services.alarms.of_tenant(slug, page_language().code),
            healings=services.healings.list_all(slug, limit=_RECENT_HEALINGS),
        )

    @blueprint.get("/")
    @requires("tenants.read")
    def home() -> ResponseReturnValue:
        """The first page is the list."""
        return redirect(url_for("panel.list_tenants"))

    @blueprint.get("/tenants/<slug>")
    @requires("tenants.read")
    def show_tenant(slug: str) -> ResponseReturnValue:
        """One tenant with its backups and operations."""
        return show_page(slug)

    @blueprint.post("/tenants/<slug>/domains/<name>/check")
    @requires("tenants.repair")
    def check_domain(slug: str, name: str) -> ResponseReturnValue:
        """Looks where one of its addresses leads, now."""
        services.domains.check_of(slug, name, current_actor())
        return redirect(url_for("panel.show_tenant", slug=slug, _anchor="hostnames-title"), 303)

    @blueprint.post("/tenants/<slug>/logins")
    @requires("logins.reveal")
    def reveal_logins(slug: str) -> ResponseReturnValue:
        """The initial logins, this once; asked again, the tenant's page says so."""
        try:
            logins = services.tenants.reveal_logins(slug, current_actor())
        except Conflict as error:
            return show_page(slug, logins_problem=error.message), error.status
        return render_template("panel/logins.html", tenant=services.tenants.show(slug), logins=logins)


def _install_creating(blueprint: Blueprint, services: Services) -> None:
    def show_form(
        form: TenantForm, key: str, foreseen: Foreseen, check: Mapping[str, Any] = _NOT_CHECKED
    ) -> str:
        settings = services.settings
        source = services.backups.source(form.values["from_backup"])
        has_limits = source is not None and any(name in source for name in OWN_LIMITS)
        return render_template(
            "panel/new_tenant.html",
            form=form,
            form_key=key,
            source=source,
            limits=LIMITS if has_limits else {},
            given=services.plans.show(source["plan"])["limits"] if source and has_limits else None,
            foreseen=foreseen,
            check=check,
            plans=plan_choices(services),
            base_domain=settings.base_domain,
            sample_url=settings.public_url(f"\N{BULLET}.{settings.base_domain}"),
        )

    @blueprint.get("/tenants/new")
    @requires("tenants.create")
    def new_tenant() -> ResponseReturnValue:
        """The empty form; `?from_backup=` of a copy, `?connection=` with a number that was connected."""
        source = services.backups.source(request.args.get("from_backup", ""))
        form = empty_form(services.settings.fila_ia_url, source)
        form = read_connected(services.signups, request.args).shown(form)
        return show_form(form, new_form_key(), Foreseen())

    @blueprint.post("/tenants/new")
    @submits
    @requires("tenants.create")
    def create_tenant() -> ResponseReturnValue:
        """Starts the creation and shows it; or the form again, with what is wrong or what would happen."""
        form, wanted = read_form(request.form)
        connected = read_connected(services.signups, request.form)
        form, wanted = connected.shown(form), connected.wanted(wanted)
        key = request.form.get("form_key", "")
        try:
            operation, _, _ = services.tenants.submit_create(
                wanted,
                current_actor(),
                idempotency_key(key),
                even_untried="even_untried" in request.form,
            )
        except Rehearsed as rehearsed:
            return show_form(form, key, told(rehearsed))
        except (InvalidInput, Conflict) as error:
            fields = error.details.get("fields") or {"": error.message}
            new_key = new_form_key() if isinstance(error, Conflict) else key
            shown = replace(place_problems(form, fields), is_untried=is_untried(error))
            return show_form(shown, new_key, not_told()), error.status
        connected.note_used(services.signups, wanted.slug, current_actor())
        return to_operation(operation["id"])

    @blueprint.post("/tenants/new/whatsapp-check")
    @requires("tenants.create")
    def check_new_number() -> ResponseReturnValue:
        """What Meta says of the number that was typed; everything else stays as it is."""
        form, wanted = read_form(request.form)
        connected = read_connected(services.signups, request.form)
        form, wanted = connected.shown(form), connected.wanted(wanted)
        key = request.form.get("form_key", "") or new_form_key()
        try:
            check = services.whatsapp_checks.check(wanted.whatsapp, page_language().code)
        except InvalidInput as error:
            problems = error.details["fields"]
            found = {**_NOT_CHECKED, "problems": problems}
            return show_form(place_problems(form, problems), key, Foreseen(), found), error.status
        return show_form(form, key, Foreseen(), {**_NOT_CHECKED, **check})


def _install_repairs(blueprint: Blueprint, services: Services) -> None:
    @blueprint.get("/tenants/<slug>/repairs")
    @requires("tenants.repair")
    def confirm_repair(slug: str) -> ResponseReturnValue:
        """Says what a repair would do, and asks."""
        foreseen = foresee(lambda actor: services.repairs.submit(slug, actor))
        return render_template("panel/repair.html", tenant=services.tenants.show(slug), foreseen=foreseen)

    @blueprint.post("/tenants/<slug>/repairs")
    @requires("tenants.repair")
    def repair_tenant(slug: str) -> ResponseReturnValue:
        """Queues a repair and shows it."""
        key = sent_key()
        operation, _ = services.repairs.submit(slug, current_actor(), key)
        return to_operation(operation["id"])


def _install_backups(blueprint: Blueprint, services: Services) -> None:
    def show_restore(
        slug: str, backup_id: str, key: str, problem: str | None = None, *, is_unsaved: bool = False
    ) -> str:
        backup = next((row for row in services.backups.list_all(slug) if row["id"] == backup_id), None)
        if backup is None:
            raise NotFound("backup_not_found", f"Tenant “{slug}” has no backup {backup_id}.")
        return render_template(
            "panel/restore.html",
            tenant=services.tenants.show(slug),
            backup=backup,
            form_key=key,
            problem=problem,
            is_unsaved=is_unsaved,
            foreseen=foresee(
                lambda actor: services.backups.submit_restore(
                    slug, backup_id, slug, actor, without_safety_backup=is_unsaved
                )
            ),
        )

    @blueprint.post("/tenants/<slug>/backups")
    @requires("backups.run")
    def run_backup(slug: str) -> ResponseReturnValue:
        """Queues a backup and shows it."""
        key = sent_key()
        operation, _ = services.backups.submit_backup(slug, current_actor(), key)
        return to_operation(operation["id"])

    @blueprint.post("/tenants/<slug>/backups/<backup_id>/drill")
    @requires("backups.run")
    def run_drill(slug: str, backup_id: str) -> ResponseReturnValue:
        """Queues a practice restore of this backup and shows it."""
        key = sent_key()
        operation, _ = services.drills.submit(slug, current_actor(), backup_id, key)
        return to_operation(operation["id"])

    @blueprint.post("/tenants/<slug>/backups/offsite")
    @requires("backups.run")
    def copy_offsite(slug: str) -> ResponseReturnValue:
        """Queues an off-site copy and shows it."""
        key = sent_key()
        operation, _ = services.offsite.submit_copy(slug, current_actor(), key)
        return to_operation(operation["id"])

    @blueprint.post("/tenants/<slug>/backups/retrieve")
    @requires("restores.run")
    def retrieve_backups(slug: str) -> ResponseReturnValue:
        """Queues the way back from off site and shows it."""
        key = sent_key()
        operation, _ = services.offsite.submit_retrieve(slug, current_actor(), key)
        return to_operation(operation["id"])

    @blueprint.get("/tenants/<slug>/backups/<backup_id>/restore")
    @requires("restores.run")
    def confirm_restore(slug: str, backup_id: str) -> ResponseReturnValue:
        """Says what a restore does and asks for the slug."""
        return show_restore(slug, backup_id, new_form_key())

    @blueprint.post("/tenants/<slug>/backups/<backup_id>/restore")
    @requires("restores.run")
    def run_restore(slug: str, backup_id: str) -> ResponseReturnValue:
        """Queues the restore and shows it; an unconfirmed one is asked again."""
        key = request.form.get("form_key", "")
        confirm = request.form.get("confirm", "").strip()
        is_unsaved = "without_safety_backup" in request.form
        try:
            operation, _ = services.backups.submit_restore(
                slug,
                backup_id,
                confirm,
                current_actor(),
                idempotency_key(key),
                without_safety_backup=is_unsaved,
            )
        except InvalidInput as error:
            return show_restore(slug, backup_id, key, error.message, is_unsaved=is_unsaved), error.status
        return to_operation(operation["id"])
