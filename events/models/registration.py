"""Anmeldungen: who came when, and what became of it."""

import secrets
from collections import defaultdict
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from events.models.programme import Session
from members.models import Organisation

LIVE = ("pending_mail", "received", "confirmed", "waitlisted", "offered")
# Ends the address of whoever was forgotten; nobody is written to there.
NOBODY = "@anonym.invalid"
# Who has a seat or one held, and who is in line for one.
TAKEN = Q(status__in=("confirmed", "offered")) | Q(status="pending_mail", seat_held=True)
WAITING = Q(status__in=("received", "waitlisted")) | Q(status="pending_mail", seat_held=False)


def normal_email(address: str) -> str:
    """One address is one person: case and blanks around it do not make another."""
    return address.strip().lower()


def normal_name(name: str) -> str:
    return " ".join(name.split()).casefold()


def new_secret() -> str:
    return secrets.token_hex(32)


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def live(self) -> "RegistrationQuerySet":
        return self.filter(status__in=LIVE)

    def taken(self) -> "RegistrationQuerySet":
        """Whoever holds a seat: confirmed, offered, or held while the mail address is being confirmed."""
        return self.filter(TAKEN)

    def confirmed(self) -> "RegistrationQuerySet":
        return self.filter(status=Registration.Status.CONFIRMED)

    def waiting(self) -> "RegistrationQuerySet":
        return self.filter(WAITING)

    def taken_by_channel(self) -> dict[int, dict[str, int]]:
        """For each event: how many sit in the room, how many take part online; in one query."""
        counted: dict[int, dict[str, int]] = defaultdict(dict)
        seats = self.taken().order_by().values("event", "channel").annotate(n=Count("pk"))
        for event, channel, n in seats.values_list("event", "channel", "n"):
            counted[event][channel] = n
        return counted

    def with_organisations(self) -> "RegistrationQuerySet":
        """For `organisation_label` in lists: one more query for all."""
        return self.prefetch_related(Prefetch("organisation", queryset=Organisation.objects.told_apart()))

    def in_order(self) -> "RegistrationQuerySet":
        """The one order key: time of receipt, then the number."""
        return self.order_by("effective_received_at", "receipt_no")

    def ahead_of(self, other: "Registration") -> "RegistrationQuerySet":
        return self.filter(
            Q(effective_received_at__lt=other.effective_received_at)
            | Q(effective_received_at=other.effective_received_at, receipt_no__lt=other.receipt_no)
        )

    def count_for_event(self) -> Coalesce:
        """As a subquery for lists of events."""
        counted = self.filter(event=OuterRef("pk")).order_by().values("event").annotate(n=Count("pk")).values("n")
        return Coalesce(Subquery(counted, output_field=models.IntegerField()), 0)


class Registration(models.Model):
    """One person's Anmeldung. Created only by the acts; never deleted, so that the numbers stay gapless."""

    class Status(models.TextChoices):
        PENDING_MAIL = "pending_mail", _("E-Mail noch nicht bestätigt")
        RECEIVED = "received", _("eingegangen")
        CONFIRMED = "confirmed", _("bestätigt")
        WAITLISTED = "waitlisted", _("wartet")
        OFFERED = "offered", _("Platz angeboten")
        DECLINED = "declined", _("nimmt nicht teil")
        CANCELLED = "cancelled", _("abgesagt")
        EXPIRED = "expired", _("verfallen")
        REJECTED = "rejected", _("abgelehnt")

    class Channel(models.TextChoices):
        ONSITE = "onsite", _("vor Ort")
        ONLINE = "online", _("virtuell")

    class Source(models.TextChoices):
        PORTAL = "portal", _("im Portal")
        EMAIL = "email", _("per E-Mail eingegangen")
        PHONE = "phone", _("per Telefon eingegangen")

    # No index of its own: the unique numbers of an event serve it, and every index costs every registration.
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="registrations", db_index=False)
    receipt_no = models.PositiveIntegerField(_("Nr."))
    received_at = models.DateTimeField(_("eingetragen"))
    effective_received_at = models.DateTimeField(_("Eingang"))
    status = models.CharField(_("Stand"), max_length=12, choices=Status, default=Status.RECEIVED)
    status_at = models.DateTimeField(_("Stand seit"), default=timezone.now)
    # What it was before it was cancelled, so that a mistake can be taken back for ten minutes.
    status_before = models.CharField(max_length=12, choices=Status, blank=True)
    # A guest's seat while the mail address is not confirmed yet.
    seat_held = models.BooleanField(default=False)
    confirm_by = models.DateTimeField(_("E-Mail bestätigen bis"), null=True, blank=True)
    offer_until = models.DateTimeField(_("Angebot gilt bis"), null=True, blank=True)
    approved_at = models.DateTimeField(_("freigegeben am"), null=True, blank=True)
    attended_at = models.DateTimeField(_("teilgenommen"), null=True, blank=True)

    name = models.CharField(_("Name"), max_length=160)
    name_key = models.CharField(max_length=160)
    email = models.EmailField(_("E-Mail"), max_length=254)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Person im Portal"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="registrations",
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("Organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="registrations",
    )
    organisation_name = models.CharField(_("Organisation (Angabe der Person)"), max_length=160, blank=True)
    channel = models.CharField(_("Teilnahme"), max_length=8, choices=Channel, default=Channel.ONSITE)
    group_id = models.UUIDField(null=True, blank=True)
    only_together = models.BooleanField(_("nur gemeinsam"), default=False)
    answers = models.JSONField(default=dict, blank=True)
    needs = models.CharField(_("Bedarf (Zugang, Essen)"), max_length=500, blank=True)

    source = models.CharField(_("Eingang über"), max_length=8, choices=Source, default=Source.PORTAL)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("eingetragen von"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    entry_reason = models.CharField(_("Grund der Eintragung"), max_length=300, blank=True)
    substitutes = models.BooleanField(_("Vertretung"), default=False)

    # The same form sent twice is one registration: the token of the form, and the place in it.
    submission = models.UUIDField(null=True, blank=True)
    submission_row = models.PositiveSmallIntegerField(default=0)
    # Accompanying events ticked in the same form, by key: so a receipt knows without asking whether there is more.
    together_with = models.JSONField(default=list, blank=True)
    # Key of the journal's subject. Deleting it makes the person's lines anonymous; the chain stays checkable.
    secret = models.CharField(max_length=64, default=new_secret, blank=True)
    journal_n = models.PositiveIntegerField(null=True, blank=True)
    receipt_hash = models.CharField(max_length=64, blank=True)
    anonymised_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Registration"]] = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Anmeldung")
        verbose_name_plural = _("Anmeldungen")
        constraints = [
            models.UniqueConstraint(fields=["event", "receipt_no"], name="one_registration_per_number"),
            models.UniqueConstraint(
                fields=["event", "email", "name_key"],
                condition=Q(status__in=LIVE),
                name="one_live_registration_per_person",
            ),
            models.UniqueConstraint(
                fields=["event", "email"],
                condition=Q(status__in=LIVE, group_id__isnull=True),
                name="one_live_registration_per_address",
            ),
            models.UniqueConstraint(
                fields=["event", "submission", "submission_row"], name="one_registration_per_submission"
            ),
            models.CheckConstraint(
                condition=Q(seat_held=False) | Q(status="pending_mail"), name="only_pending_mail_holds_a_seat"
            ),
            models.CheckConstraint(
                condition=Q(status="offered", offer_until__isnull=False) | ~Q(status="offered"),
                name="offer_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(status="pending_mail", confirm_by__isnull=False) | ~Q(status="pending_mail"),
                name="pending_mail_has_an_end",
            ),
        ]
        indexes = [
            models.Index(fields=["event", "channel", "organisation"], condition=TAKEN, name="registration_taken"),
            models.Index(
                fields=["event", "effective_received_at", "receipt_no"], condition=WAITING, name="registration_waiting"
            ),
            models.Index(fields=["confirm_by"], condition=Q(status="pending_mail"), name="registration_confirm_by"),
            models.Index(fields=["offer_until"], condition=Q(status="offered"), name="registration_offer_until"),
            models.Index(fields=["email"], name="registration_email"),
        ]

    def __str__(self) -> str:
        return f"Nr. {self.receipt_no}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.email, self.name_key = normal_email(self.email), normal_name(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def has_seat(self) -> bool:
        return self.status in ("confirmed", "offered") or (self.status == "pending_mail" and self.seat_held)

    @property
    def is_waiting(self) -> bool:
        return self.is_live and not self.has_seat

    @property
    def organisation_label(self) -> str:
        return self.organisation.full_name if self.organisation else self.organisation_name

    def place(self) -> int | None:
        """The place on the waiting list, counted now; None for whoever does not wait."""
        if not self.is_waiting:
            return None
        waiting: RegistrationQuerySet = Registration.objects.filter(event_id=self.event_id).waiting()
        return waiting.ahead_of(self).count() + 1


class SessionRegistrationQuerySet(models.QuerySet["SessionRegistration"]):
    def taken(self) -> "SessionRegistrationQuerySet":
        return self.filter(status=SessionRegistration.Status.CONFIRMED)

    def waiting(self) -> "SessionRegistrationQuerySet":
        return self.filter(status=SessionRegistration.Status.WAITLISTED)

    def live(self) -> "SessionRegistrationQuerySet":
        return self.exclude(status=SessionRegistration.Status.CANCELLED)

    def count_for_session(self) -> Coalesce:
        counted = self.filter(session=OuterRef("pk")).order_by().values("session").annotate(n=Count("pk")).values("n")
        return Coalesce(Subquery(counted, output_field=models.IntegerField()), 0)


class SessionRegistration(models.Model):
    """A place in one session. Needs a living registration for the event; same order rule, own waiting list."""

    class Status(models.TextChoices):
        CONFIRMED = "confirmed", _("Platz sicher")
        WAITLISTED = "waitlisted", _("wartet")
        CANCELLED = "cancelled", _("abgesagt")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="registrations")
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="session_registrations")
    received_at = models.DateTimeField(_("Eingang"))
    status = models.CharField(_("Stand"), max_length=12, choices=Status, default=Status.WAITLISTED)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["SessionRegistration"]] = SessionRegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Anmeldung zum Programmpunkt")
        verbose_name_plural = _("Anmeldungen zu Programmpunkten")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "registration"],
                condition=~Q(status="cancelled"),
                name="one_live_place_per_session",
            )
        ]
        indexes = [models.Index(fields=["session", "status", "received_at"], name="session_registration_order")]

    def __str__(self) -> str:
        return f"{self.registration} · {self.session}"


class Interest(models.Model):
    """Vormerken: „Sagen Sie mir Bescheid, wenn die Anmeldung öffnet.“ Confirmed by link unless signed in."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="interests")
    email = models.EmailField(_("E-Mail"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="event_interests"
    )
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("Vormerkung")
        verbose_name_plural = _("Vormerkungen")
        constraints = [models.UniqueConstraint(fields=["event", "email"], name="one_interest_per_address")]

    def __str__(self) -> str:
        return f"{self.event} #{self.pk}"
