"""The names of tenants and the panel: where they lead, if they may have a certificate, how long it lasts."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.actor import Actor
from control_plane.alarms.catalog import CRITICAL, WARNING
from control_plane.caa import Ask, ask_caa, forbids
from control_plane.database import Sessions, reading, transaction, utc_now
from control_plane.domain_models import HostnameCheck
from control_plane.domains import (
    ELSEWHERE,
    FORBIDDEN,
    HERE,
    NOWHERE,
    Resolve,
    certificate_until,
    judge,
    own_addresses,
    resolve,
)
from control_plane.errors import NotFound
from control_plane.models import Alarm, Hostname, Tenant
from control_plane.operations.lifecycles import CANARY
from control_plane.services import alarms
from control_plane.services.audit import record
from control_plane.services.tenants import find_tenant
from control_plane.settings import Settings

_CODES = ("domain_elsewhere", "domain_forbids", "certificate_ends")
SOON, LAST = timedelta(days=21), timedelta(days=7)
"""Before a certificate's end: Caddy renews when a third of its time is left, 30 of 90 days."""
PATIENCE = timedelta(hours=1)
"""Names change slowly everywhere at once; an hour of leading elsewhere is no such change any more."""


class Domains:
    """For the runner, the panel, the API and the command."""

    def __init__(
        self, sessions: Sessions, settings: Settings, ask: Resolve = resolve, ask_about_caa: Ask = ask_caa
    ) -> None:
        self._sessions = sessions
        self._settings = settings
        self._ask = ask
        self._ask_about_caa = ask_about_caa

    def show(self, slug: str) -> list[dict[str, Any]]:
        """A tenant's hostnames, the platform's own first. Raises NotFound."""
        with reading(self._sessions) as session:
            tenant = find_tenant(session, slug)
            names = [(hostname.name, hostname.is_attached) for hostname in tenant.hostnames]
            rows = {name: session.get(HostnameCheck, name) for name, _ in names}
        shown = [self._present(name, attached, rows[name]) for name, attached in names]
        return sorted(shown, key=lambda one: (not one["is_platform"], one["name"]))

    def check_of(self, slug: str, name: str, actor: Actor) -> dict[str, Any]:
        """Looks at one now. Raises NotFound."""
        with transaction(self._sessions) as session:
            tenant = find_tenant(session, slug)
            if name not in {hostname.name for hostname in tenant.hostnames}:
                raise NotFound("hostname_not_found", f"Tenant “{slug}” has no address “{name}”.")
            record(session, actor, "hostname_checked", tenant.id, name=name)
        self.check(name)
        return next(each for each in self.show(slug) if each["name"] == name)

    def check(self, name: str) -> None:
        """Asks DNS, then the edge; keeps what they say, and what nobody answers as it was known."""
        state, found = self._where(name)
        with transaction(self._sessions) as session:
            is_allowed = _keep(session, name, state, found, self._settings.panel_host)
        if not is_allowed or not self._settings.edge_tls_address:
            return
        until = certificate_until(self._settings.edge_tls_address, name)
        with transaction(self._sessions) as session:
            row = session.get(HostnameCheck, name)
            if row is not None:
                row.certificate_until = until or row.certificate_until
                _warn(session, row, utc_now(), self._settings.panel_host)

    def names(self) -> list[str]:
        """Those to look at: all where certificates are served, the panel's too, else clients' own.

        Forgets what is gone. A canary's is asked for over plain HTTP alone: to look at its certificate would
        have one fetched.
        """
        serves = bool(self._settings.edge_tls_address)
        with transaction(self._sessions) as session:
            found = list(session.scalars(select(Hostname.name).order_by(Hostname.name)))
            found += [self._settings.panel_host] if serves else []
            _forget(session, found)
            canarys = set(session.scalars(select(Hostname.name).where(Hostname.tenant.has(lifecycle=CANARY))))
        return [name for name in found if name not in canarys and (serves or self._is_looked_up(name))]

    def _is_looked_up(self, name: str) -> bool:
        """The platform's own names lead here, or nothing does."""
        is_platforms = name.endswith(f".{self._settings.base_domain}")
        return bool(self._settings.platform_addresses) and not is_platforms

    def _where(self, name: str) -> tuple[str | None, list[str]]:
        if not self._is_looked_up(name):
            return HERE, []
        found, ours = self._ask(name), own_addresses(self._settings.platform_addresses, self._ask)
        if found is None or not ours:
            return None, []
        state = judge(found, ours)
        if state == HERE and self._settings.certificate_authority:
            others = forbids(name, self._settings.certificate_authority, self._ask_about_caa)
            if others is not None:
                return FORBIDDEN, others
        return state, sorted(found)

    def _present(self, name: str, is_attached: bool, row: HostnameCheck | None) -> dict[str, Any]:
        is_looked_at = self._is_looked_up(name)
        return {
            "name": name,
            "is_attached": is_attached,
            "is_platform": name.endswith(f".{self._settings.base_domain}"),
            "dns": (row.state if row else "waiting") if is_looked_at else None,
            "found": row.found if row and is_looked_at else [],
            "wanted": self._wanted(row) if is_looked_at else "",
            "may_have_certificate": not is_looked_at or bool(row and row.allowed_at),
            "certificate_until": row.certificate_until.isoformat() if row and row.certificate_until else None,
            "checked_at": row.checked_at.isoformat() if row else None,
        }

    def _wanted(self, row: HostnameCheck | None) -> str:
        """Where it must lead; or the authority that it must allow."""
        is_forbidden = row is not None and row.state == FORBIDDEN
        return self._settings.certificate_authority if is_forbidden else self._settings.platform_addresses


def allowed_certificates(session: Session, settings: Settings) -> set[str]:
    """The hostnames that the edge may fetch certificates for."""
    wanted = select(Hostname).join(Tenant, Tenant.id == Hostname.tenant_id)
    served = wanted.where(Hostname.is_attached.is_(True) | Tenant.closed_as.is_not(None))
    names = {hostname.name for hostname in session.scalars(served)}
    if not settings.platform_addresses:
        return names
    own = {name for name in names if name.endswith(f".{settings.base_domain}")}
    checked = select(HostnameCheck.name).where(HostnameCheck.allowed_at.is_not(None))
    return own | (names & set(session.scalars(checked)))


def _forget(session: Session, names: Sequence[str]) -> None:
    """What was seen of hostnames that nobody has any more, and what was wrong with them."""
    gone = session.scalars(select(HostnameCheck).where(HostnameCheck.name.not_in(names))).all()
    for row in gone:
        _clear(session, row.name)
        session.delete(row)


def _clear(session: Session, name: str) -> None:
    about = Alarm.subject == name, Alarm.code.in_(_CODES), Alarm.cleared_at.is_(None)
    alarms.end(session, select(Alarm).where(*about))


def _keep(session: Session, name: str, state: str | None, found: list[str], panel: str) -> bool:
    """Whether it may have a certificate. `state` None: nobody answered."""
    now = utc_now()
    row = session.get(HostnameCheck, name)
    if state is None:
        return bool(row and row.allowed_at)
    if row is None:
        row = HostnameCheck(name=name, state=state, since=now)
        session.add(row)
    elif row.state != state:
        row.since = now
    row.state, row.found, row.checked_at = state, found, now
    if state == HERE and row.allowed_at is None:
        row.allowed_at = now
    session.flush()
    _warn(session, row, now, panel)
    return row.allowed_at is not None


def _warn(session: Session, row: HostnameCheck, now: datetime, panel: str) -> None:
    """Of an attached name of a tenant's, or of the `panel`, which is the platform's."""
    hostname = session.get(Hostname, row.name)
    if not (hostname.is_attached if hostname else row.name == panel):
        _clear(session, row.name)  # it leads to nobody, or to a page
        return
    about: dict[str, Any] = {"tenant_id": hostname.tenant_id if hostname else None, "subject": row.name}
    found = {"found": ", ".join(map(str, row.found)) or "–"}
    if row.state == FORBIDDEN:
        alarms.raise_(session, "domain_forbids", **about, details=found)
    else:
        alarms.clear(session, "domain_forbids", **about)
    if row.state in {ELSEWHERE, NOWHERE} and now - row.since >= PATIENCE:
        alarms.raise_(session, "domain_elsewhere", **about, details=found)
    elif row.state in {HERE, FORBIDDEN}:
        alarms.clear(session, "domain_elsewhere", **about)
    left = row.certificate_until - now if row.certificate_until else None
    if left is not None and left < SOON:
        severity = CRITICAL if left < LAST else WARNING
        days = {"days": max(left.days, 0)}
        alarms.raise_(session, "certificate_ends", **about, severity=severity, details=days)
    elif left is not None:
        alarms.clear(session, "certificate_ends", **about)
