"""`/api/v1/schedules` and `/api/v1/holidays`: when the help desk is open."""

from typing import Any

from flask_smorest import Blueprint

from appliance.accounts.access import requires
from appliance.current import current_context
from appliance.hours import schedules
from appliance.hours.brazil import public_holidays
from appliance.hours.schemas import (
    FilledInSchema,
    FillInSchema,
    HolidayListSchema,
    HolidaySchema,
    HoursChangeSchema,
    NewHolidaySchema,
    NewHoursSchema,
    ScheduleListSchema,
    ScheduleSchema,
    YearSchema,
)

blueprint = Blueprint("hours", __name__, url_prefix="/api/v1", description="Opening hours and holidays.")


@blueprint.get("/schedules")
@requires("user.read")
@blueprint.response(200, ScheduleListSchema)
def list_schedules() -> dict[str, Any]:
    """By name, each with whether it is open now."""
    context = current_context()
    with context.sessions() as session:
        return {"data": schedules.list_schedules(session, context.settings.tenant), "next_cursor": None}


@blueprint.post("/schedules")
@requires("hours.manage")
@blueprint.arguments(NewHoursSchema)
@blueprint.response(201, ScheduleSchema)
def create_schedule(body: dict[str, Any]) -> dict[str, Any]:
    """A week of hours; the first is everybody's who names no other."""
    context = current_context()
    return schedules.create_schedule(context.sessions, context.settings.tenant, body)


@blueprint.patch("/schedules/<int:schedule_id>")
@requires("hours.manage")
@blueprint.arguments(HoursChangeSchema)
@blueprint.response(200, ScheduleSchema)
def change_schedule(body: dict[str, Any], schedule_id: int) -> dict[str, Any]:
    """Holds from the next message on."""
    context = current_context()
    return schedules.change_schedule(context.sessions, context.settings.tenant, schedule_id, body)


@blueprint.delete("/schedules/<int:schedule_id>")
@requires("hours.manage")
@blueprint.response(204)
def delete_schedule(schedule_id: int) -> None:
    """Its queues have the client's own hours from then on."""
    schedules.delete_schedule(current_context().sessions, schedule_id)


@blueprint.get("/holidays")
@requires("user.read")
@blueprint.arguments(YearSchema, location="query")
@blueprint.response(200, HolidayListSchema)
def list_holidays(query: dict[str, Any]) -> dict[str, Any]:
    """Of a year, by day."""
    with current_context().sessions() as session:
        return {"data": schedules.list_holidays(session, query["year"]), "next_cursor": None}


@blueprint.post("/holidays")
@requires("hours.manage")
@blueprint.arguments(NewHolidaySchema)
@blueprint.response(201, HolidaySchema)
def add_holiday(body: dict[str, Any]) -> dict[str, Any]:
    """A day with hours of its own, or closed."""
    return schedules.add_holiday(current_context().sessions, body)


@blueprint.post("/holidays/fill-in")
@requires("hours.manage")
@blueprint.arguments(FillInSchema)
@blueprint.response(200, FilledInSchema)
def fill_in(body: dict[str, Any]) -> dict[str, int]:
    """Brazil's public holidays of a year, with those of a state, Carnival too; days that are noted stay."""
    found = public_holidays(body["year"], body["state"])
    return {"added": schedules.add_public_holidays(current_context().sessions, found)}


@blueprint.delete("/holidays/<int:holiday_id>")
@requires("hours.manage")
@blueprint.response(204)
def delete_holiday(holiday_id: int) -> None:
    """It is a day like any other again."""
    schedules.delete_holiday(current_context().sessions, holiday_id)
