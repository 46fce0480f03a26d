"""What the portal writes into its log while the suite runs: no token, no password, no mail, no full address."""

import io
import logging
import re

from forum.demo.members import PASSWORD

FORBIDDEN = {
    "an address": re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"),
    "a signed token": re.compile(r":[\w-]{4,}:[\w-]{20,}"),
    "a password": re.compile(rf"{re.escape(PASSWORD)}|pass(word|wort)\d?['\"]?\s*[:=]", re.IGNORECASE),
    "the body of a mail": re.compile(r"^Impressum: |<mjml|<!doctype html", re.IGNORECASE | re.MULTILINE),
}


def told_too_much(text: str) -> list[str]:
    return [f"{what}: {found[0]}" for what, pattern in FORBIDDEN.items() if (found := pattern.search(text))]


def overheard() -> io.StringIO:
    """Everything the log's own handler writes from now on, as it writes it."""
    written = io.StringIO()
    (console,) = [handler for handler in logging.getLogger().handlers if handler.name == "console"]
    console.setStream(written)  # type: ignore[attr-defined]
    return written
