"""Schedules and holidays: listed, made, changed, taken away."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from appliance.audit.recording import note
from appliance.conversations.presenting import moment
from appliance.database import Sessions, transaction, utc_now
from appliance.errors import Conflict, NotFound
from appliance.hours.brazil import PublicHoliday
from appliance.hours.lookup import hours_of
from appliance.hours.models import Holiday, Schedule
from appliance.names import key_of
from appliance.queues.models import Queue
from appliance.service_levels.promises import count_anew
from appliance.settings import TenantSettings
from appliance.uniqueness import flush_unique

_SETTINGS = ("name", "week", "is_default", "closed_text")


def list_schedules(session: Session, tenant: TenantSettings) -> list[dict[str, Any]]:
    """By name, each with whether it is open now and when it opens next."""
    return [
        present(session, row, tenant) for row in session.scalars(select(Schedule).order_by(Schedule.name_key))
    ]


def create_schedule(sessions: Sessions, tenant: TenantSettings, body: Mapping[str, Any]) -> dict[str, Any]:
    """Where it is not said, the first one is the client's. Raises Conflict `schedule_exists`."""
    with transaction(sessions) as session:
        is_first = not session.scalar(select(exists().select_from(Schedule)))
        is_default = is_first if body.get("is_default") is None else body["is_default"]
        row = Schedule(**{**body, "is_default": is_default}, name_key=key_of(body["name"]))
        session.add(row)
        _flush(session, row)
        note(session, "schedule.created", ("schedule", row.id), after=_audited(row))
        count_anew(session)
        return present(session, row, tenant)


def change_schedule(
    sessions: Sessions, tenant: TenantSettings, schedule_id: int, change: Mapping[str, Any]
) -> dict[str, Any]:
    """Raises NotFound, Conflict `schedule_exists`."""
    with transaction(sessions) as session:
        row = get_schedule(session, schedule_id, lock=True)
        before = _audited(row)
        for setting, value in change.items():
            setattr(row, setting, value)
        row.name_key = key_of(row.name)
        _flush(session, row)
        note(session, "schedule.changed", ("schedule", schedule_id), before, _audited(row))
        count_anew(session)
        return present(session, row, tenant)


def delete_schedule(sessions: Sessions, schedule_id: int) -> None:
    """Its queues have the client's hours from then on. Raises NotFound."""
    with transaction(sessions) as session:
        row = get_schedule(session, schedule_id, lock=True)
        session.execute(update(Queue).where(Queue.schedule_id == schedule_id).values(schedule_id=None))
        note(session, "schedule.deleted", ("schedule", schedule_id), before=_audited(row))
        session.delete(row)
        count_anew(session)


def get_schedule(session: Session, schedule_id: int, *, lock: bool = False) -> Schedule:
    """Raises NotFound `schedule_not_found`."""
    row = session.get(Schedule, schedule_id, with_for_update=True if lock else None)
    if row is None:
        raise NotFound("schedule_not_found", "Este horário não existe.")
    return row


def list_holidays(session: Session, year: int) -> list[dict[str, Any]]:
    """Of a year, by day."""
    in_year = Holiday.day.between(date(year, 1, 1), date(year, 12, 31))
    rows = session.scalars(select(Holiday).where(in_year).order_by(Holiday.day, Holiday.id))
    return [present_holiday(row) for row in rows]


def add_holiday(sessions: Sessions, body: Mapping[str, Any]) -> dict[str, Any]:
    """Raises NotFound `schedule_not_found`."""
    with transaction(sessions) as session:
        if body.get("schedule_id") is not None:
            get_schedule(session, body["schedule_id"])
        row = Holiday(**body)
        session.add(row)
        session.flush()
        note(session, "holiday.created", ("holiday", row.id), after=present_holiday(row))
        count_anew(session)
        return present_holiday(row)


def add_public_holidays(sessions: Sessions, found: list[PublicHoliday]) -> int:
    """Those that nobody has noted yet for their day; how many they were."""
    with transaction(sessions) as session:
        days = [one.day for one in found]
        of_all = (Holiday.day.in_(days), Holiday.schedule_id.is_(None))
        known = set(session.scalars(select(Holiday.day).where(*of_all)))
        new = [one for one in found if one.day not in known]
        session.add_all(Holiday(day=one.day, name=one.name, scope=one.scope, slots=[]) for one in new)
        if new:
            added = {"days": [one.day.isoformat() for one in new]}
            note(session, "holiday.filled_in", ("holiday", days[0].year), after=added)
            count_anew(session)
    return len(new)


def delete_holiday(sessions: Sessions, holiday_id: int) -> None:
    """Raises NotFound `holiday_not_found`."""
    with transaction(sessions) as session:
        row = session.get(Holiday, holiday_id, with_for_update=True)
        if row is None:
            raise NotFound("holiday_not_found", "Este feriado não existe.")
        note(session, "holiday.deleted", ("holiday", holiday_id), before=present_holiday(row))
        session.delete(row)
        count_anew(session)


def present(session: Session, row: Schedule, tenant: TenantSettings) -> dict[str, Any]:
    """A schedule of the API."""
    hours, now = hours_of(session, row, tenant), utc_now()
    opening = hours.next_opening(now)
    return {
        "id": row.id,
        **_audited(row),
        "is_open": hours.is_open(now),
        "opens_at": moment(opening.astimezone(ZoneInfo("UTC"))) if opening else None,
    }


def present_holiday(row: Holiday) -> dict[str, Any]:
    """A holiday of the API."""
    return {
        "id": row.id,
        "day": row.day.isoformat(),
        "name": row.name,
        "scope": row.scope,
        "schedule_id": row.schedule_id,
        "slots": row.slots,
    }


def _flush(session: Session, row: Schedule) -> None:
    flush_unique(session, Conflict("schedule_exists", "Já existe um horário com este nome.", name=row.name))
    if row.is_default:
        others = update(Schedule).where(Schedule.id != row.id, Schedule.is_default)
        session.execute(others.values(is_default=False))


def _audited(row: Schedule) -> dict[str, Any]:
    return {setting: getattr(row, setting) for setting in _SETTINGS}
