"""Calendar answers (METHOD:REPLY, RFC 5546) from the forum's mailbox.

Somebody presses „Absagen“ in Outlook: that is a cancellation. It counts at once when it comes from the registered
address itself and the own mail server vouches for the sender (DKIM or DMARC pass in its Authentication-Results);
otherwise the registered address gets the ordinary mail with the link. „Zusagen“ changes nothing.
"""

import imaplib
import logging
import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar

from events import emails
from events.models import Event, Registration
from events.models.registration import normal_email
from events.refusals import Refusal
from events.registration import cancel

log = logging.getLogger(__name__)

MAX_BYTES = 1_000_000


class Reply(NamedTuple):
    uid: str
    attendee: str
    partstat: str
    sender: str
    is_vouched_for: bool


def parse(raw: bytes, *, authserv_id: str) -> Reply | None:
    """The answer in one mail, or None when it holds none. `authserv_id` is the own mail server's name (RFC 8601)."""
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - what the default policy builds
    for part in message.walk():
        if part.get_content_type() != "text/calendar":
            continue
        try:
            calendar = Calendar.from_ical(part.get_content())
        except ValueError:
            return None
        if str(calendar.get("method", "")).upper() != "REPLY":
            return None
        for component in calendar.walk("VEVENT"):
            attendee = component.get("attendee")
            if attendee is None or isinstance(attendee, list):
                return None
            return Reply(
                uid=str(component.get("uid", "")),
                attendee=normal_email(str(attendee).partition(":")[2] or str(attendee)),
                partstat=str(attendee.params.get("PARTSTAT", "")).upper(),
                sender=normal_email(parseaddr(str(message.get("from", "")))[1]),
                is_vouched_for=_vouched_for(message, authserv_id),
            )
    return None


def _vouched_for(message: EmailMessage, authserv_id: str) -> bool:
    """Only the topmost verdict of the own server counts: everything below may come from the sender."""
    verdicts = message.get_all("authentication-results") or []
    if not verdicts or not authserv_id:
        return False
    server, _semicolon, results = str(verdicts[0]).partition(";")
    return server.split()[0].lower() == authserv_id.lower() and bool(re.search(r"\b(dmarc|dkim)=pass\b", results))


def treat(reply: Reply, *, now: datetime | None = None) -> str:
    """Does what the answer means and says in one word what that was: cancelled, asked, nothing, unknown."""
    uid = reply.uid.partition("@")[0]
    event = Event.objects.filter(uid=uid).first() if re.fullmatch(r"[0-9a-f-]{32,36}", uid) else None
    if event is None:
        return "unknown"
    row = Registration.objects.filter(event=event, email=reply.attendee).live().first()  # type: ignore[attr-defined]
    if row is None:
        return "unknown"
    if reply.partstat != "DECLINED":
        return "nothing"
    if reply.sender != row.email or not reply.is_vouched_for:
        emails.decline_asked(event, row, now or timezone.now())
        return "asked"
    try:
        cancel(row, now=now)
    except Refusal:
        return "nothing"
    return "cancelled"


def read_mailbox() -> int:
    """Reads unseen mails of the mailbox in settings.CALENDAR_MAILBOX (imaps://user:password@host/folder); how many.

    A mail is marked as seen only after its answer is stored: a crash in between reads it again, which is harmless.
    """
    address = getattr(settings, "CALENDAR_MAILBOX", "")
    if not address:
        return 0
    url = urlsplit(address)
    read = 0
    with imaplib.IMAP4_SSL(url.hostname or "", url.port or 993, timeout=20) as mailbox:
        mailbox.login(unquote(url.username or ""), unquote(url.password or ""))
        mailbox.select(url.path.strip("/") or "INBOX")
        for number, raw in _unseen(mailbox):
            reply = parse(raw, authserv_id=getattr(settings, "CALENDAR_AUTHSERV_ID", ""))
            log.info("calendar answer: %s", treat(reply) if reply else "none in this mail")
            mailbox.store(number, "+FLAGS", "\\Seen")
            read += 1
    return read


def _unseen(mailbox: imaplib.IMAP4_SSL) -> Iterator[tuple[str, bytes]]:
    _ok, found = mailbox.search(None, "UNSEEN", "SMALLER", str(MAX_BYTES))
    for number in found[0].split():
        _ok, parts = mailbox.fetch(number.decode(), "(BODY.PEEK[])")
        for part in parts:
            if isinstance(part, tuple):
                yield number.decode(), part[1]
