"""What Meta tells of a number and its account. Shapes: Meta, webhooks/reference (one page per field)."""

from collections.abc import Callable
from typing import Any

from sandbox.seed_file import Number
from sandbox.timeline import Timeline

Json = dict[str, Any]
_OWNER = "200000000000001"
"""The business portfolio of every client."""
Maker = Callable[[Number, Json, Timeline], Json]


def _quality(number: Number, wanted: Json, _timeline: Timeline) -> Json:
    limit = str(wanted.get("limit", number.state.messaging_limit))
    number.state.messaging_limit = limit
    return {
        "display_phone_number": number.display_phone_number,
        "event": wanted.get("kind", "ONBOARDING"),
        "current_limit": limit,
        "max_daily_conversations_per_business": limit,
    }


def _capability(_number: Number, wanted: Json, _timeline: Timeline) -> Json:
    return {
        "max_daily_conversations_per_business": wanted.get("limit", 2000),
        "max_phone_numbers_per_business": 20,
        "max_phone_numbers_per_waba": 20,
    }


def _name(number: Number, wanted: Json, _timeline: Timeline) -> Json:
    decision = wanted.get("decision", "APPROVED")
    return {
        "display_phone_number": number.display_phone_number,
        "decision": decision,
        "requested_verified_name": wanted.get("name", number.name),
        "rejection_reason": "NAME_EMPLOYEE_ISSUE" if decision == "REJECTED" else "NONE",
    }


def _account(number: Number, wanted: Json, timeline: Timeline) -> Json:
    kind = wanted.get("kind", "ACCOUNT_VIOLATION")
    more: dict[str, Json] = {
        "ACCOUNT_VIOLATION": {"violation_info": {"violation_type": "SCAM"}},
        "DISABLED_UPDATE": {
            "ban_info": {
                "waba_ban_state": wanted.get("state", "SCHEDULE_FOR_DISABLE"),
                "waba_ban_date": str(int(timeline.now())),
            }
        },
        "ACCOUNT_RESTRICTION": {
            "restriction_info": [
                {
                    "restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING",
                    "expiration": int(timeline.now()) + 24 * 60 * 60,
                }
            ]
        },
    }
    if kind.startswith("PARTNER_"):
        return {"event": kind, "waba_info": {"waba_id": number.waba_id, "owner_business_id": _OWNER}}
    return {"event": kind} | more.get(kind, {})


def _review(_number: Number, wanted: Json, _timeline: Timeline) -> Json:
    return {"decision": wanted.get("decision", "APPROVED")}


def _alert(number: Number, wanted: Json, _timeline: Timeline) -> Json:
    kind = wanted.get("kind", "PROFILE_PICTURE_LOST")
    return {
        "entity_type": "PHONE_NUMBER",
        "entity_id": number.phone_number_id,
        "alert_info": {
            "alert_severity": wanted.get("severity", "WARNING"),
            "alert_status": "ACTIVE",
            "alert_type": kind,
            "alert_description": wanted.get("text", "The profile picture of the number was lost."),
        },
    }


def _security(number: Number, wanted: Json, _timeline: Timeline) -> Json:
    kind = wanted.get("kind", "PIN_RESET_REQUEST")
    value = {"display_phone_number": number.display_phone_number, "event": kind}
    return value | ({} if kind == "PIN_CHANGED" else {"requester": "61555822107539"})


ACCOUNT_EVENTS: dict[str, tuple[str, Maker]] = {
    "quality": ("phone_number_quality_update", _quality),
    "capability": ("business_capability_update", _capability),
    "name": ("phone_number_name_update", _name),
    "account": ("account_update", _account),
    "review": ("account_review_update", _review),
    "alert": ("account_alerts", _alert),
    "security": ("security", _security),
}
"""By the event's name: the webhook field, and what makes its value."""
