"""A number that was connected at Meta, brought into the form of a new tenant or of a change."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from control_plane.actor import Actor
from control_plane.services.preflight import TenantRequest
from control_plane.services.signups import Granted, Signups
from control_plane.services.tenant_change import TenantChange
from control_plane.web.tenant_form import TenantForm


@dataclass(frozen=True)
class Connected:
    """`id`: of the link by which it came; empty where there is none, and everything stays as it was typed."""

    id: str = ""
    number: Granted | None = None

    def shown(self, form: TenantForm) -> TenantForm:
        """With the number in place of the fields for it, and none of its secrets."""
        if self.number is None:
            return form
        return replace(form, values={**form.values, **self._ids()}, connection=self.id)

    def wanted(self, request: TenantRequest) -> TenantRequest:
        """With all of the number."""
        number = self.number
        if number is None:
            return request
        whatsapp = replace(
            request.whatsapp,
            phone_number_id=number.phone_number_id,
            waba_id=number.waba_id,
            display_phone_number=number.display_phone_number,
            token=number.token,
            app_secret=number.app_secret,
        )
        return replace(request, whatsapp=whatsapp)

    def changed(self, change: TenantChange) -> TenantChange:
        """Likewise."""
        if self.number is None:
            return change
        secrets = {"whatsapp.token": self.number.token, "whatsapp.app_secret": self.number.app_secret}
        return TenantChange({**change.values, **self._ids()}, {**change.secrets, **secrets})

    def note_used(self, signups: Signups, slug: str, actor: Actor) -> None:
        """The tenant has it now."""
        if self.id:
            signups.note_used(self.id, slug, actor)

    def _ids(self) -> dict[str, str]:
        names = ("phone_number_id", "waba_id", "display_phone_number")
        return {f"whatsapp.{name}": getattr(self.number, name) for name in names}


def read_connected(signups: Signups, given: Mapping[str, str]) -> Connected:
    """By `connection` and `number` of a query or form. Raises NotFound, Conflict."""
    id_ = given.get("connection", "").strip()
    return Connected(id_, signups.granted(id_, given.get("number", "").strip())) if id_ else Connected()
