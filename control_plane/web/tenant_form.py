"""The form of a new tenant: read, and shown again with its problems and without its secrets."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import available_timezones

from werkzeug.datastructures import MultiDict

from control_plane.errors import ControlPlaneError
from control_plane.services.plan_limits import STANDARD_PLAN
from control_plane.services.preflight import Person, TenantRequest, WhatsApp
from control_plane.services.tenant_change import OWN_LIMITS

SECRETS = ("whatsapp.token", "whatsapp.app_secret", "whatsapp.verify_token", "fila_ia.key")
_TEXTS = (
    "name",
    "slug",
    "admin.name",
    "admin.email",
    "whatsapp.phone_number_id",
    "whatsapp.waba_id",
    "whatsapp.display_phone_number",
    "fila_ia.url",
    "database",
    "locale",
    "timezone",
    "hostnames",
    "smoke_phone",
    "from_backup",
    "plan",
    *OWN_LIMITS,
)
_DEFAULTS = {"database": "mysql", "locale": "pt-BR", "timezone": "America/Sao_Paulo", "plan": STANDARD_PLAN}
_ZONES = (
    *sorted(name for name in available_timezones() if name.startswith("America/")),
    "Europe/Lisbon",
    "UTC",
)
_MOST_PEOPLE = 50


@dataclass(frozen=True)
class TenantForm:
    """`values` by field name, never a secret; `problems` by field name, "" for what concerns no field."""

    values: Mapping[str, str]
    attendants: tuple[tuple[str, str], ...] = ()
    problems: Mapping[str, str] = field(default_factory=dict)
    is_untried: bool = False
    """Whether going on with credentials that nobody could try is offered."""
    connection: str = ""
    """Of a number that was connected at Meta: nothing of it is typed."""

    @property
    def zones(self) -> tuple[tuple[str, str], ...]:
        """Offered time zones as (value, shown); one that came otherwise is kept."""
        chosen = self.values["timezone"]
        zones = _ZONES if chosen in _ZONES else (chosen, *_ZONES)
        return tuple((zone, zone.replace("_", " ")) for zone in zones)


def empty_form(fila_ia_url: str, source: Mapping[str, str] | None = None) -> TenantForm:
    """A form nobody has filled in yet; `source`: of a copy, as services/backups.py tells it."""
    blank = dict.fromkeys(_TEXTS, "")
    return TenantForm({**blank, **_DEFAULTS, "fila_ia.url": fila_ia_url, **(source or {})})


def read_form(sent: MultiDict[str, str]) -> tuple[TenantForm, TenantRequest]:
    """What was typed, to show again, and the request made of it."""
    values = {name: sent.get(name, "").strip() for name in _TEXTS}
    values = {**values, **{name: values[name] or default for name, default in _DEFAULTS.items()}}
    people = tuple(
        (name.strip(), email.strip())
        for name, email in zip(sent.getlist("attendant_name"), sent.getlist("attendant_email"), strict=False)
        if name.strip() or email.strip()
    )[:_MOST_PEOPLE]
    secrets = {name: sent.get(name, "").strip() for name in SECRETS}
    return TenantForm(values, people), _request(values, people, secrets)


def read_number(text: str) -> Any:
    """What was typed as a number, None of nothing; what is no number comes back as it is, to be refused."""
    if not text:
        return None
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return text
    return int(value) if value.is_integer() else value


def is_untried(error: ControlPlaneError) -> bool:
    """Whether nobody answered when the credentials were tried: no fault of the form."""
    return error.code == "connections_untried"


def place_problems(form: TenantForm, problems: Mapping[str, Any]) -> TenantForm:
    """The form with each problem at its field: "hostnames.1" stands at the one box of addresses, what no
    field has (memory, disk) above the form."""
    placed: dict[str, str] = {}
    for at, problem in problems.items():
        name = "hostnames" if at.startswith("hostnames.") else at
        if name not in (*_TEXTS, *SECRETS) and not name.startswith("attendants."):
            name = ""
        placed[name] = f"{placed[name]} {problem}" if name in placed else str(problem)
    return replace(form, problems=placed)


def _request(
    values: Mapping[str, str], people: tuple[tuple[str, str], ...], secrets: Mapping[str, str]
) -> TenantRequest:
    return TenantRequest(
        slug=values["slug"],
        name=values["name"],
        database=values["database"],
        locale=values["locale"],
        timezone=values["timezone"],
        hostnames=tuple(values["hostnames"].lower().replace(",", " ").split()),
        admin=Person(values["admin.name"], values["admin.email"]),
        attendants=tuple(Person(name, email) for name, email in people),
        whatsapp=WhatsApp(
            phone_number_id=values["whatsapp.phone_number_id"],
            waba_id=values["whatsapp.waba_id"],
            token=secrets["whatsapp.token"],
            app_secret=secrets["whatsapp.app_secret"],
            display_phone_number=values["whatsapp.display_phone_number"],
            verify_token=secrets["whatsapp.verify_token"],
        ),
        fila_ia_url=values["fila_ia.url"].rstrip("/"),
        fila_ia_key=secrets["fila_ia.key"],
        smoke_phone=re.sub(r"[\s()+-]", "", values["smoke_phone"]),
        from_backup=values["from_backup"],
        plan=values["plan"],
        limits={name.partition(".")[2]: read_number(values[name]) for name in OWN_LIMITS if values[name]},
    )
