import pytest

from tests.unit.sandbox.doubles import Sandbox, error_of


@pytest.mark.parametrize(
    ("to", "wa_id"),
    [
        ("+5511987650101", "5511987650101"),
        ("+55 (11) 98765-0101", "5511987650101"),
        ("11987650101", "5511987650101"),  # without + the business's country code is added
        ("+5531998760202", "553198760202"),  # a known customer whose id lacks the ninth digit
        ("+5585998112233", "558598112233"),  # never seen: from area code 31 on it is dropped
        ("+5521998112233", "5521998112233"),
    ],
)
def test_the_answer_names_the_id_that_whatsapp_knows(sandbox: Sandbox, to: str, wa_id: str) -> None:
    assert sandbox.send(to=to).get_json()["contacts"] == [{"input": to, "wa_id": wa_id}]


def test_the_sender_cannot_be_the_recipient(sandbox: Sandbox) -> None:
    assert error_of(sandbox.send(to="+551140040001")) == (400, 131021)


@pytest.mark.parametrize(("to", "code"), [(None, 100), (5511, 100), ("+123", 131009), ("Marina", 131009)])
def test_what_is_no_recipient(sandbox: Sandbox, to: object, code: int) -> None:
    assert error_of(sandbox.send(to=to)) == (400, code)


def test_a_user_id_reaches_its_customer(sandbox: Sandbox) -> None:
    sandbox.write()
    user_id = sandbox.tenant.values()[0]["contacts"][0]["user_id"]
    contacts = sandbox.send(to=None, recipient=user_id).get_json()["contacts"]
    assert contacts == [{"input": user_id, "user_id": user_id}]
    assert sandbox.chat()[-1]["direction"] == "outbound"
    assert error_of(sandbox.send(to=None, recipient="BR.1")) == (400, 131009)
