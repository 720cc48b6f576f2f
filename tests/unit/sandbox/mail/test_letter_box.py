"""What arrived is listed, shown and told."""

from email.message import EmailMessage

from flask import Flask

from sandbox.live import Live
from sandbox.mail.letters import KEPT, Letters


def letter(subject: str = "Convite", html: str = "") -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "ACME <desk@acme.example>", "a@x.example", subject
    message.set_content("Escolha sua senha: http://acme.localhost:8080/invitation?token=x\n")
    if html:
        message.add_alternative(html, subtype="html")
    return bytes(message)


def test_the_newest_is_first(app: Flask) -> None:
    for subject in ("Primeiro", "Segundo"):
        app.extensions["letters"].take(("ana@acme.example",), letter(subject))
    listed = app.test_client().get("/sandbox/mails").get_json()["data"]
    assert [each["subject"] for each in listed] == ["Segundo", "Primeiro"]
    assert listed[0]["sender"] == "ACME <desk@acme.example>"
    assert listed[0]["recipients"] == ["ana@acme.example"]
    assert "invitation?token=x" in listed[0]["text"]


def test_html_is_shown_without_scripts_and_without_this_pages_origin(app: Flask) -> None:
    kept = app.extensions["letters"].take(("a@x.example",), letter(html="<p>Oi<script>alert(1)</script>"))
    answer = app.test_client().get(f"/sandbox/mails/{kept.id}/html")
    policy = answer.headers["Content-Security-Policy"]
    assert "<p>Oi" in answer.text
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "script" not in policy
    assert "allow-same-origin" not in policy


def test_an_unknown_one_is_not_found(app: Flask) -> None:
    assert app.test_client().get("/sandbox/mails/7/html").status_code == 404


def test_open_pages_are_told() -> None:
    live = Live()
    letters = Letters(live, now=lambda: 7.0)
    frames = live.listen()
    next(frames)
    letters.take(("a@x.example",), letter())
    assert next(frames).startswith('event: mail\ndata: {"id":1,"at":7.0')


def test_the_oldest_make_room() -> None:
    letters = Letters(Live())
    for _ in range(KEPT + 1):
        letters.take((), letter())
    assert (len(letters.all()), letters.find(1)) == (KEPT, None)
