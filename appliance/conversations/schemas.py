"""What the conversations' API takes and gives; `presenting` makes what the output schemas describe."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from appliance.conversations.filtering import LIVE
from appliance.conversations.models import CONVERSATION_STATUSES
from appliance.conversations.notes import LONGEST, LONGEST_REMARK
from appliance.labels.schemas import LabelSchema
from appliance.service_levels.state import AT_RISK, BREACHED


class PageSchema(Schema):
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=100))
    cursor = fields.String(load_default=None, validate=validate.Length(max=200))


class IdOrWord(fields.String):
    """An address gives a text, a kept filter may give the number itself."""

    def _deserialize(self, value: Any, *rest: Any, **more: Any) -> Any:
        is_number = isinstance(value, int) and not isinstance(value, bool)
        return super()._deserialize(str(value) if is_number else value, *rest, **more)


class ConversationQuerySchema(PageSchema):
    error_messages = {  # noqa: RUF012 - declared like this by marshmallow
        "unknown": "Filtro desconhecido. Existem: assigned_user_id, cursor, from, is_synthetic, label, limit,"
        " needs_attention, q, queue_id, sla, snoozed, sort, status, to, unread, window_closing_hours."
    }

    status = fields.String(
        load_default=None,
        validate=validate.OneOf((*CONVERSATION_STATUSES, LIVE)),
        metadata={"description": "`live`: all that are not closed"},
    )
    q = fields.String(load_default=None, validate=validate.Length(max=100))
    assigned_user_id = IdOrWord(load_default=None, metadata={"description": "an id, `me` or `none`"})
    queue_id = IdOrWord(load_default=None, metadata={"description": "an id, or `none`: in no queue"})
    since = fields.AwareDateTime(
        load_default=None, data_key="from", metadata={"description": "the last message came then or later"}
    )
    until = fields.AwareDateTime(
        load_default=None, data_key="to", metadata={"description": "and before this moment"}
    )
    unread = fields.Boolean(load_default=False, metadata={"description": "only those with something unread"})
    needs_attention = fields.Boolean(load_default=False, metadata={"description": "only those that do"})
    window_closing_hours = fields.Integer(
        load_default=None,
        validate=validate.Range(min=1, max=24),
        metadata={"description": "only live ones whose 24 hours end within so many"},
    )
    sla = fields.String(
        load_default=None,
        validate=validate.OneOf((AT_RISK, BREACHED)),
        metadata={"description": "what was promised is nearly too late, or already"},
    )
    sort = fields.String(
        load_default="newest",
        validate=validate.OneOf(("newest", "oldest")),
        metadata={"description": "by the last message; `oldest`: who has been waiting longest comes first"},
    )
    snoozed = fields.Boolean(
        load_default=False, metadata={"description": "those put off; else only those that are not, or `q`"}
    )
    label = fields.Integer(load_default=None, metadata={"description": "the id of a label it carries"})
    is_synthetic = fields.Boolean(load_default=False, metadata={"description": "the provisioning test's own"})


class TakeOverSchema(Schema):
    from_user_id = fields.Integer(
        load_default=None,
        allow_none=True,
        metadata={"description": "whom an admin relieves; without it, 409 when somebody has it"},
    )


class TransferSchema(Schema):
    """To whom: `user_id`, or else `queue_id`; null is the common queue."""

    user_id = fields.Integer(load_default=None, allow_none=True)
    queue_id = fields.Integer(load_default=None, allow_none=True)
    note = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=LONGEST))

    @validates_schema
    def one_target(self, data: dict[str, Any], **_: Any) -> None:
        if data["user_id"] is not None and data["queue_id"] is not None:
            raise ValidationError("Escolha uma pessoa ou um setor, não os dois.", "queue_id")


class CloseSchema(Schema):
    reason_id = fields.Integer(load_default=None, allow_none=True)
    note = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=LONGEST_REMARK))


class SnoozeSchema(Schema):
    until = fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "with its offset; null: not any more"}
    )


class PrioritySchema(Schema):
    priority = fields.Integer(
        required=True,
        validate=validate.Range(min=-1, max=2),
        metadata={"description": "-1 low, 0 normal, 1 high, 2 urgent"},
    )


class ContactSchema(Schema):
    id = fields.Integer()
    name = fields.String()
    profile_name = fields.String(allow_none=True)
    phone = fields.String(allow_none=True)
    wa_id = fields.String(allow_none=True)
    username = fields.String(allow_none=True)


class MessageSchema(Schema):
    id = fields.Integer()
    conversation_id = fields.Integer()
    sender_type = fields.String()
    sender_user_id = fields.Integer(allow_none=True)
    message_type = fields.String()
    content = fields.String(allow_none=True)
    media_url = fields.String(allow_none=True)
    whatsapp_message_id = fields.String(allow_none=True)
    client_key = fields.String(allow_none=True)
    status = fields.String(
        metadata={
            "description": "scheduled, cancelled, queued, accepted, sent, delivered, read, played, failed,"
            " unknown; received for the customer's"
        }
    )
    error = fields.Dict(allow_none=True)
    reply_to = fields.Integer(allow_none=True)
    sent_at = fields.String()
    scheduled_at = fields.String(
        allow_none=True, metadata={"description": "when it is to leave, or was, if not at once"}
    )
    created_at = fields.String()
    metadata = fields.Dict(
        metadata={
            "description": "by type: media, location, contacts, reply, interactive, template …; reactions,"
            " reaction_error (why ours is not there), edited_at, revoked_at"
        }
    )


class ServiceLevelStateSchema(Schema):
    """What is promised of it; null where nothing is, or nothing is left to keep."""

    state = fields.String(metadata={"description": "ok, at_risk or breached, as of this answer"})
    response_due_at = fields.String(allow_none=True, metadata={"description": "until a person first answers"})
    resolution_due_at = fields.String(
        allow_none=True, metadata={"description": "until it is closed; null while the customer is awaited"}
    )
    warn_at = fields.String(allow_none=True, metadata={"description": "from when on it is at risk"})
    due_at = fields.String(metadata={"description": "from when on it is late: the earlier of the two"})


class ConversationSchema(Schema):
    id = fields.Integer()
    protocol = fields.String()
    contact = fields.Nested(ContactSchema)
    status = fields.String()
    queue_id = fields.Integer(allow_none=True)
    assigned_user_id = fields.Integer(allow_none=True)
    is_bot_active = fields.Boolean()
    needs_human_attention = fields.Boolean()
    attention_reason = fields.String(allow_none=True)
    window_expires_at = fields.String(allow_none=True)
    unread_count = fields.Integer()
    last_message = fields.Nested(MessageSchema, allow_none=True)
    last_message_at = fields.String()
    labels = fields.List(fields.Nested(LabelSchema))
    priority = fields.Integer(metadata={"description": "-1 low, 0 normal, 1 high, 2 urgent"})
    snoozed_until = fields.String(
        allow_none=True, metadata={"description": "put off until then: no list of live ones shows it"}
    )
    waiting_since = fields.String(
        allow_none=True,
        metadata={"description": "since when the customer waits for a person; null unless it waits"},
    )
    queued_at = fields.String(
        allow_none=True, metadata={"description": "when it came into the queue where it waits"}
    )
    offered_to_id = fields.Integer(allow_none=True, metadata={"description": "who is asked to take it"})
    offer_expires_at = fields.String(allow_none=True)
    awaiting_customer_since = fields.String(
        allow_none=True, metadata={"description": "when one of ours last wrote; null: the customer waits"}
    )
    service_level = fields.Nested(ServiceLevelStateSchema, allow_none=True)
    created_at = fields.String()
    closed_at = fields.String(allow_none=True)
    closed_by_id = fields.Integer(allow_none=True)
    close_reason_id = fields.Integer(allow_none=True)
    close_note = fields.String(allow_none=True)


class SurveyAnswerSchema(Schema):
    kind = fields.String(metadata={"description": "csat (1 to 5) or nps (0 to 10)"})
    score = fields.Integer()
    comment = fields.String(allow_none=True)
    answered_at = fields.String()


class OneConversationSchema(ConversationSchema):
    survey = fields.Nested(
        SurveyAnswerSchema, allow_none=True, metadata={"description": "what its customer thought of it"}
    )
    queue_position = fields.Integer(metadata={"description": "1: next in its queue; absent unless it waits"})


class ConversationListSchema(Schema):
    data = fields.List(fields.Nested(ConversationSchema))
    next_cursor = fields.String(allow_none=True)


class MessageListSchema(Schema):
    data = fields.List(fields.Nested(MessageSchema))
    next_cursor = fields.String(allow_none=True)
    newer_cursor = fields.String(
        allow_none=True, metadata={"description": "of a page that was not asked for from the present back"}
    )


class StatsSchema(Schema):
    bot = fields.Integer()
    waiting = fields.Integer()
    open = fields.Integer()
    closed = fields.Integer(metadata={"description": "up to half a minute old"})
    mine = fields.Integer()
    unassigned = fields.Integer(metadata={"description": "waiting, and nobody's"})
    needs_attention = fields.Integer()
    queues = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        metadata={"description": "live conversations of each queue that has any, by its id"},
    )
