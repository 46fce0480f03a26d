"""Several persistent SMTP connections, each in a thread. A lane holds one mail at a time and knows no database.

With a relay some milliseconds away, latency and not the processor decides the rate; several connections hide it. The
caller marks a result before it gives the lane its next mail, so no more than one mail per lane is ever in flight.
"""

import logging
import smtplib
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Self

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from newsletter.letter import Letter, Recipient
from newsletter.links import sign

log = logging.getLogger(__name__)

# Enhanced status codes (RFC 3463) that say the mailbox does not exist or is closed for good.
_NO_SUCH_MAILBOX = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1")


@dataclass(frozen=True, slots=True)
class Outcome:
    delivery: int
    sent: bool
    permanent: bool = False
    unknown_mailbox: bool = False
    unreachable: bool = False
    reason: str = ""


def connect() -> smtplib.SMTP:
    """As Django does it for single mails: the settings' server, and a certificate that must be right."""
    backend = EmailBackend()
    backend.open()
    return backend.connection  # type: ignore[return-value]  # open, or it has raised


def envelope_sender(letter: Letter, recipient: Recipient) -> str:
    """Where bounces go. With a bounce mailbox each mail has its own address in it, so that any bounce finds its row."""
    if not settings.NEWSLETTER_BOUNCE_MAILBOX:
        return letter.sender
    name, _at, domain = settings.NEWSLETTER_BOUNCE_MAILBOX.partition("@")
    return f"{name}+{sign('bounce', letter.issue, recipient.subscriber).replace(':', '.')}@{domain}"


class _Lane(Thread):
    def __init__(self, results: "SimpleQueue[tuple[_Lane, Outcome]]") -> None:
        super().__init__(daemon=True)
        self.inbox: SimpleQueue[tuple[Recipient, Letter] | None] = SimpleQueue()
        self.results = results
        self.server: smtplib.SMTP | None = None

    def run(self) -> None:
        while job := self.inbox.get():
            try:
                outcome = self._send(*job)
            except Exception as error:  # whatever happens, the caller must hear of it
                log.exception("delivery %s could not be sent", job[0].delivery)
                outcome = Outcome(job[0].delivery, sent=False, permanent=True, reason=type(error).__name__)
            self.results.put((self, outcome))
        if self.server is not None:
            with suppress(OSError, smtplib.SMTPException):
                self.server.quit()

    def _send(self, recipient: Recipient, letter: Letter) -> Outcome:
        content = letter.for_recipient(recipient)
        if self.server is None:
            try:
                self.server = connect()
            except (OSError, smtplib.SMTPException) as error:
                return Outcome(recipient.delivery, sent=False, unreachable=True, reason=type(error).__name__)
        try:
            self.server.sendmail(envelope_sender(letter, recipient), [recipient.email], content)
        except (smtplib.SMTPSenderRefused, smtplib.SMTPHeloError) as error:  # it refuses us, whoever the recipient is
            self._close()
            return Outcome(recipient.delivery, sent=False, unreachable=True, reason=f"SMTP {error.smtp_code}")
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            return self._refused(recipient, code, words, at_recipient=True)
        except smtplib.SMTPResponseException as error:
            return self._refused(recipient, error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            return Outcome(recipient.delivery, sent=False, reason=type(error).__name__)
        return Outcome(recipient.delivery, sent=True)

    def _refused(self, recipient: Recipient, code: int, words: bytes | str, *, at_recipient: bool = False) -> Outcome:
        text = words.decode(errors="replace") if isinstance(words, bytes) else words
        if code == 421 or self.server is None or self.server.sock is None:
            self._close()
        return Outcome(
            recipient.delivery,
            sent=False,
            permanent=code >= 500,
            unknown_mailbox=at_recipient and code >= 500 and text.startswith(_NO_SUCH_MAILBOX),
            reason=f"SMTP {code}",
        )

    def _close(self) -> None:
        if self.server is not None:
            self.server.close()
            self.server = None


class Lanes:
    """`take` gives a mail to a free lane; `results` waits for at least one outcome and answers all there are.

    A lane that cannot connect retires: some relays allow fewer connections than asked for. None left means the mail
    server is away.
    """

    def __init__(self, count: int) -> None:
        self._results: SimpleQueue[tuple[_Lane, Outcome]] = SimpleQueue()
        self._free = [_Lane(self._results) for _ in range(count)]
        self._all = list(self._free)
        self.busy = 0

    def __enter__(self) -> Self:
        for lane in self._all:
            lane.start()
        return self

    def __exit__(self, *error: object) -> None:
        for lane in self._all:
            lane.inbox.put(None)
        for lane in self._all:
            lane.join(timeout=5)

    @property
    def free(self) -> int:
        return len(self._free)

    @property
    def working(self) -> bool:
        return bool(self._free or self.busy)

    def take(self, recipient: Recipient, letter: Letter) -> None:
        self._free.pop().inbox.put((recipient, letter))
        self.busy += 1

    def results(self) -> list[Outcome]:
        found = [self._results.get()]
        with suppress(Empty):
            while True:
                found.append(self._results.get_nowait())
        self.busy -= len(found)
        self._free += [lane for lane, outcome in found if not outcome.unreachable]
        return [outcome for _lane, outcome in found]
