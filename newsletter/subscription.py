"""Who wants mail: request, confirm, set_preferences, pause, unsubscribe, suppress.

Double opt-in: only somebody who can read the mail of an address can subscribe it. Each step leaves a ConsentEvent.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum import tokens
from forum.models import FieldOfAction, User
from newsletter import emails
from newsletter.models import ConsentEvent, PendingRequest, Subscriber, Suppression
from newsletter.models.subscriber import Frequency, address_hash

WORDING_VERSION = "2026-11"
WORDING = _(
    "Ich möchte den Newsletter des Forums per E-Mail bekommen. Die Einwilligung gilt, bis ich sie widerrufe;"
    " das geht jederzeit mit einem Klick in jeder Ausgabe. Öffnungen und Klicks werden nicht gemessen."
)
CONFIRM_WITHIN = timedelta(days=7)
PAUSE = timedelta(days=90)
# Nobody's mailbox is to be filled by strangers typing its address.
MAIL_AGAIN_AFTER = timedelta(minutes=10)
MOST_MAILS = 3
SOFT_BOUNCES_ALLOWED = 5


class SubscriptionRefused(Exception):
    """Why it cannot be done, as a sentence for the reader."""


class LinkExpired(SubscriptionRefused):
    def __init__(self) -> None:
        super().__init__(_("Bitte bestellen Sie den Newsletter noch einmal."))


@transaction.atomic
def request(
    email: str,
    *,
    source_url: str = "",
    name: str = "",
    frequency: str = Frequency.EVERY,
    topics: Iterable[FieldOfAction] = (),
    region: str = "",
    short_ip: str = "",
) -> None:
    """Writes down that somebody typed this address and owes its owner one mail. Returns nothing, whatever is known.

    Raises ValidationError for something that is no address. A repeated request within ten minutes sends no second
    mail, and no address gets more than three before the pending row is deleted.
    """
    email = email.strip().lower()
    validate_email(email)
    subscriber = Subscriber.objects.filter(email=email).first()
    if subscriber is not None and subscriber.state in (Subscriber.State.CONFIRMED, Subscriber.State.PAUSED):
        emails.already_subscribed(subscriber)
        return
    if _refuses_mail(email):
        return
    pending, _created = PendingRequest.objects.select_for_update(no_key=True).get_or_create(email=email)
    now = timezone.now()
    if pending.mails >= MOST_MAILS or (pending.mailed_at and now - pending.mailed_at < MAIL_AGAIN_AFTER):
        return
    pending.name, pending.frequency, pending.region = name, frequency, region
    pending.requested_at = pending.mailed_at = now
    pending.mails += 1
    pending.save()
    pending.topics.set(topics)
    message_id = emails.confirm_subscription(pending)
    _prove(
        pending,
        ConsentEvent.Kind.REQUESTED,
        source_url=source_url,
        message_id=message_id,
        short_ip=short_ip,
        wording_version=WORDING_VERSION,
        wording=str(WORDING),
    )


@transaction.atomic
def confirm(token: str, *, source_url: str = "", short_ip: str = "") -> Subscriber:
    """Turns the pending request into a subscription; repeating it answers with the same row.

    Raises LinkExpired after seven days.
    """
    subject = _subject(token)
    pending = PendingRequest.objects.select_for_update(no_key=True).filter(subject=subject).first()
    if pending is None:
        confirmed = Subscriber.objects.receiving().filter(subject=subject).first()
        if confirmed is None:
            raise LinkExpired
        return confirmed
    subscriber, _created = Subscriber.objects.update_or_create(
        email=pending.email,
        defaults={
            "subject": pending.subject,
            "name": pending.name,
            "frequency": pending.frequency,
            "region": pending.region,
            "state": Subscriber.State.CONFIRMED,
            "confirmed_at": timezone.now(),
            "paused_until": None,
            "ended_at": None,
            "soft_bounces": 0,
        },
    )
    subscriber.topics.set(pending.topics.all())
    pending.delete()
    # Whoever confirms from the mailbox has shown that it works; a complaint never gets as far as here.
    Suppression.objects.filter(address_hash=address_hash(pending.email), reason=Suppression.Reason.BOUNCE).delete()
    _prove(
        subscriber,
        ConsentEvent.Kind.CONFIRMED,
        source_url=source_url,
        short_ip=short_ip,
        wording_version=WORDING_VERSION,
        wording=str(WORDING),
    )
    emails.welcome(subscriber)
    return subscriber


def awaits_confirmation(token: str) -> PendingRequest | Subscriber:
    """What the confirmation page is about, without changing anything. LinkExpired when there is nothing."""
    subject = _subject(token)
    found = (
        PendingRequest.objects.filter(subject=subject).first()
        or Subscriber.objects.receiving().filter(subject=subject).first()
    )
    if found is None:
        raise LinkExpired
    return found


@transaction.atomic
def enter_with_proof(
    email: str, *, proof: str, given_at: datetime, name: str = "", by: User | None = None
) -> Subscriber | None:
    """Takes over a consent given elsewhere (an older list). Without proof nobody comes in.

    Answers None for a suppressed address or somebody who unsubscribed here: that beats every list.
    """
    email = email.strip().lower()
    validate_email(email)
    if not proof.strip():
        raise SubscriptionRefused(_("Ohne Nachweis der Einwilligung kann keine Adresse übernommen werden."))
    if _is_suppressed(email):
        return None
    known = Subscriber.objects.filter(email=email).first()
    if known is not None:
        return known if known.is_receiving else None
    subscriber = Subscriber.objects.create(email=email, name=name, confirmed_at=given_at)
    _prove(
        subscriber,
        ConsentEvent.Kind.IMPORTED,
        details={"proof": proof, "given_at": given_at.isoformat(), "entered_by": by and by.pk},
    )
    return subscriber


@transaction.atomic
def set_preferences(
    subscriber: Subscriber,
    *,
    frequency: str,
    topics: Iterable[FieldOfAction] = (),
    region: str = "",
    name: str = "",
) -> Subscriber:
    subscriber = _locked(subscriber)
    subscriber.frequency, subscriber.region, subscriber.name = frequency, region, name
    subscriber.save(update_fields=["frequency", "region", "name"])
    topics = list(topics)
    subscriber.topics.set(topics)
    _prove(
        subscriber,
        ConsentEvent.Kind.PREFERENCES,
        details={"frequency": frequency, "topics": sorted(topic.slug for topic in topics), "region": region},
    )
    return subscriber


@transaction.atomic
def pause(subscriber: Subscriber, *, now: datetime | None = None) -> Subscriber:
    """No mail for three months; the subscription then goes on by itself. Refused for somebody who unsubscribed."""
    subscriber = _locked(subscriber)
    if subscriber.state not in (Subscriber.State.CONFIRMED, Subscriber.State.PAUSED):
        raise SubscriptionRefused(_("Sie bekommen den Newsletter zurzeit nicht, es gibt nichts zu unterbrechen."))
    subscriber.state, subscriber.paused_until = Subscriber.State.PAUSED, (now or timezone.now()) + PAUSE
    subscriber.save(update_fields=["state", "paused_until"])
    _prove(subscriber, ConsentEvent.Kind.PAUSED)
    return subscriber


@transaction.atomic
def resume(subscriber: Subscriber) -> Subscriber:
    subscriber = _locked(subscriber)
    if subscriber.state == Subscriber.State.PAUSED:
        subscriber.state, subscriber.paused_until = Subscriber.State.CONFIRMED, None
        subscriber.save(update_fields=["state", "paused_until"])
        _prove(subscriber, ConsentEvent.Kind.RESUMED)
    return subscriber


@transaction.atomic
def unsubscribe(subscriber: Subscriber, *, source_url: str = "", by: str = "") -> Subscriber:
    """Ends the subscription at once. Harmless to repeat."""
    subscriber = _locked(subscriber)
    if subscriber.state in (Subscriber.State.CONFIRMED, Subscriber.State.PAUSED):
        subscriber.state, subscriber.paused_until = Subscriber.State.UNSUBSCRIBED, None
        subscriber.ended_at = timezone.now()
        subscriber.save(update_fields=["state", "paused_until", "ended_at"])
        _prove(subscriber, ConsentEvent.Kind.UNSUBSCRIBED, source_url=source_url, details={"by": by})
    return subscriber


@transaction.atomic
def suppress(email: str, *, reason: str) -> None:
    """Never again to this address: it bounces, complained or objected. Outlives erasure and beats every import."""
    email = email.strip().lower()
    suppression, created = Suppression.objects.get_or_create(
        address_hash=address_hash(email), defaults={"reason": reason}
    )
    if not created and suppression.reason == Suppression.Reason.BOUNCE != reason:
        suppression.reason = reason  # an objection weighs more than a full mailbox
        suppression.save(update_fields=["reason"])
    PendingRequest.objects.filter(email=email).delete()
    subscriber = Subscriber.objects.select_for_update(no_key=True).filter(email=email).first()
    if subscriber is not None and subscriber.state != Subscriber.State.SUPPRESSED:
        subscriber.state, subscriber.paused_until = Subscriber.State.SUPPRESSED, None
        subscriber.ended_at = subscriber.ended_at or timezone.now()
        subscriber.save(update_fields=["state", "paused_until", "ended_at"])
        _prove(subscriber, ConsentEvent.Kind.SUPPRESSED, details={"reason": reason})


def _subject(token: str) -> UUID:
    try:
        return UUID(hex=tokens.read(emails.CONFIRM, token, CONFIRM_WITHIN))
    except (tokens.InvalidToken, ValueError, TypeError, AttributeError) as error:
        raise LinkExpired from error


def _locked(subscriber: Subscriber) -> Subscriber:
    return Subscriber.objects.select_for_update(of=("self",), no_key=True).get(pk=subscriber.pk)


def _is_suppressed(email: str) -> bool:
    return Suppression.objects.filter(address_hash=address_hash(email)).exists()


def _refuses_mail(email: str) -> bool:
    """Complained or objected. A bounce is no refusal: a new double opt-in shows whether the mailbox works again."""
    return (
        Suppression.objects.filter(address_hash=address_hash(email)).exclude(reason=Suppression.Reason.BOUNCE).exists()
    )


def _prove(person: PendingRequest | Subscriber, kind: str, **fields: Any) -> None:
    ConsentEvent.objects.create(subject=person.subject, email=person.email or "", kind=kind, **fields)
