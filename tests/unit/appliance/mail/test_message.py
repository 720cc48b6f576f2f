"""E-mails say the same in three languages; nothing people write gets into their headers or markup."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape

import pytest

from appliance.accounts.models import User
from appliance.brand.palette import palettes
from appliance.brand.shown import Shown
from appliance.mail import outbox
from appliance.mail.message import OWN_COLOUR, compose
from appliance.mail.words import WORDS
from appliance.settings import TenantSettings
from foundation.mail_settings import MailSettings

URL = "https://acme.example/invitation/abc-DEF_123"
SETTINGS = MailSettings("smtp.example", 587, "starttls", "desk@acme.example")
KINDS = {
    outbox.INVITATION,
    outbox.PASSWORD_RESET,
    outbox.PASSWORD_CHANGED,
    outbox.SECOND_FACTOR_ON,
    outbox.SECOND_FACTOR_OFF,
}


def composed(
    kind: str = outbox.INVITATION,
    *,
    name: str = "Ana",
    locale: str | None = None,
    company: str = "Padaria do Zé",
    **brand: str,
) -> EmailMessage:
    """As it arrives: written to the wire and read again."""
    tenant = TenantSettings("t", "acme", company, "pt-BR", "America/Sao_Paulo", "https://acme.example", "")
    user = User(id=1, name=name, email="ana@acme.example", role="atendente", locale=locale)
    url = URL if kind in {outbox.INVITATION, outbox.PASSWORD_RESET} else None
    message = compose(tenant, Shown(company, **brand), SETTINGS, user, kind, url=url)
    return message_from_bytes(message.as_bytes(), policy=policy.default)


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize("locale", WORDS)
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_said_in_every_language(kind: str, locale: str) -> None:
    message = composed(kind, locale=locale)
    words = WORDS[locale][kind]
    assert "Padaria do Zé" in message["Subject"]
    for text in (text_of(message), unescape(text_of(message, "html"))):
        assert words["note"].format(company="Padaria do Zé") in text
        assert "Ana" in text
        assert "{" not in text
        assert (URL in text) is bool(words["button"])


def test_it_has_the_clients_logo_and_colour() -> None:
    html = text_of(composed(colour="#ffd400", logo="ab" * 16), "html")
    assert f'<img src="https://acme.example/brand/{"ab" * 16}/logo.png" alt="Padaria do Zé"' in html
    assert f"background:{palettes('#ffd400')['light'].primary};" in html


def test_without_a_logo_there_is_no_picture() -> None:
    html = text_of(composed(), "html")
    assert "<img" not in html
    assert f"background:{OWN_COLOUR};" in html


def test_all_languages_have_the_same_words() -> None:
    shapes = [{kind: sorted(words) for kind, words in one.items()} for one in WORDS.values()]
    assert shapes == [shapes[0]] * 3
    assert set(shapes[0]) == KINDS


def test_it_comes_from_the_company_and_asks_for_no_answer() -> None:
    message = composed()
    assert message["From"].addresses[0].display_name == "Padaria do Zé"
    assert message["From"].addresses[0].addr_spec == "desk@acme.example"
    assert message["To"].addresses[0].addr_spec == "ana@acme.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@acme.example>")
    assert message["Date"]


def test_who_chose_no_language_reads_the_company_s() -> None:
    assert "Seu acesso" in composed(locale=None)["Subject"]
    assert "Seu acesso" in composed(locale="xx")["Subject"]


@pytest.mark.parametrize(
    "name",
    [
        "Ana\r\nBcc: all@rival.example",
        "Ana\nSubject: x",
        "Ana\x00\u2028Bcc: a@b.example",
        "Ana <x@y.example>, Bia",
    ],
)
def test_no_name_begins_another_header_or_recipient(name: str) -> None:
    message = composed(name=name, company=name)
    assert message["Bcc"] is None
    assert [one.addr_spec for one in message["To"].addresses] == ["ana@acme.example"]
    assert [one.addr_spec for one in message["From"].addresses] == ["desk@acme.example"]
    assert message.get_all("Subject") == [message["Subject"]]


def test_a_name_is_no_markup_and_no_pattern() -> None:
    message = composed(name="<img src=x onerror=alert(1)> {company} {{ url }} {0}", company="{name} & Cia")
    html = text_of(message, "html")
    assert "<img" not in html
    assert "&lt;img src=x onerror=alert(1)&gt; {company} {{ url }} {0}" in html
    assert "{name} &amp; Cia" in html
    assert "<img src=x onerror=alert(1)> {company} {{ url }} {0}" in text_of(message)


@pytest.mark.parametrize("name", ["日本語の長い名前" * 10, "x" * 120, "José 🙂 da Silva"])
def test_any_name_is_written_whole(name: str) -> None:
    read = composed(name=name)["To"].addresses[0].display_name
    # Python's parser keeps the blanks between encoded words that RFC 2047, 6.2, has readers drop
    assert read.replace(" ", "") == name.replace(" ", "")
