"""What of a created tenant may be changed, what is wrong with it, and what it restarts. Pure functions.

A field's name is that of the API, of the panel's form, and of the problem told beside it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from control_plane.services import preflight
from control_plane.services.names import name_problem, tidy_name
from control_plane.services.plan_limits import LIMITS, SERVICES

SECRETS = {
    "whatsapp.token": "whatsapp_token",
    "whatsapp.app_secret": "whatsapp_app_secret",
    "whatsapp.verify_token": "whatsapp_verify_token",
    "fila_ia.key": "fila_ia_key",
}
"""Field → name in the vault."""
_BOTH = ("web", "worker")
RESTARTS: Mapping[str, tuple[str, ...]] = {
    "name": _BOTH,
    "locale": _BOTH,
    "timezone": _BOTH,
    "smoke_phone": _BOTH,
    "hostnames": ("web",),
    "whatsapp.phone_number_id": _BOTH,
    "whatsapp.waba_id": _BOTH,
    "whatsapp.display_phone_number": (),
    "fila_ia.url": _BOTH,
    **dict.fromkeys(SECRETS, _BOTH),
    "plan": SERVICES,
    **{f"limits.{limit.name}": SERVICES if limit.restarts else () for limit in LIMITS.values()},
}
"""Field → services that start anew with it: web with the new one first, worker, database and Redis after a
pause of seconds; of a plan that gives them the same, none."""
OWN_LIMITS = tuple(name for name in RESTARTS if name.startswith("limits."))
"""None: as the plan says."""
FIELDS = tuple(RESTARTS)


@dataclass(frozen=True)
class TenantChange:
    """By field. What stands in neither stays as it is."""

    values: Mapping[str, Any] = field(default_factory=dict)
    """`hostnames`: all of the tenant's own, beside the platform's."""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Present:
    """How the tenant stands, by field; of secrets, their values, to tell a change from none."""

    values: Mapping[str, Any]
    secrets: Mapping[str, str] = field(repr=False)


def fields_of(inputs: Mapping[str, Any]) -> set[str]:
    """What an operation's inputs say that it changes: nothing, unless it is a change."""
    return {*inputs.get("values", ()), *inputs.get("secrets", ())}


def tidy_change(change: TenantChange) -> TenantChange:
    """In the one spelling in which it is checked and stored."""
    values = dict(change.values)
    for name in ("name", "whatsapp.display_phone_number"):
        if name in values:
            values[name] = tidy_name(values[name])
    if "hostnames" in values:
        values["hostnames"] = sorted({hostname.strip().lower() for hostname in values["hostnames"]} - {""})
    if "fila_ia.url" in values:
        values["fila_ia.url"] = values["fila_ia.url"].strip().rstrip("/")
    if "plan" in values:
        values["plan"] = values["plan"].strip()
    if "smoke_phone" in values:
        values["smoke_phone"] = values["smoke_phone"].lstrip("+")
    return TenantChange(values, change.secrets)


def effective(change: TenantChange, present: Present) -> TenantChange:
    """The tidy change without what is so already."""
    return TenantChange(
        {name: value for name, value in change.values.items() if present.values[name] != value},
        {name: value for name, value in change.secrets.items() if present.secrets.get(name) != value},
    )


def change_problems(change: TenantChange, present: Present, base_domain: str) -> preflight.Problems:
    """Field → what to do, of an effective change by itself."""
    values = {**present.values, **change.values}
    secrets = {**present.secrets, **change.secrets}
    url, key = values["fila_ia.url"], secrets["fila_ia.key"]
    found = {
        **_plain_problems(change.values),
        **preflight.connection_problems(_whatsapp(values, secrets), url, key),
    }
    wrong = [preflight.hostname_problem(name, base_domain) for name in change.values.get("hostnames", ())]
    found |= _joined("hostnames", wrong)
    named = change.values.keys() | change.secrets.keys()
    return {name: problem for name, problem in found.items() if name in named}


def taken_problems(
    change: TenantChange, hostnames: Collection[str], numbers: Mapping[str, str]
) -> preflight.Problems:
    """`hostnames` and `numbers` (phone_number_id → slug) of other tenants."""
    names = change.values.get("hostnames", ())
    found = _joined("hostnames", [preflight.taken_problem(name, hostnames) for name in names])
    if number := change.values.get("whatsapp.phone_number_id"):
        found |= preflight.number_problems(number, numbers)
    return found


def difference(
    change: TenantChange, present: Present, *, unmoved: Collection[str] = ()
) -> list[dict[str, Any]]:
    """A row per field: before, after, and the services that start anew. Of secrets only that they change.

    `unmoved`: fields that this time restart nothing.
    """
    rows = [
        {"field": name, "before": present.values[name], "after": change.values[name]}
        for name in FIELDS
        if name in change.values
    ]
    rows += [{"field": name, "before": None, "after": None} for name in FIELDS if name in change.secrets]
    return [
        {**row, "restarts": [] if row["field"] in unmoved else list(RESTARTS[row["field"]])} for row in rows
    ]


def _joined(field: str, problems: Iterable[str | None]) -> preflight.Problems:
    """All that is wrong with what stands in one field."""
    said = [problem for problem in problems if problem]
    return {field: " ".join(said)} if said else {}


def _plain_problems(values: Mapping[str, Any]) -> preflight.Problems:
    checks = {
        "name": lambda name: name_problem(name, "Give the client's name (at most 120 characters)."),
        "locale": preflight.locale_problem,
        "timezone": preflight.zone_problem,
        "smoke_phone": preflight.smoke_phone_problem,
    }
    found = {name: check(values[name]) for name, check in checks.items() if name in values}
    return {name: problem for name, problem in found.items() if problem}


def _whatsapp(values: Mapping[str, Any], secrets: Mapping[str, str]) -> preflight.WhatsApp:
    return preflight.WhatsApp(
        phone_number_id=values["whatsapp.phone_number_id"],
        waba_id=values["whatsapp.waba_id"],
        display_phone_number=values["whatsapp.display_phone_number"],
        token=secrets["whatsapp.token"],
        app_secret=secrets["whatsapp.app_secret"],
        verify_token=secrets["whatsapp.verify_token"],
    )
