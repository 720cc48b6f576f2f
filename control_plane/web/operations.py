"""Operations: the list, and one of them live."""

from dataclasses import replace

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from control_plane.access import current_actor, may, require, requires
from control_plane.errors import Conflict, InvalidInput
from control_plane.operations.catalog import KINDS
from control_plane.operations.credential_errors import CREDENTIAL_ERRORS
from control_plane.operations.states import ENDED, LIVE
from control_plane.services.container import Services
from control_plane.services.history import LONGEST_SEARCH, HistoryFilter
from control_plane.web.correction_form import CorrectionForm, empty_form, read_form
from control_plane.web.page import page_language, sent_key, to_operation
from control_plane.web.tenant_form import is_untried

_PAGE = 50


def install(blueprint: Blueprint, services: Services) -> None:
    """Adds the views."""
    _install_trying(blueprint, services)

    @blueprint.get("/operations")
    @requires("operations.read")
    def list_operations() -> ResponseReturnValue:
        """Newest first, of those that are looked for."""
        wanted = {name: request.args.get(name, "").strip() for name in ("q", "kind", "state")}
        sought = {name: value for name, value in wanted.items() if value}
        narrowed = HistoryFilter(
            kind=sought.get("kind"), state=sought.get("state"), text=wanted["q"][:LONGEST_SEARCH] or None
        )
        rows = services.history.list_all(narrowed, limit=_PAGE, before=request.args.get("before"))
        return render_template(
            "panel/operations.html",
            operations=rows,
            older=rows[-1]["id"] if len(rows) == _PAGE else None,
            wanted=wanted,
            sought=sought,
            is_narrowed=bool(sought),
            kinds=KINDS,
            states=(*LIVE, *ENDED),
            longest=LONGEST_SEARCH,
        )

    @blueprint.get("/operations/<id_>")
    @requires("operations.read")
    def show_operation(id_: str) -> ResponseReturnValue:
        """The steps; the page follows the API's event stream."""
        return _show_page(services, id_)

    @blueprint.post("/operations/<id_>/cancel")
    @requires("operations.cancel")
    def cancel_operation(id_: str) -> ResponseReturnValue:
        """Stops one that goes on."""
        services.operations.cancel(id_, current_actor())
        return to_operation(id_)

    @blueprint.post("/operations/<id_>/resume")
    @requires("operations.resume")
    def resume_operation(id_: str) -> ResponseReturnValue:
        """Queues a failed operation again, for whoever might have begun it."""
        require(services.operations.resumed_with(id_))
        services.operations.resume(id_, current_actor())
        return to_operation(id_)

    @blueprint.post("/operations/<id_>/undo")
    @requires("operations.undo")
    def undo_operation(id_: str) -> ResponseReturnValue:
        """Takes back what a failed creation made."""
        services.operations.undo(id_, current_actor())
        return to_operation(id_)


def _install_trying(blueprint: Blueprint, services: Services) -> None:
    """What tries credentials first, and stays here with a word when that does not go well."""

    @blueprint.post("/operations/<id_>")
    @requires("credentials.correct")
    def correct_operation(id_: str) -> ResponseReturnValue:
        """Queues a failed creation again with other credentials, or shows what is wrong with them."""
        form, correction = read_form(request.form)
        try:
            services.corrections.resume(
                id_, correction, current_actor(), even_untried="even_untried" in request.form
            )
        except (InvalidInput, Conflict) as error:
            if isinstance(error, Conflict) and not is_untried(error):
                raise
            problems = error.details.get("fields") or {"": error.message}
            shown = replace(form, problems=problems, is_untried=is_untried(error))
            return _show_page(services, id_, shown), error.status
        return to_operation(id_)

    @blueprint.post("/operations/<id_>/revert")
    @requires("tenants.change")
    def revert_change(id_: str) -> ResponseReturnValue:
        """Queues the change that takes this one back; where nobody says whether the old credentials work, it
        offers to go on all the same."""
        key = sent_key()
        try:
            operation, _ = services.changes.submit_revert(
                id_, current_actor(), key, even_untried="even_untried" in request.form
            )
        except Conflict as error:
            if not is_untried(error):
                raise
            return _show_page(services, id_, untried_revert=error.message), error.status
        return to_operation(operation["id"])


def _show_page(
    services: Services, id_: str, form: CorrectionForm | None = None, untried_revert: str = ""
) -> str:
    operation = services.operations.show(id_)
    tenant = services.tenants.show(operation["tenant"])
    return render_template(
        "panel/operation.html",
        operation=operation,
        tenant=tenant,
        form=form or empty_form(tenant["whatsapp"]),
        untried_revert=untried_revert,
        may_resume=may("operations.resume") and may(KINDS[operation["kind"]].resumed_with),
        credential_errors=CREDENTIAL_ERRORS,
        explanation=services.explanations.find(id_, page_language().code),
    )
