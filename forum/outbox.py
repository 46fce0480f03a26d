"""Mails the portal owes: promised as a row, sent by the worker, exactly once but for what was in flight.

An act calls a function in its app's `emails.py`, which calls `owe`. Nothing is rendered or sent there. A poller
finds due rows every few seconds: that is the guarantee. `nudge` only makes it quicker and may fail silently.
The database is the queue; Redis is the bell (docs/architecture.md).
"""

import logging
import smtplib
import time
from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils import timezone
from mrml import to_html

from forum.celery import app
from forum.models import OutgoingMail, PortalSettings

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
BACK_OFF = [timedelta(minutes=m) for m in (1, 5, 30, 120, 360)]
BATCH = 50
BELL, BELL_SECONDS = "outbox-bell", 5


class Part(NamedTuple):
    """Something besides the two bodies: an attachment, or (`alternative`) a third form of the text."""

    content: str | bytes
    mimetype: str
    filename: str = ""
    alternative: bool = False


_parts: dict[str, Callable[[dict[str, Any]], Iterable[Part]]] = {}


def with_parts(name: str) -> Callable[[Callable[..., Iterable[Part]]], Callable[..., Iterable[Part]]]:
    """Registers the function that builds the calendar file or attachment of mail `name` from its frozen facts."""

    def register(
        build: Callable[[dict[str, Any]], Iterable[Part]],
    ) -> Callable[[dict[str, Any]], Iterable[Part]]:
        _parts[name] = build
        return build

    return register


_returned: dict[str, Callable[[OutgoingMail], None]] = {}


def when_returned(*names: str) -> Callable[[Callable[[OutgoingMail], None]], Callable[[OutgoingMail], None]]:
    """Registers the act that follows when the recipient's server refuses these mails, at once or by a later report."""

    def register(act: Callable[[OutgoingMail], None]) -> Callable[[OutgoingMail], None]:
        _returned.update(dict.fromkeys(names, act))
        return act

    return register


def owe(
    name: str,
    *,
    to: str,
    facts: dict[str, Any] | None = None,
    key: str | None = None,
    due_at: datetime | None = None,
) -> None:
    """Writes down that `to` shall get mail `name` (templates/emails/<name>.subject.txt, .txt, .mjml).

    Call it inside the act's transaction. With a `key` the same mail is owed at most once, however often the act
    is repeated. `facts` must be JSON; they are wiped when the mail is sent or given up.
    """
    mail = OutgoingMail(
        name=name,
        key=key,
        recipient=to,
        facts=facts or {},
        message_id=f"<{uuid4().hex}@{settings.MAIL_DOMAIN}>",
        due_at=due_at or timezone.now(),
    )
    OutgoingMail.objects.bulk_create([mail], ignore_conflicts=key is not None)
    if not any(waiting[1] is nudge for waiting in connection.run_on_commit):  # one bell for all mails of an act
        transaction.on_commit(nudge, robust=True)


def take_back(key: str) -> None:
    """Forgets the mail owed under `key`, if it has not left yet."""
    OutgoingMail.objects.filter(key=key, state=OutgoingMail.State.QUEUED).delete()


def nudge() -> None:
    """Rings the worker's bell after the commit, unless it rings already. If nobody hears it, the poller comes within
    seconds anyway."""
    if not cache.add(BELL, True, BELL_SECONDS):
        return
    try:
        app.send_task("forum.send_due_mail", retry=False, expires=10, ignore_result=True)
    except Exception as error:  # noqa: BLE001 - whatever the broker's client raises, the act has been committed
        log.info("bell not heard: %s", type(error).__name__)


def heard() -> None:
    """The worker is about to look; what is owed from now on rings anew."""
    cache.delete(BELL)


def claim(limit: int = BATCH) -> list[OutgoingMail]:
    """Takes up to `limit` due mails for this worker. Two workers never get the same row."""
    now = timezone.now()
    with transaction.atomic():
        due = list(
            OutgoingMail.objects.select_for_update(skip_locked=True, no_key=True)
            .filter(state=OutgoingMail.State.QUEUED, due_at__lte=now)
            .order_by("due_at")[:limit]
        )
        for mail in due:
            mail.state, mail.leased_until, mail.attempts = (
                OutgoingMail.State.SENDING,
                now + LEASE,
                mail.attempts + 1,
            )
        OutgoingMail.objects.bulk_update(due, ["state", "leased_until", "attempts"])
    return due


def sweep() -> int:
    """Frees what a dead worker had claimed: sent again under the same Message-ID; the claim is no attempt."""
    stale = OutgoingMail.objects.filter(state=OutgoingMail.State.SENDING, leased_until__lt=timezone.now())
    return stale.update(state=OutgoingMail.State.QUEUED, leased_until=None, attempts=Greatest(F("attempts") - 1, 0))


def send_due(seconds: float = 40) -> int:
    """Sends what is due for at most `seconds` and returns how many went out. One connection per batch, one mark per
    mail. The task's own limit is a minute; what was claimed and not begun goes back into the queue."""
    end = time.monotonic() + seconds
    sweep()
    sent = 0
    while time.monotonic() < end and (mails := claim()):
        backend = get_connection()
        try:
            backend.open()
        except (OSError, smtplib.SMTPException) as error:
            _wait_for_server(mails, error)
            break
        waiting = deque(mails)
        try:
            while waiting and time.monotonic() < end:
                sent += _send(waiting.popleft(), backend)
        finally:
            _give_back(waiting)
            backend.close()
    return sent


def _wait_for_server(mails: Iterable[OutgoingMail], error: Exception) -> None:
    """The server takes nothing from anybody: that is no attempt of these mails, or a weekend without a mail server
    would lose them."""
    _give_back(mails, due_at=timezone.now() + BACK_OFF[0], error=type(error).__name__)
    log.warning("the mail server takes nothing: %s", type(error).__name__)


def _give_back(mails: Iterable[OutgoingMail], **fields: Any) -> None:
    OutgoingMail.objects.filter(pk__in=[mail.pk for mail in mails], state=OutgoingMail.State.SENDING).update(
        state=OutgoingMail.State.QUEUED, leased_until=None, attempts=Greatest(F("attempts") - 1, 0), **fields
    )


def _send(mail: OutgoingMail, backend: BaseEmailBackend) -> bool:
    if not may_receive(mail.recipient):
        _mark(mail, state=OutgoingMail.State.SKIPPED, facts={})
        return False
    try:
        message = compose(mail, backend)
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:  # a broken template must not stop the mails behind it
        log.exception("mail %s could not be composed", mail.pk)
        _give_up(mail, error)
        return False
    try:
        message.send()
    except SoftTimeLimitExceeded:
        raise
    except (smtplib.SMTPSenderRefused, smtplib.SMTPHeloError) as error:  # it refuses us, whoever the recipient is
        _wait_for_server([mail], error)
        return False
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        _later(mail, error) if code < 500 else _refused(mail, error)
        return False
    except smtplib.SMTPResponseException as error:
        _later(mail, error) if error.smtp_code < 500 else _refused(mail, error)
        return False
    except (OSError, smtplib.SMTPException) as error:
        _later(mail, error)
        return False
    except Exception as error:  # nor must one that cannot be written out
        log.exception("mail %s could not be written out", mail.pk)
        _give_up(mail, error)
        return False
    _mark(mail, state=OutgoingMail.State.SENT, sent_at=timezone.now(), facts={}, error="")
    return True


def _mark(mail: OutgoingMail, **fields: Any) -> None:
    """What became of a claimed mail. The row may be gone: somebody was erased while their mail was under way."""
    OutgoingMail.objects.filter(pk=mail.pk).update(leased_until=None, **fields)


def _later(mail: OutgoingMail, error: Exception) -> None:
    if mail.attempts > len(BACK_OFF):
        _give_up(mail, error)
        return
    due_at = timezone.now() + BACK_OFF[mail.attempts - 1]
    _mark(mail, state=OutgoingMail.State.QUEUED, due_at=due_at, error=type(error).__name__)
    log.warning("mail %s will be tried again: %s", mail.pk, type(error).__name__)


def _give_up(mail: OutgoingMail, error: Exception) -> None:
    _mark(mail, state=OutgoingMail.State.FAILED, facts={}, error=type(error).__name__)
    log.warning("mail %s given up: %s", mail.pk, type(error).__name__)


def _refused(mail: OutgoingMail, error: Exception) -> None:
    """For good: the row and what follows from it stand together. The act still reads the facts of `mail`."""
    with transaction.atomic():
        _give_up(mail, error)
        _draw_consequences(mail)


@transaction.atomic
def came_back(message_id: str) -> bool:
    """A report says that a sent mail reached nobody. False when it is none of ours, or was noted before."""
    sent = OutgoingMail.objects.select_for_update(no_key=True)
    mail = sent.filter(message_id=message_id, state=OutgoingMail.State.SENT).first()
    if mail is None:
        return False
    mail.state, mail.error = OutgoingMail.State.FAILED, "returned"
    mail.save(update_fields=["state", "error"])
    _draw_consequences(mail)
    return True


def _draw_consequences(mail: OutgoingMail) -> None:
    if act := _returned.get(mail.name):
        act(mail)


def compose(mail: OutgoingMail, backend: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """The finished message: subject and text first, then HTML from MJML, then what `with_parts` adds."""
    portal = PortalSettings.current()
    context = {**mail.facts, "portal": portal, "portal_url": settings.PORTAL_URL}
    subject = " ".join(_plain(f"emails/{mail.name}.subject.txt", context).split())
    text = _plain(f"emails/{mail.name}.txt", context).strip() + "\n"
    html = to_html(render_to_string(f"emails/{mail.name}.mjml", context)).content
    message = EmailMultiAlternatives(
        subject,
        text,
        from_email=settings.NEWSLETTER_BOUNCE_MAILBOX or portal.from_email,  # the envelope; people see the header
        to=[_one_line(mail.recipient)],
        reply_to=[_one_line(mail.facts["reply_to"])] if mail.facts.get("reply_to") else None,
        headers={
            "From": portal.from_email,
            "Message-ID": mail.message_id,
            "Auto-Submitted": "auto-generated",
            "Content-Language": "de",
        },
        connection=backend,
    )
    message.attach_alternative(html, "text/html")
    for part in _parts.get(mail.name, lambda facts: ())(mail.facts):
        if part.alternative:
            message.attach_alternative(part.content, part.mimetype)
        else:
            message.attach(part.filename, part.content, part.mimetype)
    return message


def _one_line(address: str) -> str:
    """Raises ValueError for a control character: within quotes an address may hold one, and some begin a new line."""
    if not address.isprintable():
        raise ValueError("control character in an address")
    return address


def _plain(template: str, context: dict[str, Any]) -> str:
    """Text is not HTML: „Maria & Söhne“ stays as it is."""
    return get_template(template).template.render(  # type: ignore[attr-defined]
        Context(context, autoescape=False)
    )


def may_receive(address: str) -> bool:
    """Whether this portal may write to `address`. A trial system (MAIL_ONLY_TO) reaches only those it names."""
    return not settings.MAIL_ONLY_TO or any(
        address == allowed or address.endswith(f"@{allowed.removeprefix('@')}") for allowed in settings.MAIL_ONLY_TO
    )


def oldest_due_seconds() -> float:
    """How long the oldest due mail has been waiting, in seconds; the watchdog and /readyz look at it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE(EXTRACT(EPOCH FROM now() - min(due_at)), 0) FROM forum_outgoingmail"
            " WHERE state = 'queued' AND due_at <= now()"
        )
        return float(cursor.fetchone()[0])
