"""Who plays in the journeys: the client's people, each before a browser, and customers with a phone."""

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from playwright.sync_api import Error, Locator, Page, expect

from tests.e2e.platform import Desk, Platform, eventually, visit

PASSWORD = "quatro palavras bem soltas"
Json = dict[str, Any]


@dataclass(frozen=True)
class Person:
    """Somebody of the client's."""

    id: int
    name: str
    email: str


def hire(platform: Platform, first_name: str, role: str = "atendente") -> Person:
    """Somebody nobody else plays with, who is there already as the journey begins."""
    mark = uuid4().hex[:5]
    body = {
        "name": f"{first_name} {mark}",
        "email": f"{mark}@acme.example",
        "password": PASSWORD,
        "role": role,
        "locale": "pt-BR",
    }
    answer = platform.sign_in(as_admin=True).call("POST", "/users", json=body)
    assert answer.status_code == 201, answer.text
    return Person(answer.json()["id"], body["name"], body["email"])


def arrange(admin: Desk, path: str, body: Json) -> Json:
    """What the client's admin set up before the day began."""
    answer = admin.call("POST", path, json=body)
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


class Customer:
    """Somebody with a phone: writes, reads, taps."""

    def __init__(self, platform: Platform, first_name: str) -> None:
        self.platform = platform
        self.name = f"{first_name} {uuid4().hex[:5]}"
        self.wa_id = f"5511955{uuid4().int % 10**6:06}"
        platform.sandbox("POST", "/customers", json={"name": self.name, "wa_id": self.wa_id})

    def writes(self, text: str, **more: Any) -> None:
        self.sends("text", text=text, **more)

    def sends(self, kind: str, **content: Any) -> None:
        who = {"phone_number_id": self.platform.number, "wa_id": self.wa_id}
        self.platform.sandbox("POST", "/inbound", json=who | {"type": kind} | content)

    def taps(self, asked: Json, place: int) -> None:
        """One line of a list that was sent."""
        row = asked["content"]["action"]["sections"][0]["rows"][place]
        self.sends("interactive", reply={"type": "list_reply", **row}, reply_to=asked["wamid"])

    def phone(self) -> list[Json]:
        """What our side sent, oldest first."""
        query = {"phone_number_id": self.platform.number, "customer": self.wa_id}
        shown = self.platform.sandbox("GET", "/messages", params=query)["data"]
        return [each for each in shown if each["direction"] == "outbound"]

    def got(self, words: str) -> Json:
        """The newest message with these words, once it is on the phone."""

        def look() -> Json | None:
            return next((each for each in reversed(self.phone()) if words in _text_of(each)), None)

        return eventually(look, f"“{words}” on the phone of {self.name}")

    def times_got(self, words: str) -> int:
        return sum(words in _text_of(each) for each in self.phone())


def _text_of(message: Json) -> str:
    return json.dumps(message, ensure_ascii=False)


class Seat:
    """One person before one browser: does what hands do, tells what eyes see."""

    def __init__(self, page: Page, platform: Platform) -> None:
        self.page = page
        self.platform = platform
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    @property
    def rows(self) -> Locator:
        """The list at the left."""
        return self.page.get_by_role("list", name="Lista de conversas").get_by_role("link")

    @property
    def messages(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def composer(self) -> Locator:
        return self.page.get_by_role("textbox", name="Mensagem para")

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    def row(self, customer: Customer) -> Locator:
        return self.rows.filter(has_text=customer.name)

    def thread(self, customer: Customer) -> Locator:
        return self.page.get_by_role("region", name=f"Conversa com {customer.name}")

    def arrive(self) -> None:
        """At the sign-in page. A network of the machine that changes may cost Chromium a part of it."""
        again = self.page.get_by_role("button", name="Tentar de novo")
        email = self.page.get_by_label("E-mail")

        def is_there() -> bool:
            expect(email.or_(again)).to_be_visible()
            if again.is_visible():
                again.click()
            return email.is_visible()

        visit(self.page, self.platform.tenant_url)
        eventually(is_there, "the sign-in page")

    def sign_in(self, person: Person, password: str = PASSWORD) -> None:
        self.arrive()
        self.page.get_by_label("E-mail").fill(person.email)
        self.page.get_by_label("Senha", exact=True).fill(password)
        self.page.get_by_role("button", name="Entrar").click()
        expect(self.page.get_by_role("group", name="Filtrar conversas")).to_be_visible()

    def sign_out(self, person: Person) -> None:
        self.account(person)
        self.page.get_by_role("button", name="Sair", exact=True).click()
        expect(self.page.get_by_role("button", name="Entrar")).to_be_visible()

    def account(self, person: Person) -> None:
        """The menu behind one's initials."""
        self.page.get_by_role("button", name=f"Conta de {person.name}").click()

    def tab(self, name: str) -> None:
        found = self.page.get_by_role("group", name="Filtrar conversas")
        found.get_by_role("button", name=re.compile(f"^{name}")).click()

    def open(self, customer: Customer) -> None:
        self.row(customer).first.click()
        expect(self.thread(customer)).to_be_visible()

    def press(self, button: Locator, wanted: Locator) -> None:
        """Again while nothing comes of it: a request is lost when a network of the machine changes, and a
        click right after something was sent is taken for the second one of a double click.
        """

        def has_come() -> bool:
            if not wanted.is_visible():
                with suppress(Error):  # it goes as it is pressed
                    button.click(timeout=1_000)
            return wanted.is_visible()

        eventually(has_come, f"{wanted} after {button}")

    def take(self) -> None:
        """Where nobody answers yet."""
        self.press(self.page.get_by_role("button", name="Assumir conversa"), self.composer)

    def take_the_first(self, customer: Customer, words: str = "Quero falar com uma pessoa") -> None:
        """The customer asks for a person; the one who sits here is quickest."""
        customer.writes(words)
        self.open(customer)
        self.take()

    def say(self, text: str) -> None:
        self.composer.fill(text)
        self.composer.press("Enter")
        self.sees(text)

    def bubble(self, text: str) -> Locator:
        return self.messages.get_by_text(text)

    def sees(self, text: str) -> None:
        """Once, and not twice, in the thread."""
        expect(self.bubble(text)).to_have_count(1)

    def act_on(self, text: str) -> Locator:
        """What can be done with a message: shown while the mouse is over it."""
        self.bubble(text).hover()
        return self.page.get_by_role("group", name="Ações da mensagem")

    def is_told(self, text: str) -> None:
        """A short notice at the edge of the screen."""
        expect(self.page.get_by_role("status").filter(has_text=text).first).to_be_visible()

    def search(self, text: str) -> None:
        self.page.get_by_role("searchbox", name="Nome, número, protocolo ou mensagem").fill(text)

    def close(self, reason: str = "", note: str = "") -> None:
        """Asked why, where there are reasons."""
        self.page.get_by_role("button", name="Encerrar", exact=True).click()
        told = self.page.get_by_role("status").filter(has_text="Conversa encerrada.")
        expect(self.dialog.or_(told).first).to_be_visible()
        if self.dialog.is_visible():
            if reason:
                self.dialog.get_by_label("Motivo").select_option(label=reason)
            self.dialog.get_by_label("Observação (opcional)").fill(note)
            self.dialog.get_by_role("button", name="Encerrar", exact=True).click()
        self.is_told("Conversa encerrada.")

    def write_note(self, text: str) -> None:
        self.page.get_by_role("button", name="Nota interna").click()
        note = self.page.get_by_role("textbox", name="Nota interna")
        note.fill(text)
        note.press("Enter")
        self.page.get_by_role("button", name="Responder", exact=True).click()
