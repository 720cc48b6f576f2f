"""What a tenant may be called and what must be known of it, before anything is made.

Pure functions: facts in, sentences out. A result maps a field to a sentence that says what to do; empty
means: go ahead.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import available_timezones

from control_plane.canary_terms import PREFIX as CANARY_PREFIX
from control_plane.services.names import LONGEST_NUMBER, name_problem, tidy_name
from control_plane.services.plan_limits import STANDARD_PLAN

Problems = dict[str, str]

DATABASES = ("mysql", "mariadb")
LOCALES = ("pt-BR", "en", "es")
RESERVED_SLUGS = frozenset(
    (  # noqa: SIM905 - forty lines shorter than the list
        "panel www api admin phone edge sandbox mail ftp localhost static assets status docs smtp imap pop ns"
        " dns app root platform guiche webhooks auth login support help billing internal metrics canary"
    ).split()
)

_SLUG = re.compile(r"[a-z][a-z0-9-]{1,30}")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_EMAIL = re.compile(r"[^@\s\"<>()]{1,64}@[^@\s\"<>()]+")
_META_ID = re.compile(r"\d{5,20}")
_WA_ID = re.compile(r"\d{8,15}")


@dataclass(frozen=True)
class Person:
    name: str
    email: str


@dataclass(frozen=True)
class WhatsApp:
    """One number of the Cloud API; `verify_token` empty: one is generated."""

    phone_number_id: str
    waba_id: str
    token: str
    app_secret: str
    display_phone_number: str = ""
    verify_token: str = ""


@dataclass(frozen=True)
class TenantRequest:
    """A tenant as asked for; whatever was left out is empty, so that every problem is told at once."""

    slug: str
    name: str
    database: str
    locale: str
    timezone: str
    hostnames: tuple[str, ...]
    admin: Person
    attendants: tuple[Person, ...]
    whatsapp: WhatsApp
    fila_ia_url: str
    fila_ia_key: str
    smoke_phone: str = ""
    from_backup: str = ""
    """Id of the backup, of any tenant, whose data it begins with; empty: with none."""
    plan: str = STANDARD_PLAN
    limits: Mapping[str, Any] = field(default_factory=dict)
    """Its own, in place of the plan's."""


def tidy_request(request: TenantRequest) -> TenantRequest:
    """The request with every name in its one spelling: what is checked is what is stored."""
    return replace(
        request,
        name=tidy_name(request.name),
        admin=_tidy_person(request.admin),
        attendants=tuple(map(_tidy_person, request.attendants)),
        whatsapp=tidy_whatsapp(request.whatsapp),
    )


def tidy_whatsapp(whatsapp: WhatsApp) -> WhatsApp:
    """The same for what names the number."""
    return replace(whatsapp, display_phone_number=tidy_name(whatsapp.display_phone_number))


def request_problems(request: TenantRequest, base_domain: str) -> Problems:
    """What is wrong with the request by itself."""
    checks: list[tuple[str, str | None]] = [
        ("slug", slug_problem(request.slug)),
        ("name", name_problem(request.name, "Give the client's name (at most 120 characters).")),
        ("database", _one_of(request.database, DATABASES)),
        ("locale", locale_problem(request.locale)),
        ("timezone", zone_problem(request.timezone)),
        *_people_problems(request),
        *_connection_checks(request.whatsapp, request.fila_ia_url, request.fila_ia_key),
        ("smoke_phone", smoke_phone_problem(request.smoke_phone)),
        *(
            (f"hostnames.{at}", hostname_problem(name, base_domain))
            for at, name in enumerate(request.hostnames)
        ),
    ]
    return {field: problem for field, problem in checks if problem}


def connection_problems(whatsapp: WhatsApp, fila_ia_url: str, fila_ia_key: str) -> Problems:
    """What is wrong with the ids and credentials of WhatsApp and FILA-IA by themselves."""
    checks = _connection_checks(whatsapp, fila_ia_url, fila_ia_key)
    return {field: problem for field, problem in checks if problem}


def locale_problem(locale: str) -> str | None:
    """Why it is no language of the interface, or None."""
    return _one_of(locale, LOCALES)


def zone_problem(timezone: str) -> str | None:
    """Why it is no time zone, or None."""
    return None if timezone in available_timezones() else "Give an IANA time zone, such as America/Sao_Paulo."


def smoke_phone_problem(phone: str) -> str | None:
    """Why it is no number to test with, or None; empty is none."""
    return _matches(_WA_ID, phone or "00000000", "Digits only, with the country code.")


def slug_problem(slug: str) -> str | None:
    """Why `slug` cannot name a tenant, or None."""
    if not _SLUG.fullmatch(slug) or slug.endswith("-") or "--" in slug:
        return (
            "Use 2 to 31 lower-case letters, digits and single hyphens, starting with a letter"
            " and not ending with a hyphen."
        )
    if slug in RESERVED_SLUGS or slug.startswith(CANARY_PREFIX):
        return f"“{slug}” is reserved for the platform: choose another."
    return None


def hostname_problem(hostname: str, base_domain: str) -> str | None:
    """Why `hostname` cannot be a tenant's own address, or None. Platform names are made from the slug."""
    labels = hostname.split(".")
    if len(hostname) > 253 or len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        return f"“{hostname}” is not a host name: write it in lower case, such as atendimento.example.com.br."
    if labels[-1].isdecimal():
        return f"“{hostname}” is an IP address: give a name."
    if hostname == base_domain or hostname.endswith(f".{base_domain}"):
        return (
            f"Names under {base_domain} belong to the platform: each tenant has <slug>.{base_domain} already."
        )
    return None


def taken_problems(request: TenantRequest, slugs: Collection[str], hostnames: Collection[str]) -> Problems:
    """`slugs` and `hostnames`: those in use by other tenants, archived ones included."""
    problems: Problems = {}
    if request.slug in slugs:
        problems["slug"] = f"“{request.slug}” is taken by another tenant: choose another."
    for at, hostname in enumerate(request.hostnames):
        if problem := taken_problem(hostname, hostnames, request.hostnames[:at]):
            problems[f"hostnames.{at}"] = problem
    return problems


def taken_problem(hostname: str, hostnames: Collection[str], own: Collection[str] = ()) -> str | None:
    """Why a hostname is not free where others use `hostnames`, and it itself asked for `own`; or None."""
    if hostname in hostnames or hostname in own:
        return f"“{hostname}” is in use already: remove it there first, or leave it out."
    owner_domain = next((used for used in hostnames if hostname.endswith(f".{used}")), None)
    return f"“{hostname}” lies under {owner_domain}, which another tenant uses." if owner_domain else None


def number_problems(phone_number_id: str, numbers: Mapping[str, str]) -> Problems:
    """`numbers`: phone_number_id → slug of the tenant it belongs to.

    Meta delivers a number's messages to one address: a second tenant would make the first one deaf.
    """
    owner = numbers.get(phone_number_id)
    if owner is None:
        return {}
    return {
        "whatsapp.phone_number_id": f"This WhatsApp number already belongs to tenant “{owner}”: use another."
    }


def _people_problems(request: TenantRequest) -> list[tuple[str, str | None]]:
    people = [("admin", request.admin)]
    people += [(f"attendants.{at}", person) for at, person in enumerate(request.attendants)]
    emails = [person.email.lower() for _, person in people]
    found: list[tuple[str, str | None]] = []
    for at, (whose, person) in enumerate(people):
        found.append((f"{whose}.name", name_problem(person.name, "Give the person's name.")))
        found.append((f"{whose}.email", email_problem(person.email)))
        if person.email and emails[at] in emails[:at]:
            found.append((f"{whose}.email", f"{person.email} stands here twice."))
    return found


def _tidy_person(person: Person) -> Person:
    return replace(person, name=tidy_name(person.name))


def email_problem(email: str) -> str | None:
    """Shape only: whether it exists shows when a mail arrives."""
    domain = email.rpartition("@")[2]
    if not email.isprintable():
        return "The e-mail address has invisible characters: delete it and type it again."
    if (
        len(email) > 254
        or not _EMAIL.fullmatch(email)
        or not all(map(_LABEL.fullmatch, domain.lower().split(".")))
    ):
        return f"“{email}” is not an e-mail address." if email else "Give an e-mail address."
    return None


def _connection_checks(
    whatsapp: WhatsApp, fila_ia_url: str, fila_ia_key: str
) -> list[tuple[str, str | None]]:
    where = "it is in Meta's App Dashboard, under WhatsApp → API Setup"
    return [
        (
            "whatsapp.phone_number_id",
            _matches(_META_ID, whatsapp.phone_number_id, f"Give the phone number id; {where}."),
        ),
        (
            "whatsapp.waba_id",
            _matches(_META_ID, whatsapp.waba_id, f"Give the WhatsApp Business account id; {where}."),
        ),
        ("whatsapp.display_phone_number", _display_number_problem(whatsapp.display_phone_number)),
        (
            "whatsapp.token",
            _secret(whatsapp.token, "Give a permanent system user token of the WhatsApp app."),
        ),
        (
            "whatsapp.app_secret",
            _secret(whatsapp.app_secret, "Give the app secret (App Dashboard → Settings → Basic)."),
        ),
        ("whatsapp.verify_token", _secret(whatsapp.verify_token, "") if whatsapp.verify_token else None),
        (
            "fila_ia.url",
            None if _is_url(fila_ia_url) else "Give FILA-IA's address (http:// or https://).",
        ),
        ("fila_ia.key", _secret(fila_ia_key, "Give the tenant's own FILA-IA key.")),
    ]


def _display_number_problem(number: str) -> str | None:
    missing = "Write the number as people see it, such as +55 11 4004-0001, or leave it out."
    if not number:
        return None
    if problem := name_problem(number, missing, longest=LONGEST_NUMBER):
        return problem
    return None if any(map(str.isdigit, number)) and not any(map(str.isalpha, number)) else missing


def _matches(pattern: re.Pattern[str], value: str, problem: str) -> str | None:
    return None if pattern.fullmatch(value) else problem


def _secret(value: str, problem: str) -> str | None:
    if not value:
        return problem
    if not value.isprintable() or " " in value or len(value) > 1000:
        return "This does not look like a secret: it has spaces, line breaks, or more than 1000 characters."
    return None


def _is_url(value: str) -> bool:
    return value.isprintable() and re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", value) is not None


def _one_of(value: str, allowed: tuple[str, ...]) -> str | None:
    return None if value in allowed else f"Choose one of {', '.join(allowed)}."
