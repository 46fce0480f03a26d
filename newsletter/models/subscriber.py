"""People who want mail, the proof that they do, and those who must never get any again."""

import hashlib
import hmac
from datetime import datetime
from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Frequency(models.TextChoices):
    EVERY = "jede", _("jede Ausgabe")
    MONTHLY = "monatlich", _("nur die Monatsausgaben")
    EVENTS = "termine", _("nur Termine")


class Preferences(models.Model):
    """What somebody wants to get. No topic chosen means all topics."""

    name = models.CharField(_("Name für die Anrede"), max_length=120, blank=True)
    frequency = models.CharField(_("Wie oft?"), max_length=10, choices=Frequency, default=Frequency.EVERY)
    topics = models.ManyToManyField(
        "forum.FieldOfAction", verbose_name=_("Handlungsfelder"), blank=True, related_name="+"
    )
    region = models.CharField(
        _("Region (Kreis oder kreisfreie Stadt)"), max_length=5, blank=True, help_text=_("Kreisschlüssel")
    )

    class Meta:
        abstract = True


class PendingRequest(Preferences):
    """Somebody typed this address; whether its owner wants mail is not known. Deleted after seven days."""

    subject = models.UUIDField(default=uuid4, unique=True, editable=False)
    email = models.EmailField(_("E-Mail-Adresse"), max_length=254, unique=True)
    requested_at = models.DateTimeField(_("angefragt am"), default=timezone.now)
    mails = models.PositiveSmallIntegerField(_("Bestätigungsmails"), default=0)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("unbestätigte Bestellung")
        verbose_name_plural = _("unbestätigte Bestellungen")
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="pending_email_is_lower_case")
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def receiving(self, now: datetime | None = None) -> "SubscriberQuerySet":
        """Confirmed, or paused with the pause over."""
        return self.filter(
            models.Q(state=Subscriber.State.CONFIRMED)
            | models.Q(state=Subscriber.State.PAUSED, paused_until__lte=now or timezone.now())
        )


class Subscriber(Preferences):
    """A person who confirmed. Never deleted, so that counts stay; erasing empties `email` and `name`."""

    class State(models.TextChoices):
        CONFIRMED = "confirmed", _("bestätigt")
        PAUSED = "paused", _("pausiert")
        UNSUBSCRIBED = "unsubscribed", _("abbestellt")
        SUPPRESSED = "suppressed", _("gesperrt")

    subject = models.UUIDField(default=uuid4, unique=True, editable=False)
    email = models.EmailField(_("E-Mail-Adresse"), max_length=254, unique=True, null=True, blank=True)
    state = models.CharField(_("Stand"), max_length=12, choices=State, default=State.CONFIRMED)
    confirmed_at = models.DateTimeField(_("bestätigt am"), default=timezone.now)
    paused_until = models.DateTimeField(_("pausiert bis"), null=True, blank=True)
    ended_at = models.DateTimeField(_("beendet am"), null=True, blank=True)
    soft_bounces = models.PositiveSmallIntegerField(_("vorläufige Rückläufer"), default=0)

    objects: ClassVar[models.Manager["Subscriber"]] = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = _("Abonnent*in")
        verbose_name_plural = _("Abonnent*innen")
        indexes = [models.Index(fields=["state", "id"], name="subscriber_state")]
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="subscriber_email_is_lower_case"),
            models.CheckConstraint(
                condition=models.Q(email__isnull=False) | models.Q(state__in=["unsubscribed", "suppressed"]),
                name="subscriber_who_gets_mail_has_an_address",
            ),
            models.CheckConstraint(
                condition=models.Q(state="paused", paused_until__isnull=False) | ~models.Q(state="paused"),
                name="subscriber_pause_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def is_receiving(self) -> bool:
        return self.state == self.State.CONFIRMED or (
            self.state == self.State.PAUSED and self.paused_until is not None and self.paused_until <= timezone.now()
        )


class ConsentEvent(models.Model):
    """One step of a consent, written once and never changed (a trigger in the database refuses updates).

    The controller must be able to show that somebody consented (Art. 7 (1) GDPR). Deleted three years after the
    withdrawal, and only by the retention job.
    """

    class Kind(models.TextChoices):
        REQUESTED = "requested", _("bestellt")
        CONFIRMED = "confirmed", _("bestätigt")
        IMPORTED = "imported", _("mit Nachweis übernommen")
        PREFERENCES = "preferences", _("Einstellungen geändert")
        PAUSED = "paused", _("pausiert")
        RESUMED = "resumed", _("Pause beendet")
        UNSUBSCRIBED = "unsubscribed", _("abbestellt")
        SUPPRESSED = "suppressed", _("gesperrt")

    subject = models.UUIDField(db_index=True)
    email = models.EmailField(_("E-Mail-Adresse"), max_length=254, db_index=True)
    kind = models.CharField(_("Schritt"), max_length=14, choices=Kind)
    purpose = models.CharField(_("Zweck"), max_length=40, default="newsletter")
    wording_version = models.CharField(_("Fassung des Textes"), max_length=20, blank=True)
    wording = models.TextField(_("Wortlaut"), blank=True)
    at = models.DateTimeField(_("Zeitpunkt"), default=timezone.now)
    source_url = models.CharField(_("Seite"), max_length=300, blank=True)
    message_id = models.CharField(_("Bestätigungsmail"), max_length=120, blank=True)
    short_ip = models.CharField(_("gekürzte IP-Adresse"), max_length=40, blank=True)
    details = models.JSONField(_("Einzelheiten"), default=dict, blank=True)

    class Meta:
        verbose_name = _("Einwilligungsschritt")
        verbose_name_plural = _("Einwilligungsschritte")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.at:%Y-%m-%d}"


class Suppression(models.Model):
    """An address that must not get the newsletter, kept as a keyed hash so that it outlives erasure."""

    class Reason(models.TextChoices):
        BOUNCE = "bounce", _("unzustellbar")
        COMPLAINT = "complaint", _("als Spam gemeldet")
        OBJECTION = "objection", _("Widerspruch")

    address_hash = models.CharField(max_length=64, unique=True)
    reason = models.CharField(_("Grund"), max_length=10, choices=Reason)
    at = models.DateTimeField(_("seit"), default=timezone.now)

    class Meta:
        verbose_name = _("gesperrte Adresse")
        verbose_name_plural = _("gesperrte Adressen")

    def __str__(self) -> str:
        return f"{self.address_hash[:8]}… · {self.get_reason_display()}"


def address_hash(email: str) -> str:
    """A hash that only this portal can compute. Its key must stay when SECRET_KEY rotates."""
    return hmac.digest(settings.NEWSLETTER_HASH_KEY.encode(), email.lower().encode(), hashlib.sha256).hex()
