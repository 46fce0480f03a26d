"""What came back: failure reports (RFC 3464), complaints (ARF, RFC 5965) and what a mail provider tells by webhook.

A report is believed only when it names one of our mails by a signature of ours, in the Message-ID of the returned
headers or in the address it was sent to; mails of the outbox by their random Message-ID. So nobody can unsubscribe
somebody else by writing a false report.
"""

import email
import email.policy
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import EmailMessage, Message
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import mailbox, outbox
from forum.tokens import InvalidToken
from members.models import Organisation
from newsletter import emails, links, subscription
from newsletter.models import Delivery, Subscriber, Suppression

log = logging.getLogger(__name__)

# Full or busy mailboxes answer 5.x.x too, but heal.
_MAY_HEAL = ("4.", "5.2.2", "5.2.3", "5.3.", "5.4.", "5.7.1")


@dataclass(frozen=True)
class Report:
    """One recipient's mail and what became of it."""

    issue: int
    subscriber: int
    kind: str  # hard, soft or complaint
    status: str = ""


def read(message: Message) -> list[Report]:
    """The reports in one mail; empty for anything else (replies, vacation notes, forged or foreign reports)."""
    if message.get_content_type() != "multipart/report":
        return []
    ours = _ours(message)
    if ours is None:
        return []
    kind = str(message.get_param("report-type", "")).lower()
    if kind == "feedback-report":
        return [Report(*ours, kind="complaint")] if _is_complaint(message) else []
    if kind == "delivery-status":
        return [Report(*ours, kind=kind, status=status) for kind, status in _statuses(message)][:1]
    return []


def _ours(message: Message) -> tuple[int, int] | None:
    """Issue and subscriber, from the signed Message-ID of the returned mail or from the signed envelope address."""
    for part in message.walk():
        if part.get_content_type() not in ("message/rfc822", "text/rfc822-headers"):
            continue
        if found := _signed("message", _header(part, "Message-ID").strip("<> \t\r\n")):
            return found
    local = _header_of(message, "To").strip("<> ").rpartition("@")[0]
    return _signed("bounce", local.partition("+")[2])


def _signed(purpose: str, words: str) -> tuple[int, int] | None:
    """`issue.subscriber.key.signature`, as letter.message_id and lanes.envelope_sender write it."""
    parts = words.partition("@")[0].split(".")
    if len(parts) != 4:
        return None
    try:
        issue, subscriber = links.read(purpose, f"{parts[0]}.{parts[1]}:{parts[2]}:{parts[3]}")
        return int(issue), int(subscriber)
    except (InvalidToken, ValueError):
        return None


def _header(part: Message, name: str) -> str:
    payload: Any = part.get_payload()
    if part.get_content_type() == "message/rfc822" and isinstance(payload, list) and payload:
        return _header_of(payload[0], name)
    content = part.get_payload(decode=True)
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else str(payload)
    return _header_of(email.message_from_string(text), name)


def _header_of(message: Message, name: str) -> str:
    return str(message.get(name, "")).strip()


def _is_complaint(message: Message) -> bool:
    for part in message.walk():
        if part.get_content_type() == "message/feedback-report":
            text = part.as_string().lower()
            return "feedback-type: abuse" in text or "feedback-type: fraud" in text
    return False


def take(message: Message) -> int:
    """Writes down what one mail reports, of an issue or of any other mail of the portal. Answers how many reports."""
    reports = read(message)
    for report in reports:
        note(report)
    if reports or message.get_param("report-type") != "delivery-status":
        return len(reports)
    if not any(kind == "hard" for kind, _status in _statuses(message)):
        return 0
    return sum(outbox.came_back(message_id) for message_id in _returned_ids(message))


def _returned_ids(message: Message) -> Iterable[str]:
    """The Message-IDs of what was returned. Those of the outbox are random: only who received the mail knows one."""
    for part in message.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            yield _header(part, "Message-ID")


def _statuses(message: Message) -> Iterable[tuple[str, str]]:
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks: Any = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            action, status = _header_of(block, "Action").lower(), _header_of(block, "Status")
            if action == "failed":
                yield ("soft" if status.startswith(_MAY_HEAL) else "hard", status)
            elif action == "delayed":
                yield ("soft", status)


@transaction.atomic
def note(report: Report) -> None:
    """Writes a report down. Harmless to repeat: the time on the delivery is set once."""
    row = (
        Delivery.objects.select_for_update(of=("self",), no_key=True)
        .filter(dispatch__issue=report.issue, subscriber=report.subscriber)
        .select_related("subscriber")
        .first()
    )
    if row is None:
        return
    if _is_known(row, report.kind):
        return
    if report.kind == "complaint":
        row.complained_at = timezone.now()
    else:
        row.bounced_at = row.bounced_at or timezone.now()
        row.reason = (_("zurückgekommen (%(status)s)") % {"status": report.status or report.kind})[:120]
    row.save(update_fields=["complained_at", "bounced_at", "reason"])
    draw_consequences(row.subscriber, report.kind)


def _is_known(row: Delivery, kind: str) -> bool:
    if kind == "complaint":
        return row.complained_at is not None
    if kind == "hard":  # it may come after reports of delay
        return row.bounced_at is not None and row.subscriber.state == Subscriber.State.SUPPRESSED
    return row.bounced_at is not None


def draw_consequences(subscriber: Subscriber, kind: str) -> None:
    """Suppresses the address after a complaint, a hard bounce or too many soft ones, and tells whom it concerns."""
    if not subscriber.email:
        return
    if kind == "complaint":
        subscription.suppress(subscriber.email, reason=Suppression.Reason.COMPLAINT)
        return
    if kind == "soft":
        Subscriber.objects.filter(pk=subscriber.pk).update(soft_bounces=F("soft_bounces") + 1)  # two may come at once
        subscriber.refresh_from_db(fields=["soft_bounces"])
        if subscriber.soft_bounces < subscription.SOFT_BOUNCES_ALLOWED:
            return
    for organisation in Organisation.objects.filter(contact_email__iexact=subscriber.email):
        emails.contact_point_bounced(organisation, subscriber.email)
    subscription.suppress(subscriber.email, reason=Suppression.Reason.BOUNCE)


# --- Where reports come from ------------------------------------------------------------------------------------------


def collect() -> int:
    """Reads what lies in the bounce mailboxes, each mail once. Answers how many reports there were."""
    folder = settings.NEWSLETTER_BOUNCE_MAILDIR
    boxes = [settings.NEWSLETTER_BOUNCE_IMAP, folder and f"maildir://{folder}"]
    return sum(_taken(raw) for box in boxes if box for raw in mailbox.unseen(box))


def _taken(raw: bytes) -> int:
    try:
        return take(parse(raw))
    except (OperationalError, SoftTimeLimitExceeded):  # passing trouble: the mail is read again
        raise
    except Exception as error:  # noqa: BLE001 - one mail that nobody can read must not stop those behind it
        log.warning("a report could not be read: %s", type(error).__name__)
        return 0


def parse(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=email.policy.default)


def heard_by_webhook(sender: object, event: Any, esp_name: str, **kwargs: object) -> None:
    """What a mail provider reports about one of our mails (django-anymail's tracking signal).

    Many providers give mails an identity of their own. The webhook is open to the provider alone, so the newest mail to
    the named address is then the one that is meant.
    """
    if event.event_type == "bounced" and outbox.came_back(str(event.message_id or "")):
        return
    kind = {"bounced": "hard", "complained": "complaint", "deferred": "soft", "rejected": "soft"}.get(event.event_type)
    ours = _signed("message", str(event.message_id or "").strip("<>")) or _newest_to(event.recipient)
    if kind and ours:
        note(Report(*ours, kind=kind, status=str(event.mta_response or "")[:60]))


def _newest_to(address: str | None) -> tuple[int, int] | None:
    sent = Delivery.objects.filter(subscriber__email=(address or "").lower(), state=Delivery.State.SENT)
    return sent.order_by("-sent_at").values_list("dispatch__issue", "subscriber").first()
