"""A tenant's number and credentials: whether they hold, mended and tried."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from control_plane.access import current_actor, requires
from control_plane.errors import Conflict, InvalidInput
from control_plane.services.container import Services
from control_plane.services.health import TRIABLE
from control_plane.services.signups import CONNECTED
from control_plane.web.page import page_language

_TEST_FIELDS = ("to", "template", "language")


@dataclass(frozen=True)
class Outcome:
    """What the button that was pressed brought, and what was typed, except a PIN."""

    done: list[str] | None = None
    message_id: str = ""
    values: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(_TEST_FIELDS, ""))
    problems: Mapping[str, Any] = field(default_factory=dict)
    """By field, "" for what concerns none."""


def install(blueprint: Blueprint, services: Services) -> None:
    """Adds the views."""

    def show_page(slug: str, outcome: Outcome) -> str:
        return render_template(
            "panel/whatsapp.html",
            tenant=services.tenants.show(slug),
            health=services.health.show(slug, page_language().code),
            outcome=outcome,
            triable=TRIABLE,
            waiting=services.signups.list_all(slug, state=CONNECTED),
        )

    @blueprint.get("/tenants/<slug>/whatsapp")
    @requires("tenants.read")
    def show_whatsapp(slug: str) -> ResponseReturnValue:
        """Every line of the last look, and what can be done."""
        return show_page(slug, Outcome())

    @blueprint.post("/tenants/<slug>/whatsapp/probe")
    @requires("tenants.repair")
    def probe_tenant(slug: str) -> ResponseReturnValue:
        """Looks now."""
        try:
            services.health.probe(slug, current_actor())
        except Conflict as error:
            return show_page(slug, Outcome(problems={"": error.message})), error.status
        return redirect(url_for("panel.show_whatsapp", slug=slug), 303)

    @blueprint.post("/tenants/<slug>/whatsapp/mend")
    @requires("tenants.repair")
    def mend_whatsapp(slug: str) -> ResponseReturnValue:
        """Puts right what can be, and says what that was."""
        try:
            mended = services.health.mend(slug, request.form.get("pin", "").strip(), current_actor())
        except (InvalidInput, Conflict) as error:
            return show_page(slug, Outcome(problems=_problems(error))), error.status
        return show_page(slug, Outcome(done=mended["done"]))

    @blueprint.post("/tenants/<slug>/whatsapp/test")
    @requires("tenants.change")
    def send_test_message(slug: str) -> ResponseReturnValue:
        """Sends it and says that it was taken."""
        values = {name: request.form.get(name, "").strip() for name in _TEST_FIELDS}
        try:
            sent = services.health.send_test(
                slug, values["to"], values["template"], values["language"], current_actor()
            )
        except (InvalidInput, Conflict) as error:
            return show_page(slug, Outcome(values=values, problems=_problems(error))), error.status
        return show_page(slug, Outcome(values=values, message_id=sent["message_id"]))


def _problems(error: InvalidInput | Conflict) -> Mapping[str, Any]:
    fields: Mapping[str, Any] = error.details.get("fields") or {"": error.message}
    return fields
