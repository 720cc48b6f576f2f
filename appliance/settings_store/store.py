"""Settings of the client's, read and written by name, in the caller's transaction."""

from typing import Any

from sqlalchemy.orm import Session

from appliance.audit.recording import note
from appliance.settings_store.models import TenantSetting


def read(session: Session, key: str, default: Any) -> Any:
    """What was set, or `default`."""
    row = session.get(TenantSetting, key)
    return default if row is None else row.value


def write(session: Session, key: str, value: Any, *, default: Any) -> None:
    """From now on; the audit has it. `default`: what it was before anybody set it."""
    row = session.get(TenantSetting, key, with_for_update=True)
    before = default if row is None else row.value
    if row is None:
        session.add(TenantSetting(key=key, value=value))
    else:
        row.value = value
    note(session, "setting.changed", ("setting", key), {"value": before}, {"value": value})
