"""Numbers connected at Meta instead of pasted: links made and taken back, and where they lead."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from control_plane.access import current_actor, public, requires, this_visitor
from control_plane.errors import Conflict, NotFound
from control_plane.services.container import Services


def install(blueprint: Blueprint, services: Services) -> None:
    """Adds the views."""
    _install_links(blueprint, services)
    _install_following(blueprint, services)


def _install_links(blueprint: Blueprint, services: Services) -> None:
    def show_list(slug: str, problem: str = "") -> str:
        return render_template(
            "panel/connections.html",
            connections=services.signups.list_all(slug or None),
            slug=slug,
            missing=services.signups.missing(),
            redirect_uri=services.signups.redirect_uri,
            problem=problem,
        )

    @blueprint.get("/connections")
    @requires("tenants.read")
    def list_connections() -> ResponseReturnValue:
        """All links, or those of `?tenant=`; and the form for one more."""
        return show_list(request.args.get("tenant", "").strip())

    @blueprint.post("/connections")
    @requires("tenants.change")
    def create_connection() -> ResponseReturnValue:
        """A link for the operator or the client, on a page of its own."""
        slug = request.form.get("tenant", "").strip()
        for_client = request.form.get("who") == "client"
        try:
            made = services.signups.create(slug, current_actor(), for_client=for_client)
        except NotFound as error:
            return show_list("", error.message), error.status
        except Conflict as error:
            return show_list(slug, error.message), error.status
        return redirect(url_for("panel.show_connection", id_=made["id"]), 303)

    @blueprint.get("/connections/<id_>")
    @requires("tenants.read")
    def show_connection(id_: str) -> ResponseReturnValue:
        """The link while it is good; then the numbers, and what to do with one."""
        return render_template("panel/connection.html", connection=services.signups.show(id_))

    @blueprint.post("/connections/<id_>/revoke")
    @requires("tenants.change")
    def revoke_connection(id_: str) -> ResponseReturnValue:
        """Takes it back and shows the list."""
        services.signups.revoke(id_, current_actor())
        return redirect(url_for("panel.list_connections"), 303)


def _install_following(blueprint: Blueprint, services: Services) -> None:
    """Without an account here: the link's own signature lets people in, to these pages alone."""

    @blueprint.get("/connect/<name>")
    @public
    def show_link(name: str) -> ResponseReturnValue:
        """What the link is for, and the way to Meta."""
        try:
            invited = services.signups.invitation(name)
        except NotFound as error:
            return render_template("panel/connect_done.html", outcome="gone"), error.status
        return render_template("panel/connect.html", problem="", **invited)

    @blueprint.get("/connect")
    @public
    def come_back() -> ResponseReturnValue:
        """Where Meta leads back, with a code or with a no. The session's cookie does not come along (it is
        SameSite=Strict), so the operator goes on by a link."""
        given, name = request.args, request.args.get("state", "")
        try:
            if not given.get("code"):
                said = (
                    given.get("error_description") or given.get("error_reason") or given.get("error") or "–"
                )
                services.signups.note_refusal(name, said)
                return _again(services, name, "", 400)
            done = services.signups.complete(name, given["code"], this_visitor().remote_address or "")
        except NotFound as error:
            return render_template("panel/connect_done.html", outcome="gone"), error.status
        except Conflict as error:
            return _again(services, name, error.message, error.status)
        return render_template("panel/connect_done.html", outcome="done", **done)


def _again(services: Services, name: str, problem: str, status: int) -> ResponseReturnValue:
    invited = services.signups.invitation(name)
    return render_template("panel/connect.html", problem=problem or "cancelled", **invited), status
