"""Links by which numbers are connected at Meta, over HTTP."""

from typing import Any

from control_plane.access import current_actor, may
from control_plane.api.endpoint import area, endpoint, page
from control_plane.api.schemas.signups import SignupBody, SignupSchema, SignupsPage, SignupsQuery
from control_plane.services.container import Services


def make_blueprint(services: Services) -> Any:
    """Routes under /whatsapp/connections."""
    blueprint = area("connections", "WhatsApp numbers connected at Meta instead of pasted")

    @endpoint(
        blueprint,
        "GET",
        "/whatsapp/connections",
        access="tenants.read",
        query=SignupsQuery,
        answers=SignupsPage,
        refuses=[404],
    )
    def list_connections(query: dict[str, Any]) -> dict[str, Any]:
        """The newest hundred, newest first."""
        return page([_seen(row) for row in services.signups.list_all(query["tenant"])])

    @endpoint(
        blueprint,
        "POST",
        "/whatsapp/connections",
        access="tenants.change",
        body=SignupBody,
        answers=SignupSchema,
        refuses=[404, 409],
        status=201,
    )
    def create_connection(body: dict[str, Any]) -> dict[str, Any]:
        """A link that is good once: for an hour, or sent to a client's person for 72. 409 `no_signup` where
        the platform has no app at Meta, or no configuration for it."""
        return services.signups.create(body["tenant"].strip(), current_actor(), for_client=body["for_client"])

    @endpoint(
        blueprint,
        "GET",
        "/whatsapp/connections/<id_>",
        access="tenants.read",
        answers=SignupSchema,
    )
    def show_connection(id_: str) -> dict[str, Any]:
        """Where it stands. Connected, its id goes as `whatsapp.connection` into a creation or a change."""
        return _seen(services.signups.show(id_))

    @endpoint(
        blueprint,
        "POST",
        "/whatsapp/connections/<id_>/revoke",
        access="tenants.change",
        answers=SignupSchema,
    )
    def revoke_connection(id_: str) -> dict[str, Any]:
        """The link is void, and what came of it is forgotten. 409 `signup_over`."""
        return services.signups.revoke(id_, current_actor())

    return blueprint


def _seen(connection: dict[str, Any]) -> dict[str, Any]:
    """Whoever has the link may connect a number: it is not for those who only look."""
    return connection if may("tenants.change") else {**connection, "url": None}


def fill_in(services: Services, whatsapp: dict[str, Any]) -> str:
    """Puts a connected number's ids and secrets into the section of a body; the connection's id, or ""."""
    id_ = str(whatsapp.pop("connection", "") or "").strip()
    if id_:
        granted = services.signups.granted(id_, whatsapp.get("phone_number_id", ""))
        names = ("phone_number_id", "waba_id", "display_phone_number", "token", "app_secret")
        whatsapp.update({name: getattr(granted, name) for name in names})
    return id_
