"""A new platform key: everything sealed goes over to it, and what hangs on the first one stays.

Chain of the audit trail, certificates of deletion and names of secrets are made with the first platform key
there ever was. Once that is replaced it is kept here, sealed under the newest like everything else.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from control_plane.database import Sessions, transaction
from control_plane.errors import ControlPlaneError
from control_plane.event_models import EventEndpoint
from control_plane.models import Credential, OperatorFactor, PlatformSecret
from control_plane.platform_keys import PlatformKeys
from control_plane.services.credentials import Vault
from control_plane.services.event_endpoints import reseal as reseal_endpoint
from control_plane.services.event_endpoints import secret_of
from control_plane.services.second_factor import factor_keys, factor_owner
from control_plane.services.signups import reseal_signups
from control_plane.settings import Settings

_ROOT = "root"
_OWNER = b"platform root"
_AT_ONCE = 200


def with_root_key(settings: Settings, sessions: Sessions) -> Settings:
    """The settings as every process goes on with them, once its keys are known to open what is there.

    Raises ControlPlaneError `platform_key_missing` or `platform_key_wrong`, saying what to do.
    """
    keys = PlatformKeys(settings.platform_key)
    with transaction(sessions) as session:
        _refuse_unknown_keys(session, keys)
        _refuse_wrong_key(session, settings)
        row = session.get(PlatformSecret, _ROOT)
        if row is None:
            return settings
        root = keys.unseal(_OWNER, row.sealed)
    if root is None:
        raise _missing("the platform's root key is")
    return replace(settings, root_key=root.decode())


def reseal_all(
    settings: Settings, sessions: Sessions, tell: Callable[[int, int], None] = lambda _done, _of: None
) -> dict[str, Any]:
    """{"key", "credentials", "factors", "endpoints"}: the newest key's id, and how many were sealed under it.

    Stopped anywhere it goes on when run again; run once more it changes nothing. Until it has ended every
    key is needed, afterwards the newest alone. `tell`: credentials done, of how many. Raises
    ControlPlaneError for a value that no key opens.
    """
    keys = PlatformKeys(settings.platform_key)
    newest = replace(settings, platform_key=settings.platform_key.partition("\n")[0])
    _keep_root(settings, sessions, keys)
    credentials = _reseal_credentials(sessions, Vault(settings.platform_key), keys, tell)
    factors = _reseal_factors(settings, newest, sessions)
    endpoints = _reseal_endpoints(settings, newest, sessions)
    with transaction(sessions) as session:
        reseal_signups(session, Vault(settings.platform_key), Vault(newest.platform_key))
    _prove(newest, sessions)
    return {
        "key": keys.newest,
        "credentials": credentials,
        "factors": factors,
        "endpoints": endpoints,
    }


def _keep_root(settings: Settings, sessions: Sessions, keys: PlatformKeys) -> None:
    with transaction(sessions) as session:
        row = session.get(PlatformSecret, _ROOT)
        if row is None:
            if len(keys.ids) == 1:
                return  # the first key is still the only one
            row = PlatformSecret(name=_ROOT)
            session.add(row)
        row.sealed = keys.seal(_OWNER, settings.lasting_key.encode())


def _reseal_credentials(
    sessions: Sessions, vault: Vault, keys: PlatformKeys, tell: Callable[[int, int], None]
) -> int:
    others = Credential.key_id.is_distinct_from(keys.newest)
    with transaction(sessions) as session:
        total = session.scalar(select(func.count()).where(others)) or 0
    done = 0
    while True:
        with transaction(sessions) as session:
            rows = session.scalars(select(Credential).where(others).order_by(Credential.id).limit(_AT_ONCE))
            found = rows.all()
            for row in found:
                vault.reseal(row)
        if not found:
            return done
        done += len(found)
        tell(done, total)


def _reseal_factors(settings: Settings, newest: Settings, sessions: Sessions) -> int:
    keys, only = factor_keys(settings.platform_key), factor_keys(newest.platform_key)
    changed = 0
    with transaction(sessions) as session:
        for row in session.scalars(select(OperatorFactor)):
            owner = factor_owner(row.operator_id)
            for column in ("sealed", "waiting"):
                sealed = getattr(row, column)
                if sealed is None or only.unseal(owner, sealed) is not None:
                    continue
                secret = keys.unseal(owner, sealed)
                if secret is None:
                    raise _missing(f"the second factor of operator {row.operator_id} is")
                setattr(row, column, keys.seal(owner, secret))
                changed += 1
    return changed


def _reseal_endpoints(settings: Settings, newest: Settings, sessions: Sessions) -> int:
    """What signs events."""
    vault, only = Vault(settings.platform_key), Vault(newest.platform_key)
    changed = 0
    with transaction(sessions) as session:
        for row in session.scalars(select(EventEndpoint)):
            try:
                secret_of(only, row)
            except ControlPlaneError:
                reseal_endpoint(vault, row)
                changed += 1
    return changed


def _prove(newest: Settings, sessions: Sessions) -> None:
    """Every value opens with the newest key alone. Raises ControlPlaneError."""
    vault, keys = Vault(newest.platform_key), factor_keys(newest.platform_key)
    with transaction(sessions) as session:
        for row in session.scalars(select(Credential).execution_options(yield_per=_AT_ONCE)):
            vault.unseal(row.tenant_id, row.name, row.version, row.sealed)
        for endpoint in session.scalars(select(EventEndpoint)):
            secret_of(vault, endpoint)
        for factor in session.scalars(select(OperatorFactor)):
            owner = factor_owner(factor.operator_id)
            for sealed in filter(None, (factor.sealed, factor.waiting)):
                if keys.unseal(owner, sealed) is None:
                    raise _missing(f"the second factor of operator {factor.operator_id} is")


def _refuse_unknown_keys(session: Session, keys: PlatformKeys) -> None:
    query = select(Credential.key_id, func.count()).where(Credential.key_id.not_in(keys.ids))
    for key, count in session.execute(query.group_by(Credential.key_id)):
        raise _missing(f"{count} credentials are", key or "")


def _refuse_wrong_key(session: Session, settings: Settings) -> None:
    """For what was sealed before keys had ids: one value is enough to tell."""
    row = session.scalars(select(Credential).where(Credential.key_id.is_(None)).limit(1)).first()
    if row is None:
        return
    try:
        Vault(settings.platform_key).unseal(row.tenant_id, row.name, row.version, row.sealed)
    except ControlPlaneError as error:
        raise ControlPlaneError(
            "platform_key_wrong",
            "The platform key does not open what is in the database: give the key that it was made with, as"
            " the only or a further line of the platform key's file.",
        ) from error


def _missing(what: str, key: str = "") -> ControlPlaneError:
    named = f"platform key {key}, which is" if key else "a platform key that is"
    return ControlPlaneError(
        "platform_key_missing",
        f"{what[0].upper()}{what[1:]} sealed under {named} not given: add it as a further line of the"
        " platform key's file, until `python -m control_plane reseal` has ended.",
    )
