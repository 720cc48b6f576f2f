"""What the client's plan allows, as the platform last told it, and what follows from it here.

Nothing that a person writes is ever held back, and nothing that a customer writes is lost: at the plan's end
nobody more is invited, and the AI leaves conversations to people.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.database import utc_now
from appliance.errors import Conflict
from appliance.settings_store.models import TenantSetting
from appliance.settings_store.store import read
from appliance.usage.counting import count_users
from appliance.whatsapp.models import AccountNotice

KEY: Final = "platform.limits"
NOTICE: Final = "plan_usage"
"""As an account notice's field."""
_LIMITED: Final = "limited"
_AI_ENDS_WITH: Final = frozenset({"ai_answers", "messages"})


def take_limits(session: Session, told: Mapping[str, Any]) -> None:
    """Keeps what the platform tells: {plan, month, users, standing [{name, used, limit, percent, level}],
    suspends_on}.

    What has newly come near a limit, or to it, is a notice for admins, once a month; so is each day on which
    the help desk is to be suspended.
    """
    row = session.get(TenantSetting, KEY, with_for_update=True)
    if row is None:
        session.add(TenantSetting(key=KEY, value=dict(told)))
    else:
        row.value = dict(told)
    for line in told["standing"]:
        if line["level"] != "ok":
            _notice(session, f"{told['month']} {line['name']} {line['level']}", line["level"], line)
    if day := told.get("suspends_on"):
        _notice(session, f"suspension {day}", "suspension", {"suspends_on": day})


def require_room_for_person(session: Session) -> None:
    """Raises Conflict `plan_users` when as many may sign in as the plan has. One at a time gets past."""
    row = session.get(TenantSetting, KEY, with_for_update=True)
    most = row.value.get("users") if row is not None else None
    if most is None:
        return
    if count_users(session) >= most:
        raise Conflict(
            "plan_users", f"O plano tem lugar para {most} pessoas, e todas já existem.", limit=most
        )


def is_ai_used_up(session: Session) -> bool:
    """Whether the plan's AI answers, or its messages, are used up for this month."""
    standing = read(session, KEY, {}).get("standing", [])
    return any(line["name"] in _AI_ENDS_WITH and line["level"] == _LIMITED for line in standing)


def _notice(session: Session, about: str, event: str, value: Mapping[str, Any]) -> None:
    """Of one thing there is one."""
    digest = sha256(f"{NOTICE} {about}".encode()).hexdigest()
    if session.scalar(select(AccountNotice.id).where(AccountNotice.digest == digest)) is None:
        session.add(
            AccountNotice(
                digest=digest,
                field=NOTICE,
                event=event,
                severity="critical" if event == "suspension" else "warning",
                value=dict(value),
                occurred_at=utc_now(),
            )
        )
