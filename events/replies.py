"""Calendar answers (METHOD:REPLY, RFC 5546 3.2.3, by mail as in RFC 6047) from the forum's mailbox.

Somebody presses „Absagen“ in Outlook: that is a cancellation. It counts at once when it comes from the registered
address itself and the own mail server vouches for the sender; otherwise the registered address gets a mail with the
ordinary link. „Zusagen“ and „Mit Vorbehalt“ change nothing for somebody who is registered.

The same mail read twice does what it does once: a cancelled seat stays cancelled, the question goes out once a day, and
an answer older than the state it answers is never obeyed, so that it cannot end a later registration.
"""

import logging
import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import NamedTuple
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import DataError, OperationalError
from django.utils import timezone
from icalendar import Calendar, Component

from events import emails
from events.models import Event, Registration
from events.models.registration import normal_email
from events.refusals import Busy, Refusal
from events.registration import cancel
from forum import mailbox

log = logging.getLogger(__name__)

CLOCKS_DIFFER = timedelta(minutes=5)


class Reply(NamedTuple):
    event: UUID
    attendee: str
    partstat: str
    sender: str
    is_vouched_for: bool
    at: datetime | None  # when the person answered, by the clock of their own machine


def parse(raw: bytes, *, authserv_id: str) -> Reply | None:
    """The answer in one mail, or None when it holds none. `authserv_id` is the own mail server's name (RFC 8601)."""
    try:
        message = message_from_bytes(raw, policy=policy.default)
        return _read(message, authserv_id)
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:  # noqa: BLE001 - one mail that no parser understands must not stop those behind it
        log.warning("a mail could not be read: %s", type(error).__name__)
        return None


def _read(message: EmailMessage, authserv_id: str) -> Reply | None:
    if str(message.get("auto-submitted", "")).lower().startswith("auto-replied"):
        return None  # out of office
    senders = [address.addr_spec for header in message.get_all("from", []) for address in header.addresses]
    if len(senders) != 1:
        return None
    sender = _address(senders[0])
    for part in message.walk():
        if part.get_content_type() != "text/calendar":
            continue
        calendar = Calendar.from_ical(part.get_content())
        if str(calendar.get("method", "")).upper() != "REPLY":
            continue
        for vevent in calendar.walk("VEVENT"):
            attendee = vevent.get("attendee")
            if attendee is None or isinstance(attendee, list):  # RFC 5546: exactly the one who answers
                return None
            return Reply(
                event=UUID(str(vevent.get("uid", "")).partition("@")[0]),
                attendee=_address(re.sub("^mailto:", "", str(attendee), flags=re.IGNORECASE)),
                partstat=str(attendee.params.get("PARTSTAT", "")).upper(),
                sender=sender,
                is_vouched_for=_vouched_for(message, sender, authserv_id),
                at=_moment(vevent),
            )
    return None


def _address(text: str) -> str:
    """PostgreSQL refuses to be asked about NUL."""
    return normal_email(text.replace("\x00", ""))


def _moment(vevent: Component) -> datetime | None:
    stamp = getattr(vevent.get("dtstamp"), "dt", None)
    if not isinstance(stamp, datetime):
        return None
    return stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC)


def _vouched_for(message: EmailMessage, sender: str, authserv_id: str) -> bool:
    """Whether the own mail server says that the mail comes from the sender's domain (RFC 8601).

    Only the topmost header counts, and only under the own server's name: everything below may come from the sender.
    A DKIM signature proves something about the domain that signed, so that must be the sender's own.
    """
    verdicts = message.get_all("authentication-results") or []
    if not verdicts or not authserv_id:
        return False
    text = re.sub(r"\([^()]*\)", " ", str(verdicts[0]))
    server, *results = text.split(";")
    if (server.split() or [""])[0].lower() != authserv_id.lower():
        return False
    domain = sender.rpartition("@")[2]
    return any(_speaks_for(result.lower(), domain) for result in results)


def _speaks_for(result: str, domain: str) -> bool:
    if re.match(r"\s*dmarc\s*=\s*pass\b", result):
        named = re.search(r"header\.from\s*=\s*\"?([^\s\"]+)", result)
        return named is None or named[1].rpartition("@")[2] == domain
    if re.match(r"\s*dkim\s*=\s*pass\b", result):
        signer = re.search(r"header\.[di]\s*=\s*\"?([^\s\"]+)", result)
        signed = signer[1].rpartition("@")[2] if signer else ""
        return "." in signed and (domain == signed or domain.endswith(f".{signed}"))
    return False


def treat(reply: Reply, *, now: datetime | None = None) -> str:
    """Does what the answer means and says what that was: cancelled, asked, nothing or unknown. Raises Busy."""
    event = Event.objects.filter(uid=reply.event).first()
    rows = _registered(event, reply.attendee) or _registered(event, reply.sender) if event else []
    if event is None or not rows:
        return "unknown"
    if reply.partstat != "DECLINED":
        return "nothing"
    if not _is_sure(reply, rows):
        for row in rows:
            emails.decline_asked(event, row, now or timezone.now())
        return "asked"
    try:
        cancel(rows[0], now=now)
    except Busy:
        raise
    except Refusal:
        return "nothing"
    return "cancelled"


def _registered(event: Event, address: str) -> list[Registration]:
    """Several when colleagues share one address. Mail programs answer under an alias at times, so callers also try the
    sender."""
    return list(Registration.objects.filter(event=event, email=address).live().in_order())


def _is_sure(reply: Reply, rows: list[Registration]) -> bool:
    """From the registered person, about the one registration there is, and not about an earlier state of it."""
    [row, *others] = rows
    is_late = reply.at is None or reply.at >= row.status_at - CLOCKS_DIFFER
    return not others and reply.sender == row.email and reply.is_vouched_for and is_late


def read_mailbox() -> int:
    """Reads the answers in settings.CALENDAR_MAILBOX; how many mails. Raises OSError when the server is away."""
    read = 0
    if settings.CALENDAR_MAILBOX:
        for raw in mailbox.unseen(settings.CALENDAR_MAILBOX):
            reply = parse(raw, authserv_id=settings.MAIL_AUTHSERV_ID)
            log.info("calendar answer: %s", _treated(reply) if reply else "none in this mail")
            read += 1
    return read


def _treated(reply: Reply) -> str:
    """Passing trouble raises, and the mail is read again; what can never be treated must not stop those behind it."""
    try:
        return treat(reply)
    except (Busy, OperationalError, SoftTimeLimitExceeded):
        raise
    except (DataError, ValueError):  # an address that no row can have
        return "unknown"
    except Exception:
        log.exception("a calendar answer could not be treated")
        return "unknown"
