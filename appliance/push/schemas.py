"""What the notifications' API takes and gives."""

from marshmallow import EXCLUDE, Schema, fields, validate

from appliance.push.choices import EVENTS, SHOWS, TONES
from appliance.push.endpoints import LONGEST


class EventChoiceSchema(Schema):
    sound = fields.Boolean(required=True)
    tone = fields.String(required=True, validate=validate.OneOf(TONES))
    notice = fields.Boolean(
        required=True, metadata={"description": "on the desktop, or by push where nothing is open"}
    )


EventChoicesSchema = Schema.from_dict(
    {event: fields.Nested(EventChoiceSchema, required=True) for event in EVENTS}, name="EventChoicesSchema"
)


class NotificationChoicesSchema(Schema):
    events = fields.Nested(EventChoicesSchema, required=True)
    quiet_when_away = fields.Boolean(
        required=True, metadata={"description": "nothing sounds or shows while one is away or on a break"}
    )
    push_shows = fields.String(
        required=True,
        validate=validate.OneOf(SHOWS),
        metadata={"description": "of the customer, on a screen that may be locked"},
    )


class NotifiedDeviceSchema(Schema):
    browser = fields.String(allow_none=True)
    system = fields.String(allow_none=True)


class PushBrowserSchema(Schema):
    id = fields.Integer()
    device = fields.Nested(NotifiedDeviceSchema)
    created_at = fields.String()
    sent_at = fields.String(allow_none=True)
    endpoint_hash = fields.String(metadata={"description": "SHA-256 of the subscription's address"})
    is_current = fields.Boolean(metadata={"description": "asked for in the sign-in that asks now"})


class NotificationsSchema(Schema):
    choices = fields.Nested(NotificationChoicesSchema)
    tones = fields.List(fields.String())
    browsers = fields.List(fields.Nested(PushBrowserSchema))


class PushKeySchema(Schema):
    public_key = fields.String(metadata={"description": "applicationServerKey, base64url"})


class SubscriptionKeysSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    p256dh = fields.String(required=True, validate=validate.Length(max=100))
    auth = fields.String(required=True, validate=validate.Length(max=32))


class SubscriptionSchema(Schema):
    """As PushSubscription.toJSON() has it."""

    class Meta:
        unknown = EXCLUDE

    endpoint = fields.String(required=True, validate=validate.Length(max=LONGEST))
    keys = fields.Nested(SubscriptionKeysSchema, required=True)
