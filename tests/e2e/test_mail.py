"""From an invitation in the inbox, through the mail server, to somebody who is signed in."""

import re
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from foundation.http import http_session
from tests.e2e.platform import Desk, Platform, eventually, visit

pytestmark = pytest.mark.e2e

PASSWORD = "uma senha longa de teste"


def mail_to(platform: Platform, email: str) -> dict[str, Any]:
    """The newest e-mail that arrived there."""

    def look() -> dict[str, Any] | None:
        found = platform.sandbox("GET", "/mails")["data"]
        return next((each for each in found if each["recipients"] == [email]), None)

    return eventually(look, f"an e-mail to {email}")


def invite(platform: Platform, email: str) -> None:
    body = {"name": "Íris Novais", "email": email, "role": "atendente"}
    answer = platform.sign_in(as_admin=True).call("POST", "/users/invitations", json=body)
    assert answer.status_code == 201, answer.text
    assert answer.json()["invitation"]["url"] is None, "the link travels by e-mail alone"


def test_an_invitation_arrives_and_lets_its_person_in(platform: Platform) -> None:
    email = f"iris-{uuid4().hex[:8]}@acme.example"
    invite(platform, email)
    mail = mail_to(platform, email)
    assert "<atendimento@guiche.example>" in mail["sender"]
    link = re.search(rf"{re.escape(platform.tenant_url)}/invitation/(\S+)", mail["text"])
    assert link, mail["text"]
    path = f"{platform.tenant_url}/api/v1/auth/invitations/{link[1]}"
    with http_session() as session:
        assert session.get(path).json()["email"] == email
        assert session.post(path, json={"password": PASSWORD}).status_code == 200
        assert session.get(path).status_code == 410
    me = Desk(platform.tenant_url, email, PASSWORD).call("GET", "/auth/me").json()["user"]
    assert me["name"] == "Íris Novais"


def test_the_letter_box_shows_it_with_a_link_to_follow(platform: Platform, tab: Page) -> None:
    email = f"iris-{uuid4().hex[:8]}@acme.example"
    visit(tab, f"{platform.phone_url}/mail")
    invite(platform, email)
    letter = tab.get_by_test_id("mail").filter(has_text=email)
    expect(letter).to_be_visible(timeout=60_000)
    address = letter.get_by_role("link").filter(has_text="/invitation/").get_attribute("href")
    assert address is not None
    assert address.startswith(f"{platform.tenant_url}/invitation/")
