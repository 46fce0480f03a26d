"""Signed links in mails: one purpose each, usable until the purpose ends, never a log-in.

A link may be fetched by a scanner before the person sees it, so a token is not burnt by use: the act behind
it is harmless to repeat. Keys rotate by SECRET_KEY and SECRET_KEY_FALLBACKS.
"""

from datetime import timedelta
from typing import Any

from django.core import signing


class InvalidToken(Exception):
    """Forged, for another purpose, or too old. All three look the same to whoever holds it."""


def sign(purpose: str, value: Any) -> str:
    """A URL-safe token for `value` (anything JSON can hold) that only `read(purpose, …)` accepts."""
    return signing.dumps(value, salt=f"forum.{purpose}")


def read(purpose: str, token: str, max_age: timedelta | None = None) -> Any:
    """The signed value, or InvalidToken."""
    try:
        return signing.loads(token, salt=f"forum.{purpose}", max_age=max_age)
    except (signing.BadSignature, ValueError) as error:
        raise InvalidToken from error
