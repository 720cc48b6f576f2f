"""An attendant whose network is that of a village in the rain."""

import os
import re

import pytest
from playwright.sync_api import expect

from tests.e2e.journeys.cast import Customer, Person, Seat
from tests.e2e.journeys.conftest import Sit

pytestmark = pytest.mark.e2e

SLOW = {"offline": False, "latency": 2000, "downloadThroughput": 35_000, "uploadThroughput": 32_000}
FAST = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
AT_ONCE = 1_000
NOISE = 180_000
"""Bytes: some five seconds of the slow network."""


def test_writing_over_a_slow_network(sit: Sit, attendant: Person, celia: Customer) -> None:
    seat = sit(attendant)
    seat.take_the_first(celia)
    network = seat.page.context.new_cdp_session(seat.page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", SLOW)
    shows_at_once_and_sends_once(seat, celia)
    shows_how_far_a_file_is(seat, celia)
    gives_a_file_up(seat, celia)
    network.send("Network.emulateNetworkConditions", FAST)
    seat.say("Agora sim")
    assert [celia.times_got(words) for words in ("Um de três", "Dois de três", "Três de três")] == [1, 1, 1]


def shows_at_once_and_sends_once(seat: Seat, customer: Customer) -> None:
    for words in ("Um de três", "Dois de três", "Três de três"):
        seat.composer.fill(words)
        seat.composer.press("Enter")
        seat.composer.press("Enter")  # an impatient one
        expect(seat.bubble(words)).to_be_visible(timeout=AT_ONCE)
        expect(seat.composer).to_have_value("")
    customer.got("Três de três")
    for words in ("Um de três", "Dois de três", "Três de três"):
        seat.sees(words)
    order = [re.search(r"(Um|Dois|Três) de três", str(each)) for each in customer.phone()]
    assert [found[1] for found in order if found] == ["Um", "Dois", "Três"]


def attach(seat: Seat, name: str) -> None:
    seat.page.get_by_role("button", name="Anexar").click()
    with seat.page.expect_file_chooser() as chooser:
        seat.page.get_by_text("Documento", exact=True).click()
    file = {"name": name, "mimeType": "text/plain", "buffer": os.urandom(NOISE // 2).hex().encode()}
    chooser.value.set_files(file)


def shows_how_far_a_file_is(seat: Seat, customer: Customer) -> None:
    attach(seat, "orcamento.txt")
    bar = seat.page.get_by_role("progressbar", name=re.compile("orcamento.txt"))
    expect(bar).to_be_visible(timeout=AT_ONCE)
    seat.page.get_by_role("button", name="Enviar mensagem", exact=True).click()
    expect(seat.messages.get_by_text("orcamento.txt")).to_be_visible(timeout=AT_ONCE)
    expect(seat.messages.get_by_role("progressbar")).to_be_visible(timeout=AT_ONCE)
    customer.got("orcamento.txt")
    expect(seat.messages.get_by_role("progressbar")).to_be_hidden()
    assert customer.times_got("orcamento.txt") == 1


def gives_a_file_up(seat: Seat, customer: Customer) -> None:
    attach(seat, "engano.txt")
    tray = seat.page.get_by_role("list", name="Arquivos a enviar")
    seat.page.get_by_role("button", name="Cancelar o envio de engano.txt").click()
    expect(tray).to_be_hidden(timeout=AT_ONCE)
    seat.say("Sem o arquivo")
    customer.got("Sem o arquivo")
    assert customer.times_got("engano.txt") == 0
