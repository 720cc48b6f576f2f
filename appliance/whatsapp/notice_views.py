"""`/api/v1/account-notices`: what Meta says about the number, the account and its templates."""

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate
from sqlalchemy import select

from appliance.accounts.access import current_user, requires
from appliance.conversations.presenting import moment
from appliance.current import current_context
from appliance.database import transaction
from appliance.whatsapp import notices
from appliance.whatsapp.models import AccountNotice
from appliance.whatsapp.notice_texts import readable_notice
from appliance.whatsapp.notices import SEVERITIES

blueprint = Blueprint(
    "account-notices",
    __name__,
    url_prefix="/api/v1/account-notices",
    description="What Meta says about the number, the account and its templates.",
)


class NoticeQuerySchema(Schema):
    seen = fields.Boolean(load_default=None, metadata={"description": "without it, all"})
    severity = fields.String(load_default=None, validate=validate.OneOf(SEVERITIES))
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=100))
    cursor = fields.Integer(load_default=None, metadata={"description": "the id the last page ended with"})


class NoticeSchema(Schema):
    id = fields.Integer()
    field = fields.String(metadata={"description": "as Meta names it; number_error, history_error: errors"})
    event = fields.String(allow_none=True)
    severity = fields.String()
    text = fields.String(metadata={"description": "one line to read, in Portuguese"})
    value = fields.Raw(metadata={"description": "as Meta sent it"})
    occurred_at = fields.String()
    created_at = fields.String()
    seen_at = fields.String(allow_none=True)
    seen_by_id = fields.Integer(allow_none=True)


class NoticeListSchema(Schema):
    data = fields.List(fields.Nested(NoticeSchema))
    next_cursor = fields.String(allow_none=True)


class UnseenSchema(Schema):
    unseen = fields.Integer()
    critical = fields.Integer()
    warning = fields.Integer()
    info = fields.Integer()


@blueprint.get("")
@requires("notice.inspect")
@blueprint.arguments(NoticeQuerySchema, location="query")
@blueprint.response(200, NoticeListSchema)
def list_notices(query: dict[str, Any]) -> dict[str, Any]:
    """Newest first."""
    chosen = select(AccountNotice).order_by(AccountNotice.id.desc()).limit(query["limit"] + 1)
    if query["seen"] is not None:
        unseen = AccountNotice.seen_at.is_(None)
        chosen = chosen.where(~unseen if query["seen"] else unseen)
    if query["severity"] is not None:
        chosen = chosen.where(AccountNotice.severity == query["severity"])
    if query["cursor"] is not None:
        chosen = chosen.where(AccountNotice.id < query["cursor"])
    with current_context().sessions() as session:
        rows = list(session.scalars(chosen))
    page = rows[: query["limit"]]
    more = str(page[-1].id) if len(rows) > len(page) else None
    return {"data": [_present(row) for row in page], "next_cursor": more}


@blueprint.get("/stats")
@requires("notice.inspect")
@blueprint.response(200, UnseenSchema)
def count_notices() -> dict[str, int]:
    """How many nobody has seen, by severity."""
    with current_context().sessions() as session:
        return notices.count_unseen(session)


@blueprint.post("/<int:notice_id>/seen")
@requires("notice.manage")
@blueprint.response(200, NoticeSchema)
def mark_seen(notice_id: int) -> dict[str, Any]:
    """It no longer waits for anybody; who saw it first stays on record."""
    with transaction(current_context().sessions) as session:
        return _present(notices.mark_seen(session, notice_id, current_user().id))


def _present(notice: AccountNotice) -> dict[str, Any]:
    return {
        "id": notice.id,
        "field": notice.field,
        "event": notice.event,
        "severity": notice.severity,
        "text": readable_notice(notice.field, notice.value),
        "value": notice.value,
        "occurred_at": moment(notice.occurred_at),
        "created_at": moment(notice.created_at),
        "seen_at": moment(notice.seen_at),
        "seen_by_id": notice.seen_by_id,
    }
