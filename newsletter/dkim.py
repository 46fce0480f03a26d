"""DKIM signatures of our own (RFC 6376, RFC 8463), for operators whose mail relay does not sign.

With EMAIL_DKIM_DOMAIN, EMAIL_DKIM_SELECTOR and EMAIL_DKIM_KEY (a PEM file, RSA or Ed25519) every issue is signed before
it is handed over. Relaxed canonicalisation on both sides, so that a relay may fold lines anew. The unsubscribe headers
are under the signature, as RFC 8058 §4 demands.
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings

SIGNED = (
    "from",
    "reply-to",
    "to",
    "subject",
    "date",
    "message-id",
    "list-id",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "mime-version",
    "content-type",
)
_SPACES = re.compile(rb"[ \t]+")


def signed(message: bytes) -> bytes:
    """`message` (CRLF) with a signature in front, or as it is when no key is configured."""
    if not settings.EMAIL_DKIM_DOMAIN:
        return message
    algorithm, sign = _signer(settings.EMAIL_DKIM_KEY)
    head, _gap, body = message.partition(b"\r\n\r\n")
    present = {name: line for name, line in _headers(head) if name in SIGNED}
    names = [name for name in SIGNED if name in present]
    body_hash = b64encode(hashlib.sha256(_relaxed_body(body)).digest()).decode()
    field = (
        f"v=1; a={algorithm}; c=relaxed/relaxed; d={settings.EMAIL_DKIM_DOMAIN}; s={settings.EMAIL_DKIM_SELECTOR};\r\n"
        f" h={':'.join(names)};\r\n bh={body_hash};\r\n b="
    )
    covered = b"".join(present[name] + b"\r\n" for name in names) + _relaxed("dkim-signature", field.encode())
    signature = b64encode(sign(covered)).decode()
    folded = "\r\n ".join(signature[at : at + 72] for at in range(0, len(signature), 72))
    return f"DKIM-Signature: {field}{folded}\r\n".encode() + message


@lru_cache(maxsize=2)
def _signer(path: str) -> tuple[str, Callable[[bytes], bytes]]:
    key = load_pem_private_key(Path(path).read_bytes(), password=None)
    if isinstance(key, Ed25519PrivateKey):
        return "ed25519-sha256", lambda covered: key.sign(hashlib.sha256(covered).digest())
    if isinstance(key, RSAPrivateKey):
        return "rsa-sha256", lambda covered: key.sign(covered, PKCS1v15(), SHA256())
    raise ValueError("EMAIL_DKIM_KEY must hold an RSA or Ed25519 key.")


def _headers(head: bytes) -> list[tuple[str, bytes]]:
    """Name and relaxed line of each header field (RFC 6376 §3.4.2)."""
    lines = re.sub(rb"\r\n(?=[ \t])", b"", head).split(b"\r\n")
    fields = [line.partition(b":") for line in lines]
    return [
        (name.decode().strip().lower(), _relaxed(name.decode().strip().lower(), value))
        for name, _colon, value in fields
    ]


def _relaxed(name: str, value: bytes) -> bytes:
    unfolded = value.replace(b"\r\n", b"")
    return name.encode() + b":" + _SPACES.sub(b" ", unfolded).strip()


def _relaxed_body(body: bytes) -> bytes:
    """RFC 6376 §3.4.4: runs of blanks become one, none at line ends, no empty lines at the end."""
    lines = [_SPACES.sub(b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    text = b"\r\n".join(lines).rstrip(b"\r\n")
    return text + b"\r\n" if text else b""
