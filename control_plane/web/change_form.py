"""The form that changes a tenant: read, shown again with its problems, and sealed between preview and go."""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from werkzeug.datastructures import MultiDict

from control_plane.database import utc_now
from control_plane.errors import ControlPlaneError, InvalidInput
from control_plane.services.credentials import Vault
from control_plane.services.tenant_change import FIELDS, OWN_LIMITS, SECRETS, TenantChange
from control_plane.web.tenant_form import TenantForm, read_number

_TEXTS = tuple(name for name in FIELDS if name not in SECRETS)
_GOOD_FOR = timedelta(minutes=30)
_VERSION = 1


def present_form(values: Mapping[str, Any], problems: Mapping[str, str] | None = None) -> TenantForm:
    """The tenant as it is; `values` as services/changes.py shows them."""
    shown = {**values, "hostnames": "\n".join(values["hostnames"])}
    return TenantForm(
        {name: "" if value is None else str(value) for name, value in shown.items()}, problems=problems or {}
    )


def read_form(sent: MultiDict[str, str]) -> tuple[TenantForm, TenantChange]:
    """What was typed, to show again without its secrets, and the change made of it."""
    values = {name: sent.get(name, "").strip() for name in _TEXTS}
    secrets = {name: value for name in SECRETS if (value := sent.get(name, "").strip())}
    wanted = {
        **values,
        "hostnames": values["hostnames"].replace(",", " ").split(),
        "smoke_phone": re.sub(r"[\s()+-]", "", values["smoke_phone"]),
        **{name: read_number(values[name]) for name in OWN_LIMITS},
    }
    if not values["plan"]:
        del wanted["plan"]
    return TenantForm(values), TenantChange(wanted, secrets)


def seal(vault: Vault, change: TenantChange, owner: str) -> str:
    """The change for a hidden field: nobody reads it there, and nobody but `owner` brings it back."""
    until = (utc_now() + _GOOD_FOR).timestamp()
    sealed = vault.seal(owner, "change form", _VERSION, json.dumps({**asdict(change), "until": until}))
    return base64.urlsafe_b64encode(sealed).decode()


def unseal(vault: Vault, sealed: str, owner: str) -> TenantChange:
    """What `seal` put away. Raises InvalidInput when it is too old, or not this owner's."""
    try:
        content = vault.unseal(owner, "change form", _VERSION, base64.urlsafe_b64decode(sealed))
    except (ControlPlaneError, ValueError) as error:
        raise InvalidInput("stale_form", "This page is too old: fill the form in again.") from error
    stored = json.loads(content)
    if stored["until"] < utc_now().timestamp():
        raise InvalidInput("stale_form", "This page is too old: fill the form in again.")
    return TenantChange(stored["values"], stored["secrets"])
