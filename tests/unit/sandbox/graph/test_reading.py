from tests.unit.sandbox.doubles import Sandbox, error_of


def test_a_message_and_those_before_it_are_read(sandbox: Sandbox) -> None:
    sandbox.write(text="um")
    sandbox.timeline.run(1)
    second = sandbox.write(text="dois")["wamid"]
    sandbox.timeline.run(1)
    sandbox.write(text="três")
    answer = sandbox.graph(
        "POST",
        f"{sandbox.number}/messages",
        {"messaging_product": "whatsapp", "status": "read", "message_id": second},
    )
    assert answer.get_json() == {"success": True}
    assert [message["status"] for message in sandbox.chat()] == ["read", "read", "delivered"]


def test_what_the_number_never_got_cannot_be_read(sandbox: Sandbox) -> None:
    own = sandbox.send().get_json()["messages"][0]["id"]
    for wamid in (own, "wamid.unknown"):
        body = {"messaging_product": "whatsapp", "status": "read", "message_id": wamid}
        assert error_of(sandbox.graph("POST", f"{sandbox.number}/messages", body)) == (400, 131009)
