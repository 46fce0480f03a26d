"""A mail catcher: takes every mail by SMTP, keeps it on disk and delivers nothing.

    python -m forum.embedded.mailbox DIRECTORY SMTP_PORT INBOX_PORT

Listens on this machine only. One file per mail, as received, with the envelope in front; a mail is
acknowledged when its file is complete, so a killed catcher loses nothing it said yes to.
"""

import asyncio
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

from aiosmtpd.smtp import SMTP, Envelope, Session

SENDER, RECIPIENT = "X-Envelope-From", "X-Envelope-To"
LARGEST_MAIL = 40 * 1024 * 1024
_number = threading.Lock()


@dataclass(frozen=True)
class Mail:
    """One mail on disk; `key` names it in the inbox."""

    path: Path

    @property
    def key(self) -> str:
        return self.path.stem

    @property
    def received_at(self) -> datetime:
        """In the portal's time, whatever zone the machine keeps: both are read side by side."""
        return datetime.fromtimestamp(int(self.key) / 1e9, ZoneInfo("Europe/Berlin"))

    @cached_property
    def headers(self) -> EmailMessage:
        with self.path.open("rb") as file:
            return BytesHeaderParser(policy=policy.default).parse(file)

    @cached_property
    def message(self) -> EmailMessage:
        with self.path.open("rb") as file:
            return BytesParser(policy=policy.default).parse(file)

    def header(self, name: str) -> str:
        return str(self.headers.get(name, "")).strip()

    @property
    def text(self) -> str:
        return self._body("plain")

    @property
    def html(self) -> str:
        return self._body("html")

    def _body(self, kind: str) -> str:
        part = self.message.get_body(preferencelist=(kind,))
        if part is None:
            return ""
        try:
            return part.get_content()
        except (LookupError, UnicodeError):
            # An unknown or wrong character set: show what can be read.
            return bytes(part.get_payload(decode=True) or b"").decode(errors="replace")

    @property
    def attachments(self) -> list[EmailMessage]:
        return list(self.message.iter_attachments())

    @property
    def links(self) -> list[str]:
        """Every address a reader can follow, once each, in reading order: text first, then what only the HTML has."""
        found = re.findall(r"https?://[^\s<>\"]+", self.text)
        hrefs = _Hrefs()
        hrefs.feed(self.html)
        return list(dict.fromkeys([link.rstrip(".,;:!?)") for link in found] + hrefs.found))

    @property
    def one_click(self) -> str:
        """The address a mail program would post to for "Abbestellen" (RFC 8058), or an empty string."""
        if "one-click" not in self.header("List-Unsubscribe-Post").lower():
            return ""
        match = re.search(r"<(https?://[^>]+)>", self.header("List-Unsubscribe"))
        return match[1] if match else ""


class _Hrefs(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href") if tag == "a" else None
        if href and href.startswith(("http://", "https://")):
            self.found.append(href)


class Mailbox:
    """The mails in one directory, newest first."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)

    def __iter__(self) -> Iterator[Mail]:
        names = sorted(
            (entry.name for entry in os.scandir(self.directory) if entry.name.endswith(".eml")), reverse=True
        )
        return (Mail(self.directory / name) for name in names)

    def __len__(self) -> int:
        return sum(entry.name.endswith(".eml") for entry in os.scandir(self.directory))

    def get(self, key: str) -> Mail | None:
        mail = Mail(self.directory / f"{key}.eml")
        return mail if key.isdigit() and mail.path.exists() else None

    def keep(self, sender: str, recipients: list[str], content: bytes) -> Mail:
        """Store a mail completely or not at all."""
        envelope = [(SENDER, sender), *((RECIPIENT, recipient) for recipient in recipients)]
        head = "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in envelope)
        with _number:
            mail = Mail(self.directory / f"{time.time_ns()}.eml")
            unfinished = mail.path.with_suffix(".new")
            unfinished.write_bytes(head.encode() + content)
            unfinished.rename(mail.path)
        return mail

    def clear(self) -> None:
        for mail in self:
            mail.path.unlink(missing_ok=True)


class _Catcher:
    """aiosmtpd calls this once per mail."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the name is aiosmtpd's
        try:
            self.mailbox.keep(envelope.mail_from or "", envelope.rcpt_tos, envelope.original_content or b"")
        except OSError as error:
            # A temporary refusal: the sender keeps its row and tries again.
            return f"452 4.3.1 {error.strerror}"
        return "250 2.0.0 angenommen"


async def serve(directory: Path, smtp_port: int, inbox_port: int) -> None:
    """Run both servers until SIGTERM or SIGINT."""
    from forum.embedded.inbox import inbox_server

    mailbox = Mailbox(directory)
    loop = asyncio.get_running_loop()
    smtp = await loop.create_server(
        lambda: SMTP(_Catcher(mailbox), hostname="localhost", enable_SMTPUTF8=True, data_size_limit=LARGEST_MAIL),
        host="127.0.0.1",
        port=smtp_port,
    )
    web = inbox_server(mailbox, inbox_port)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    end = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end.set)
    await end.wait()
    smtp.close()
    web.shutdown()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
