"""Names and certificates; the certificate is asked of a real TLS server."""

import datetime
import socket
import ssl
import threading
from contextlib import contextmanager

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from control_plane.domains import certificate_until, judge, own_addresses, resolve

UNTIL = datetime.datetime(2030, 1, 2, tzinfo=datetime.UTC)


@contextmanager
def edge(folder, *, refuses=False):
    """Serves one certificate for whatever name; or none."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "chat.acme.example")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(UNTIL - datetime.timedelta(days=90))
    certificate = builder.not_valid_after(UNTIL).sign(key, hashes.SHA256())
    pem = folder / "edge.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    if refuses:
        context.sni_callback = lambda *_: ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        raw, _ = listener.accept()
        try:
            context.wrap_socket(raw, server_side=True).close()
        except OSError:
            raw.close()

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"127.0.0.1:{listener.getsockname()[1]}"
    thread.join(10)
    listener.close()


def test_the_end_of_what_the_edge_serves(tmp_path):
    with edge(tmp_path) as address:
        assert certificate_until(address, "chat.acme.example") == UNTIL


def test_an_edge_that_serves_none(tmp_path):
    with edge(tmp_path, refuses=True) as address:
        assert certificate_until(address, "nobody.example") is None


def test_no_edge():
    assert certificate_until("127.0.0.1:9", "chat.acme.example") is None


def test_a_name_that_the_system_knows_and_one_that_cannot_be():
    assert resolve("localhost") & {"127.0.0.1", "::1"}
    assert resolve(f"{'a' * 70}.example") == set()


def test_nobody_answers(monkeypatch):
    def silence(*_arguments, **_options):
        raise socket.gaierror(socket.EAI_AGAIN, "try again")

    monkeypatch.setattr(socket, "getaddrinfo", silence)
    assert resolve("chat.acme.example") is None


NAMES = {"edge.example": {"192.0.2.1", "2001:db8::1"}}


@pytest.mark.parametrize(
    ("configured", "ours"),
    [
        ("192.0.2.9, edge.example", {"192.0.2.9", "192.0.2.1", "2001:db8::1"}),
        ("2001:db8::7", {"2001:db8::7"}),
        ("gone.example", None),
        ("", set()),
    ],
)
def test_the_platforms_own_addresses(configured, ours):
    assert own_addresses(configured, NAMES.get) == ours


@pytest.mark.parametrize(
    ("found", "state"),
    [
        ({"192.0.2.1"}, "here"),
        ({"192.0.2.1", "198.51.100.7"}, "elsewhere"),
        ({"198.51.100.7"}, "elsewhere"),
        (set(), "nowhere"),
    ],
)
def test_every_address_must_be_ours(found, state):
    assert judge(found, {"192.0.2.1", "2001:db8::1"}) == state
