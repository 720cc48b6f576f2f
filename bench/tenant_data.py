"""What a tenant has before a measurement: customers in an attendant's hands, and a long past."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, insert, select, text, update

from appliance.accounts.models import SignIn, User
from appliance.accounts.people import acting
from appliance.accounts.tokens import AccessClaim, sign_access_token
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.conversations.ownership import take_over
from appliance.database import transaction, utc_now
from appliance.whatsapp import deliveries
from appliance.whatsapp.receiving import process_delivery
from bench.report import note
from bench.traffic import Traffic, customer_number

PER_STATEMENT = 20_000
_DIGIT = f"({' UNION '.join(f'SELECT {digit} d' for digit in range(10))})"
_NUMBERS = (
    "(SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d n FROM "  # noqa: S608 - nothing from outside
    f"{_DIGIT} a, {_DIGIT} b, {_DIGIT} c, {_DIGIT} e, {_DIGIT} f) numbers"
)
"""0 to 99,999, in the SQL of both databases."""


class Token:
    """A bearer token that never grows old: signed anew for every request."""

    def __init__(self, context: Context, claim: AccessClaim) -> None:
        self._key = context.settings.session_key
        self._claim = claim

    def __call__(self) -> str:
        return sign_access_token(self._key, self._claim)


def add_attendant(context: Context, number: int = 0) -> tuple[User, AccessClaim]:
    """Somebody who may answer and sees everything, and what their tokens say. `number` tells them apart."""
    with transaction(context.sessions) as session:
        email = f"ana{number or ''}@bench.example"
        user = User(name="Ana", email=email, password_hash="!", role="admin")  # noqa: S106 - none
        session.add(user)
        session.flush()
        row = SignIn(
            user_id=user.id,
            session_version=user.session_version,
            cookie_hash=f"of-{user.id}",
            expires_at=utc_now() + timedelta(hours=12),
        )
        session.add(row)
        acting(session, user.id)
    return user, AccessClaim(row.id, user.id, user.session_version)


def add_conversations(context: Context, user: User, number: int) -> list[str]:
    """So many customers who wrote once and whom `user` has taken over; their wa_ids."""
    customers = [customer_number(position) for position in range(number)]
    body = next(Traffic(context.settings.whatsapp, "prepare").texts(customers, per_body=number))
    delivery_id = deliveries.store(context.sessions, body)
    if delivery_id is not None:
        process_delivery(context, delivery_id)
    with transaction(context.sessions) as session:
        # locked, since a running worker's bot is about to hand them over
        for conversation in session.scalars(select(Conversation).with_for_update()):
            take_over(session, conversation, user)
    return customers


def add_sent(context: Context, run: str, number: int) -> list[str]:
    """So many messages that WhatsApp took, one after the other to everybody; their ids there."""
    with context.sessions() as session:
        conversations = list(session.scalars(select(Conversation.id)))
    now, ids = (
        utc_now().replace(microsecond=0),
        [f"wamid.sent{run}{position:030}" for position in range(number)],
    )
    with transaction(context.sessions) as session:
        session.execute(
            insert(Message),
            [
                {
                    "conversation_id": conversations[position % len(conversations)],
                    "sender_type": "attendant",
                    "message_type": "text",
                    "content": f"resposta {position}",
                    "whatsapp_message_id": whatsapp_id,
                    "status": "accepted",
                    "attempts": 1,
                    "sent_at": now,
                }
                for position, whatsapp_id in enumerate(ids)
            ],
        )
    return ids


def add_past(context: Context, messages: int) -> None:
    """So many old messages spread over the conversations that exist, each with the body that brought it."""
    with context.sessions() as session:
        ids: Sequence[int] = session.scalars(select(Conversation.id)).all()
    for start in range(0, messages, PER_STATEMENT):
        with transaction(context.sessions) as session:
            given = {
                "start": start,
                "end": min(PER_STATEMENT, messages - start),
                "conversations": len(ids),
                "first": min(ids),
            }
            session.execute(text(_PAST_MESSAGES), given)
            session.execute(text(_PAST_BODIES), given)
        if start % 100_000 == 0:
            note(f"{start:,} of {messages:,} messages of the past are stored")
    with transaction(context.sessions) as session:
        # the busiest: what came last is the newest message, as it would be
        newest = select(func.max(Message.id)).where(Message.conversation_id == Conversation.id)
        session.execute(update(Conversation).values(last_message_id=newest.scalar_subquery()))
        session.execute(text("ANALYZE TABLE messages, webhook_deliveries"))


_PAST_MESSAGES = f"""
INSERT INTO messages (conversation_id, sender_type, message_type, content, payload, whatsapp_message_id,
                      status, attempts, sent_at, created_at)
SELECT :first + MOD(n + :start, :conversations), 'customer', 'text',
       CONCAT('Bom dia! Este é o pedido número ', n + :start, '; quando chega?'),
       JSON_OBJECT('from', '5511980000000', 'id', CONCAT('wamid.past', SHA2(n + :start, 256)), 'type', 'text',
                   'timestamp', '1790000000', 'text', JSON_OBJECT('body', 'Bom dia! Quando chega?')),
       CONCAT('wamid.past', SHA2(n + :start, 256)), 'received', 0,
       NOW() - INTERVAL 30 DAY + INTERVAL (n + :start) SECOND, NOW() - INTERVAL 30 DAY
FROM {_NUMBERS} WHERE n < :end
"""  # noqa: S608 - nothing of it is given from outside
_PAST_BODIES = f"""
INSERT INTO webhook_deliveries (digest, body, state, attempts, received_at, processed_at)
SELECT SHA2(n + :start, 256), RPAD('{{', 620, 'body'), 'done', 1, NOW() - INTERVAL 20 DAY,
       NOW() - INTERVAL 20 DAY
FROM {_NUMBERS} WHERE n < :end
"""  # noqa: S608 - nothing of it is given from outside
