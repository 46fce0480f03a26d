"""Who takes our mail has to prove its name: the password goes to nobody else."""

import logging
import ssl
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import timezone

from newsletter.lanes import connect
from tests.newsletter import sink as sinks


@pytest.fixture
def certificate(tmp_path):
    """Signed by itself, for a server of this machine."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = timezone.now()
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "server.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture(params=["EMAIL_USE_TLS", "EMAIL_USE_SSL"])
def server(request, settings, certificate, monkeypatch):
    monkeypatch.setattr(logging.getLogger("mail.log"), "disabled", True)  # it complains of clients that hang up
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    from_the_start = request.param == "EMAIL_USE_SSL"
    options = {"ssl_context": context} if from_the_start else {"tls_context": context}
    controller = sinks.start(sinks.Sink(), **options)
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "localhost", controller.port, 5
    setattr(settings, request.param, True)
    yield
    controller.stop()


def test_server_that_nobody_vouches_for_gets_nothing(server):
    with pytest.raises(ssl.SSLCertVerificationError):
        connect()


def test_server_that_somebody_vouches_for_is_spoken_to(server, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    with connect() as connected:
        assert connected.noop()[0] == 250
