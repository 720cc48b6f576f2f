"""Searching, from what customers write to what the API answers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update

from appliance.accounts.models import QueueMember, User
from appliance.accounts.people import acting
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.database import transaction, utc_now
from appliance.queues.models import Queue
from appliance.search import indexing, messages
from appliance.search.indexing import due_block, index_news, make_block
from appliance.search.marking import mark_changed
from appliance.search.models import Block, Changed, Posting, Progress
from appliance.search.postings import BLOCK

pytestmark = pytest.mark.integration

Call = Callable[..., tuple[int, Any]]


@pytest.fixture
def find(call: Call, clara: User) -> Callable[..., dict[str, Any]]:
    def run(q: str, user: User = clara, **more: Any) -> dict[str, Any]:
        given = "&".join(f"{name}={value}" for name, value in more.items())
        status, body = call(user, "GET", f"/search?q={_quoted(q)}&{given}")
        assert status == 200, body
        return body

    return run


def _quoted(q: str) -> str:
    return "".join(f"%{byte:02x}" for byte in q.encode())


def said(found: dict[str, Any]) -> list[str]:
    return ["".join(part["text"] for part in row["snippet"]) for row in found["messages"]["data"]]


def age(context: Context) -> None:
    """What was written is old enough to be indexed."""
    with transaction(context.sessions) as session:
        session.execute(update(Message).values(created_at=utc_now() - timedelta(minutes=1)))


def index(context: Context) -> None:
    index_news(context)
    while True:
        with context.sessions() as session:
            block = due_block(session)
        if block is None:
            return
        make_block(context, block)


@pytest.mark.parametrize("is_indexed", [False, True])
def test_what_was_said_is_found_newest_first(
    context: Context, write: Callable[..., int], find: Callable[..., dict[str, Any]], is_indexed: bool
) -> None:
    write("wamid.1", "Bom dia, meu PEDIDO 123 chegou?")
    write("wamid.2", "O pedído não chegou")
    write("wamid.3", "Obrigado")
    if is_indexed:
        age(context)
        index(context)
        with context.sessions() as session:
            assert session.scalars(select(Posting.word).where(Posting.word == "pedido")).all() == ["pedido"]
    assert said(find("chegou ped")) == ["O pedído não chegou", "Bom dia, meu PEDIDO 123 chegou?"]
    assert said(find("ped ")) == []
    assert said(find("bom pedido nada")) == []
    [row] = find("123")["messages"]["data"]
    assert {"text": "123", "is_match": True} in row["snippet"]


@pytest.mark.parametrize(
    "q", ["%", "_", "'", '"', "\\", '+-*"()', "a'b", "👍", "\u202e", "x" * 100, "; DROP", " "]
)
def test_nothing_that_is_typed_is_an_error(
    context: Context, write: Callable[..., int], find: Callable[..., dict[str, Any]], q: str
) -> None:
    write("wamid.1", "Bom dia")
    age(context)
    index(context)
    found = find(q)
    assert (found["conversations"], said(found)) == ([], [])


def test_more_than_a_hundred_characters_are_refused(call: Call, clara: User) -> None:
    assert call(clara, "GET", f"/search?q={'a' * 101}")[0] == 422


def test_an_emoji_is_found(context: Context, write: Callable[..., int], find: Callable[..., Any]) -> None:
    write("wamid.1", "Combinado 👍🏽")
    age(context)
    index(context)
    assert said(find("👍")) == ["Combinado 👍🏽"]


def test_pages_go_on_where_they_ended(
    context: Context, write: Callable[..., int], find: Callable[..., dict[str, Any]]
) -> None:
    for number in range(5):
        write(f"wamid.{number}", f"parcela {number}")
    age(context)
    index(context)
    write("wamid.new", "parcela 5")
    pages, cursor = [], None
    while True:
        found = find("parcela", limit=2, **({"cursor": cursor} if cursor else {}))["messages"]
        pages += [row["snippet"][-1]["text"].strip() for row in found["data"]]
        cursor = found["next_cursor"]
        if cursor is None:
            break
    assert pages == ["5", "4", "3", "2", "1", "0"]


def test_conversations_are_found_by_name_number_and_protocol(
    context: Context, write: Callable[..., int], find: Callable[..., dict[str, Any]]
) -> None:
    write("wamid.1", sender="553187650001")
    with transaction(context.sessions) as session:
        conversation = session.scalars(select(Conversation)).one()
        conversation.contact.name, protocol = "José da Conceição", conversation.protocol
    heard = protocol.replace("-", "")
    written = (protocol, protocol[-6:], heard, heard[4:], f"{heard[:8]} {heard[8:]}")
    for q in ("conceicao JOSE", "31 8765-0001", "(31) 98765-0001", *written):
        [row] = find(q)["conversations"]
        assert row["protocol"] == protocol
    assert find("maria")["conversations"] == []
    [row] = find("jose")["conversations"]
    assert row["name"][0] == {"text": "José", "is_match": True}


def test_only_what_one_may_see_is_found(
    context: Context, ana: User, bruno: User, write: Callable[..., int], find: Callable[..., dict[str, Any]]
) -> None:
    write("wamid.1", "segredo do setor")
    with transaction(context.sessions) as session:
        session.add(Queue(id=1, name="Vendas", name_key="vendas", colour="#3b5bdb"))
        session.flush()
        session.add(QueueMember(queue_id=1, user_id=bruno.id))
        conversation = session.scalars(select(Conversation)).one()
        conversation.queue_id, conversation.contact.name = 1, "Segredo"
    with context.sessions() as session:
        member = acting(session, bruno.id)
    for _ in range(2):
        outside, inside = find("segredo", ana), find("segredo", member)
        assert (outside["conversations"], said(outside), outside["messages"]["next_cursor"]) == ([], [], None)
        assert (len(inside["conversations"]), said(inside)) == (1, ["segredo do setor"])
        age(context)
        index(context)


def test_an_outsider_goes_on_where_time_ran_out(
    context: Context,
    ana: User,
    write: Callable[..., int],
    find: Callable[..., dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in range(3):
        write(f"wamid.{number}", "segredo")
    age(context)
    index(context)
    with transaction(context.sessions) as session:
        session.add(Queue(id=1, name="Vendas", name_key="vendas", colour="#3b5bdb"))
        session.flush()
        session.execute(update(Conversation).values(queue_id=1))
        newest = max(session.scalars(select(Message.id)))
    monkeypatch.setattr(messages, "SECONDS", -1.0)
    monkeypatch.setattr(messages, "FIRST_LOOK", 1)
    found = find("segredo ", ana)["messages"]
    assert (found["data"], found["next_cursor"]) == ([], str(newest))


def test_changed_and_erased_words_leave(
    context: Context, write: Callable[..., int], find: Callable[..., dict[str, Any]]
) -> None:
    write("wamid.1", "palavra antiga")
    age(context)
    index(context)
    with transaction(context.sessions) as session:
        message = session.scalars(select(Message)).one()
        message.content = "palavra nova"
        mark_changed(session, message.id)
    assert said(find("antiga")) == []
    index_news(context)
    assert said(find("nova")) == ["palavra nova"]
    with transaction(context.sessions) as session:
        assert session.scalars(select(Changed)).all() == []
        assert "antiga" in session.scalars(select(Posting.word)).all()
        session.execute(update(Block).values(due_at=utc_now()))
    index(context)
    with context.sessions() as session:
        assert set(session.scalars(select(Posting.word))) == {"palavra", "nova"}
    assert said(find("nova")) == ["palavra nova"]


def test_a_customers_edit_and_revocation_are_followed(
    context: Context, write: Callable[..., int], find: Callable[..., dict[str, Any]]
) -> None:
    write("wamid.1", "isto some")
    age(context)
    index(context)
    with transaction(context.sessions) as session:
        message = session.scalars(select(Message)).one()
        message.content, message.revoked_at = "Mensagem apagada", utc_now()
        mark_changed(session, message.id)
        session.execute(update(Block).values(due_at=utc_now()))
    index(context)
    assert said(find("isto")) == said(find("apagada")) == []
    with context.sessions() as session:
        assert session.scalars(select(Posting.word)).all() == []


def test_messages_older_than_the_index_are_read_in_the_background(
    context: Context,
    write: Callable[..., int],
    find: Callable[..., dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write("wamid.1", "bem antigo")
    with monkeypatch.context() as patched:
        patched.setattr(indexing, "BATCH", 0)  # as if there were many
        index_news(context)  # begins: what is there already is the past
    found = find("antigo")
    assert (said(found), found["messages"]["is_complete"]) == ([], False)
    index(context)
    found = find("antigo")
    assert (said(found), found["messages"]["is_complete"]) == (["bem antigo"], True)


def test_far_behind_the_past_is_left_to_the_background(
    context: Context,
    write: Callable[..., int],
    find: Callable[..., dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write("wamid.1", "primeira")
    age(context)
    index(context)
    with transaction(context.sessions) as session:
        first = session.scalars(select(Message)).one()
        for block in (1, 2):
            session.add(
                Message(
                    id=block * BLOCK + 5,
                    conversation_id=first.conversation_id,
                    sender_type="customer",
                    message_type="text",
                    content=f"bloco {block}",
                    status="received",
                    sent_at=first.sent_at,
                )
            )
    monkeypatch.setattr(indexing, "FAR_BEHIND", 10)
    monkeypatch.setattr(indexing, "BATCH", 0)
    index_news(context)
    assert find("bloco")["messages"]["is_complete"] is False
    index(context)
    assert said(find("bloco")) == ["bloco 2", "bloco 1"]
    assert said(find("primeira")) == ["primeira"]


def test_a_message_that_may_still_have_an_elder_is_not_passed_over(
    context: Context, write: Callable[..., int], find: Callable[..., dict[str, Any]]
) -> None:
    index_news(context)
    write("wamid.1", "recente")
    index_news(context)
    with context.sessions() as session:
        newest = session.scalars(select(Message.id)).one()
        assert session.scalars(select(Progress.up_to)).one() < newest
    assert said(find("recente")) == ["recente"]


def test_what_changes_while_a_block_is_made_keeps_it_due(
    context: Context, write: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    write("wamid.1", "palavra")
    age(context)
    index(context)
    with transaction(context.sessions) as session:
        session.execute(update(Block).values(due_at=utc_now()))
        message_id = session.scalars(select(Message.id)).one()
    read = indexing._read

    def changed_meanwhile(*given: Any) -> None:
        read(*given)
        with transaction(context.sessions) as session:
            session.execute(update(Message).values(content="outra"))
            mark_changed(session, message_id)
        index_news(context)

    monkeypatch.setattr(indexing, "_read", changed_meanwhile)
    make_block(context, message_id // BLOCK)
    with context.sessions() as session:
        assert due_block(session) == message_id // BLOCK


def test_two_never_write_at_once(context: Context, write: Callable[..., int]) -> None:
    write("wamid.1", "palavra")
    age(context)
    index_news(context)
    with context.sessions() as holder:
        holder.execute(select(Progress).with_for_update()).all()
        with transaction(context.sessions) as session:
            session.add(Changed(message_id=1))
        index_news(context)  # returns at once, nothing done
        with context.sessions() as session:
            assert session.scalars(select(Changed.message_id)).all() == [1]


def test_the_index_of_a_message_that_is_gone_leads_nowhere(
    context: Context, write: Callable[..., int], find: Callable[..., dict[str, Any]]
) -> None:
    write("wamid.1", "palavra")
    age(context)
    index(context)
    with transaction(context.sessions) as session:
        session.execute(text("SET FOREIGN_KEY_CHECKS = 0"))
        session.execute(delete(Message))
    assert said(find("palavra")) == []
