"""Our signatures, verified by somebody else's code."""

from base64 import b64encode

import dkim as other
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from newsletter import dkim

MAIL = (
    b"Message-ID: <1@forum.example>\r\nTo: leser@ort.example\r\n"
    b"List-Unsubscribe: <https://forum.example/x/>,\r\n <mailto:a@forum.example>\r\n"
    b"From: Forum <forum@forum.example>\r\nSubject:  Neun   Minuten \r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    b"Date: Sun, 22 Nov 2026 10:00:00 +0100\r\n\r\nHallo  Welt \t\r\n.. Punkt\r\n\r\n\r\n"
)


def fresh_key(tmp_path):
    """A private key and the file it is in."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    path = tmp_path / "dkim.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return key, path


@pytest.fixture
def record(settings, tmp_path):
    """The DNS record of a fresh key, which is set."""
    key, path = fresh_key(tmp_path)
    settings.EMAIL_DKIM_DOMAIN, settings.EMAIL_DKIM_SELECTOR, settings.EMAIL_DKIM_KEY = "forum.example", "f", str(path)
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return b"v=DKIM1; k=rsa; p=" + b64encode(public)


def verifies(message: bytes, record: bytes) -> bool:
    return other.verify(message, dnsfunc=lambda name, timeout=5: record)


def test_signature_is_valid_for_others(record):
    signed = dkim.signed(MAIL)

    assert signed.endswith(MAIL)
    assert verifies(signed, record)
    assert b"list-unsubscribe:list-unsubscribe-post" in signed


@pytest.mark.parametrize(
    ("old", "new"), [(b"Hallo", b"Tschau"), (b"One-Click", b"Two-Click"), (b"forum@forum", b"boese@forum")]
)
def test_changed_mail_is_noticed(record, old, new):
    assert not verifies(dkim.signed(MAIL).replace(old, new), record)


def test_nothing_is_signed_without_a_key(settings):
    settings.EMAIL_DKIM_DOMAIN = ""

    assert dkim.signed(MAIL) == MAIL
