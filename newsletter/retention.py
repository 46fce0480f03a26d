"""Personal data of this room: what it is, how long it stays, how it goes. Called by the roof (forum/lifecycle.py)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.models import User
from members.models import Organisation
from newsletter import subscription
from newsletter.models import Answer, ConsentEvent, Delivery, PendingRequest, Subscriber
from newsletter.models.subscriber import address_hash

UNCONFIRMED = timedelta(days=7)
# Art. 7 (1), Art. 17 (3) e GDPR with § 195 BGB: claims lapse after three years, until then consent must be shown.
PROOF_AFTER_WITHDRAWAL = timedelta(days=3 * 365 + 1)
# Who left is forgotten but for the proof; counts stay.
ADDRESS_AFTER_END = timedelta(days=30)
ANSWERS_LINKED = timedelta(days=365)

RULES = [
    (gettext_lazy("Unbestätigte Bestellungen des Newsletters"), gettext_lazy("7 Tage")),
    (gettext_lazy("Adresse nach Abbestellung des Newsletters"), gettext_lazy("30 Tage")),
    (gettext_lazy("Bezug Ihrer Antworten im Newsletter zu Ihnen"), gettext_lazy("12 Monate nach Ende der Frage")),
    (gettext_lazy("Nachweis der Einwilligung in den Newsletter"), gettext_lazy("3 Jahre nach dem Widerruf")),
]

# What a consent event keeps, as the person concerned reads it.
PURPOSES = {"newsletter": gettext_lazy("Newsletter per E-Mail")}
DETAILS = {
    "proof": gettext_lazy("Nachweis"),
    "given_at": gettext_lazy("erteilt am"),
    "entered_by": gettext_lazy("eingetragen vom Konto Nr."),
    "frequency": gettext_lazy("Häufigkeit"),
    "topics": gettext_lazy("Themen"),
    "region": gettext_lazy("Region"),
    "by": gettext_lazy("Weg"),
    "reason": gettext_lazy("Grund"),
}


def export(user: User) -> dict[str, Any]:
    return export_of(user.email)


def export_of(email: str) -> dict[str, Any]:
    """Everything held under this address, with or without an account."""
    subscriber = Subscriber.objects.filter(email=email).first()
    answers = _answers_of(email).select_related("prompt")
    return {
        "Newsletter": subscriber
        and {
            "Stand": str(subscriber.get_state_display()),
            "Name": subscriber.name,
            "Häufigkeit": str(subscriber.get_frequency_display()),
            "Themen": [topic.name for topic in subscriber.topics.all()],
            "Region": subscriber.region,
            "bestätigt": subscriber.confirmed_at.isoformat(),
        },
        "Einwilligung in den Newsletter": [
            {
                "Schritt": str(event.get_kind_display()),
                "am": event.at.isoformat(),
                "Zweck": str(PURPOSES.get(event.purpose, event.purpose)),
                "Wortlaut": event.wording,
                "Seite": event.source_url,
                "Kennung der Mail": event.message_id,
                "Netz": event.short_ip,
                "Einzelheiten": {str(DETAILS.get(key, key)): value for key, value in event.details.items()},
            }
            for event in ConsentEvent.objects.filter(email=email)
        ],
        "Zugestellte Ausgaben": [
            {
                "Ausgabe": each.dispatch.issue.title,
                "Stand": str(each.get_state_display()),
                "gesendet": each.sent_at and each.sent_at.isoformat(),
            }
            for each in Delivery.objects.filter(subscriber=subscriber).select_related("dispatch__issue")
        ]
        if subscriber
        else [],
        "Antworten im Newsletter": [
            {"Frage": answer.prompt.title, "Antwort": answer.prompt.label(answer.choice), "Text": answer.text}
            for answer in answers
        ],
    }


@transaction.atomic
def erase(user: User) -> list[str]:
    """Ends the subscription, unlinks the answers, forgets the address. The proof of consent stays locked."""
    told = []
    PendingRequest.objects.filter(email=user.email).delete()
    if _forget(_answers_of(user.email)):
        told.append(_("Ihre Antworten im Newsletter zählen weiter, ohne Bezug zu Ihnen."))
    subscriber = Subscriber.objects.filter(email=user.email).first()
    if subscriber is not None:
        subscription.unsubscribe(subscriber, by="erasure")
        subscriber.refresh_from_db()
        _empty(subscriber)
        told.append(_("Der Newsletter ist abbestellt, Adresse und Einstellungen sind gelöscht."))
    last = ConsentEvent.objects.filter(email=user.email).order_by("-at").first()
    if last is not None:
        told.append(
            _(
                "Der Nachweis Ihrer Einwilligung in den Newsletter bleibt gesperrt bis zum %(day)s,"
                " weil wir ihn auf Verlangen vorlegen müssen. Danach wird er gelöscht."
            )
            % {"day": date_format(last.at + PROOF_AFTER_WITHDRAWAL, "j. F Y")}
        )
    return told


def hand_over(user: User, successor: User, organisation: Organisation) -> list[str]:
    """A subscription belongs to a person, not to an office: nothing is handed over."""
    return []


def merge(source: Organisation, target: Organisation) -> None:
    """Issues that were written for one organisation are for the other now."""
    from newsletter.models import IssuePage

    through = IssuePage.organisations.through
    held = through.objects.filter(organisation=target).values("issuepage")
    through.objects.filter(organisation=source, issuepage__in=held).delete()
    through.objects.filter(organisation=source).update(organisation=target)


@transaction.atomic
def retain(now: datetime) -> dict[str, int]:
    """Deletes what is past its time. Harmless to repeat."""
    pending = list(PendingRequest.objects.filter(requested_at__lt=now - UNCONFIRMED).values_list("pk", "subject"))
    PendingRequest.objects.filter(pk__in=[pk for pk, _subject in pending]).delete()
    gone = list(Subscriber.objects.filter(ended_at__lt=now - ADDRESS_AFTER_END, email__isnull=False))
    for subscriber in gone:
        _empty(subscriber)
    unlinked = _forget(Answer.objects.filter(voter__isnull=False, prompt__closes_at__lt=now - ANSWERS_LINKED))
    living = Subscriber.objects.filter(ended_at__isnull=True).values("subject")
    over = (
        ConsentEvent.objects.exclude(subject__in=living)
        .values("subject")
        .annotate(last=Max("at"))
        .filter(last__lt=now - PROOF_AFTER_WITHDRAWAL)
        .values("subject")
    )
    # What nobody confirmed proves nothing.
    unproven = [subject for _pk, subject in pending]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL forum.retention = 'on'")
        proofs = ConsentEvent.objects.filter(Q(subject__in=over.order_by()) | Q(subject__in=unproven)).delete()[0]
        cursor.execute("SET LOCAL forum.retention = 'off'")
    resumed = Subscriber.objects.filter(state=Subscriber.State.PAUSED, paused_until__lte=now)
    return {
        "newsletter_pending": len(pending),
        "newsletter_addresses": len(gone),
        "newsletter_answers_unlinked": unlinked,
        "newsletter_proofs": proofs,
        "newsletter_pauses_over": len([subscription.resume(subscriber) for subscriber in resumed]),
    }


def _empty(subscriber: Subscriber) -> None:
    subscriber.email, subscriber.name, subscriber.region = None, "", ""
    subscriber.save(update_fields=["email", "name", "region"])
    subscriber.topics.clear()
    subscriber.deliveries.update(domain="")


def _answers_of(email: str) -> QuerySet[Answer]:
    """Also those given under an earlier address of the same account."""
    return Answer.objects.filter(Q(voter=address_hash(email)) | Q(user__email=email))


def _forget(answers: QuerySet[Answer]) -> int:
    return answers.update(voter=None, subscriber=None, user=None, text="")
