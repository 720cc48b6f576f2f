"""A help desk of many years: customers, conversations and what was said in them, as people say things.

Words follow Zipf's law, every fifth message greets with `Bom dia`, every fourth names a number of its own,
and a conversation's messages come together in time. No bot has any: there is no AI to
answer, and a worker that runs would hand them over. The same seed makes the same desk.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from sqlalchemy import text

from appliance.context import Context
from appliance.database import transaction, utc_now
from bench.report import note

SEED = 20261121
QUEUES = 8
ATTENDANTS = 20
LIVE_SHARE = 0.1
"""Of the conversations: one in ten is not closed."""
PER_STATEMENT = 2_000
VOCABULARY = 40_000

_FIRST = """
Ana Bruno Carla Diego Érica Fábio Gabriela Hélio Inês João Karina Luís Mônica Nélson Otávio Patrícia Quitéria
Renato Sônia Tomás Úrsula Valéria Wagner Ximena Yara Zélia José Maria Antônio Francisca
"""
_LAST = """
Almeida Barbosa Cardoso Dias Esteves Ferreira Gonçalves Holanda Iglésias Junqueira Lima Macêdo Nogueira
Oliveira Peçanha Queirós Ribeiro Souza Távora Uchôa Vasconcelos Ximenes Zanetti Silva Santos Araújo
"""
_COMMON = """
de o que a e do da em um para com não uma os no se na por mais as dos como mas ao ele das seu sua ou quando
muito nos já eu também só pelo pela até isso ela entre depois sem mesmo aos seus quem nas me esse eles você
essa num nem pedido quero obrigado obrigada favor entrega boleto nota fiscal prazo troca preço tamanho cor
endereço rua número apartamento amanhã hoje ontem tarde noite dia bom boa olá oi sim tudo bem certo pode
ser mandar enviar receber pagar cartão pix desconto frete produto loja atendente falar aguardo chegou veio
errado quebrado trocar cancelar comprar quanto custa tem estoque disponível horário funcionamento sábado
"""
_SYLLABLES = """
ba ca da fa ga la ma na pa ra sa ta va be ce de fe le me ne pe re se te ve bi ci di fi li mi ni pi ri si ti vi
bo co do fo lo mo no po ro so to vo bu cu du fu lu mu nu pu ru su tu vu ção lha nho quê
"""


class Words:
    """Sentences of a made-up Portuguese."""

    def __init__(self, random: Random) -> None:
        self._random = random
        common, syllables = _COMMON.split(), _SYLLABLES.split()
        made = {"".join(random.choices(syllables, k=random.randint(2, 5))) for _ in range(VOCABULARY)}
        self.words = [*common, *sorted(made - set(common))]
        self._weights = list(accumulate(1 / (rank + 5) for rank in range(len(self.words))))

    def sentence(self, position: int) -> str:
        """What the message at this place says."""
        random = self._random
        words = random.choices(self.words, cum_weights=self._weights, k=random.randint(1, 16))
        if position % 5 == 0:
            words[:0] = ("Bom", "dia!")
        if position % 4 == 0:
            words.append(str(100_000 + position))
        return " ".join(words)


def add_people(context: Context) -> None:
    """Queues, attendants, each in two queues. Users have ids of their own after those that exist."""
    with transaction(context.sessions) as session:
        now = utc_now()
        for number in range(1, QUEUES + 1):
            session.execute(
                text(
                    "INSERT INTO queues (id, name, name_key, colour, is_active, created_at)"
                    " VALUES (:id, :name, :key, '#336699', 1, :now)"
                ),
                {"id": number, "name": f"Setor {number}", "key": f"setor {number}", "now": now},
            )
        for number in range(1, ATTENDANTS + 1):
            session.execute(
                text(
                    "INSERT INTO users (id, name, email, password_hash, role, is_active, session_version,"
                    " created_at) VALUES (:id, :name, :email, '!', 'atendente', 1, 1, :now)"
                ),
                {
                    "id": 100 + number,
                    "name": f"Pessoa {number}",
                    "email": f"p{number}@bench.example",
                    "now": now,
                },
            )
            for queue in {number % QUEUES + 1, number * 3 % QUEUES + 1}:
                session.execute(
                    text("INSERT INTO queue_members (queue_id, user_id) VALUES (:queue, :user)"),
                    {"queue": queue, "user": 100 + number},
                )


def add_desk(context: Context, conversations: int) -> None:
    """So many customers with one conversation each; of messages none yet."""
    random = Random(SEED)
    for start in range(1, conversations + 1, PER_STATEMENT):
        ids = range(start, min(start + PER_STATEMENT, conversations + 1))
        _write(context, "contacts", [_contact(random, row_id) for row_id in ids])
        _write(context, "contact_aliases", [_alias(row_id) for row_id in ids])
        _write(context, "conversations", [_conversation(random, row_id, conversations) for row_id in ids])


def _phone(row_id: int) -> str:
    return f"55{11 + row_id % 80}9{80_000_000 + row_id * 397 % 20_000_000:08}"


def _contact(random: Random, row_id: int) -> dict[str, Any]:
    first, last = _FIRST.split(), _LAST.split()
    name = " ".join(random.choice(word) for word in (first, last, last))
    return {
        "id": row_id,
        "wa_id": _phone(row_id),
        "phone": f"+{_phone(row_id)}",
        "profile_name": name,
        "name": f"{name} Ltda" if row_id % 50 == 0 else None,
        "username": f"cliente{row_id}" if row_id % 10 == 0 else None,
        "is_synthetic": 0,
        "created_at": utc_now(),
    }


def _alias(row_id: int) -> dict[str, Any]:
    return {"contact_id": row_id, "kind": "wa_id", "value": _phone(row_id)}


def _conversation(random: Random, row_id: int, last: int) -> dict[str, Any]:
    is_live = row_id > last * (1 - LIVE_SHARE)
    status = random.choice(("waiting", "open", "open", "open")) if is_live else "closed"
    now = utc_now()
    return {
        "id": row_id,
        "protocol": f"20261121-{row_id:06}",
        "contact_id": row_id,
        "open_contact_id": row_id if is_live else None,
        "status": status,
        "version": 1,
        "assigned_user_id": 101 + row_id % ATTENDANTS if status in {"open", "closed"} else None,
        "queue_id": 1 + row_id % QUEUES if row_id % 10 else None,
        "needs_human_attention": int(status == "waiting" and random.random() < 0.2),
        "priority": 0,
        "unread_count": random.choice((0, 0, 1, 3)) if is_live else 0,
        "last_message_at": now,
        "created_at": now,
        "closed_at": None if is_live else now,
    }


def add_messages(context: Context, conversations: int, first: int, last: int) -> None:
    """Messages number `first` to `last`, each pass of ten to a conversation going through all of them."""
    random = Random(SEED + first)
    words, started = Words(random), utc_now() - timedelta(seconds=2 * last)
    for start in range(first, last + 1, PER_STATEMENT):
        positions = range(start, min(start + PER_STATEMENT, last + 1))
        _write(context, "messages", list(_messages(random, words, positions, conversations, started)))
        if start // 500_000 != (start + PER_STATEMENT) // 500_000:
            note(f"{start + PER_STATEMENT:,} messages")
    with transaction(context.sessions) as session:
        for statement in _FINISHING:
            session.execute(text(statement))


def _messages(
    random: Random, words: Words, positions: Sequence[int], conversations: int, started: datetime
) -> Iterator[dict[str, Any]]:
    for position in positions:
        frontier = position % (conversations * 10) // 10
        conversation_id = (frontier - int(random.expovariate(1 / 40))) % conversations + 1
        is_customer = random.random() < 0.55
        said, whatsapp_id = words.sentence(position), f"wamid.{position:048}"
        sent_at = (started + timedelta(seconds=2 * position)).astimezone(UTC).replace(tzinfo=None)
        yield {
            "conversation_id": conversation_id,
            "sender_type": "customer" if is_customer else "attendant",
            "sender_user_id": None if is_customer else 101 + conversation_id % ATTENDANTS,
            "message_type": "text",
            "content": said,
            "payload": _payload(conversation_id, whatsapp_id, said) if is_customer else None,
            "whatsapp_message_id": whatsapp_id,
            "lane": "person",
            "status": "received" if is_customer else "read",
            "attempts": 0,
            "sent_at": sent_at,
            "created_at": sent_at,
        }


def _payload(conversation_id: int, whatsapp_id: str, said: str) -> str:
    return json.dumps(
        {
            "from": _phone(conversation_id),
            "id": whatsapp_id,
            "type": "text",
            "timestamp": "1790000000",
            "text": {"body": said},
        }
    )


_FINISHING = (
    "UPDATE conversations c"
    " JOIN (SELECT conversation_id, MAX(id) id FROM messages GROUP BY conversation_id) m"
    " ON m.conversation_id = c.id JOIN messages l ON l.id = m.id"
    " SET c.last_message_id = l.id, c.last_message_at = l.sent_at,"
    " c.last_customer_message_at = l.sent_at - INTERVAL 5 MINUTE",
    "ANALYZE TABLE messages, conversations, contacts, contact_aliases",
)


def _write(context: Context, table: str, rows: list[dict[str, Any]]) -> None:
    """As the driver writes many rows: millions would take SQLAlchemy long."""
    columns = list(rows[0])
    places = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 - names of our own
    with transaction(context.sessions) as session:
        connection: Any = session.connection().connection
        with connection.cursor() as cursor:
            cursor.executemany(statement, [tuple(row.values()) for row in rows])
