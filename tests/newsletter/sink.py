"""A real SMTP server that keeps what it accepts and can be told to misbehave."""

import asyncio
import email
import email.policy
from collections import Counter
from collections.abc import Callable

from aiosmtpd.controller import Controller


class Sink:
    """`at_recipient` and `after_data` get the address and answer a reply line, None for 250, or „drop“; `delay_for`
    answers how many seconds pass before the reply to a mail that was taken."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, bytes]] = []
        self.at_recipient: Callable[[str], str | None] = lambda address: None
        self.after_data: Callable[[str], str | None] = lambda address: None
        self.delay_for: Callable[[str], float] = lambda address: 0.0
        self.delay = 0.0
        self.refuses_sender = ""

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.refuses_sender:
            return self.refuses_sender
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        reply = self.at_recipient(address)
        if reply == "drop":
            server.transport.abort()
            return "421 gone"
        if reply:
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.delay:
            await asyncio.sleep(self.delay)
        address = envelope.rcpt_tos[0]
        reply = self.after_data(address)
        if reply == "drop":
            self.mails.append((address, envelope.original_content))
            server.transport.abort()
            return "250 OK"
        if reply:
            return reply
        self.mails.append((address, envelope.original_content))
        if seconds := self.delay_for(address):  # it has the mail and takes its time to say so
            await asyncio.sleep(seconds)
        return "250 OK"

    def by_recipient(self) -> Counter:
        return Counter(address for address, _content in self.mails)

    def message_ids(self, address: str) -> set[str]:
        return {self.parsed(content)["Message-ID"] for to, content in self.mails if to == address}

    @staticmethod
    def parsed(content: bytes) -> email.message.EmailMessage:
        return email.message_from_bytes(content, policy=email.policy.default)


def start(sink: Sink, port: int = 0, **options: object) -> Controller:
    """Listens on a free port of this machine; `controller.port` tells which. Stop it with `controller.stop()`."""
    if not port:
        import socket

        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port, **options)
    controller.start()
    return controller
