"""The agenda: sessions, stands and who speaks. Made to carry questions and check-in later."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from events.models.venue import Room
from forum.models import FieldOfAction


class SessionQuerySet(models.QuerySet["Session"]):
    def with_seats(self) -> "SessionQuerySet":
        from events.models.registration import SessionRegistration

        return self.annotate(
            taken=SessionRegistration.objects.taken().count_for_session(),
            waiting=SessionRegistration.objects.waiting().count_for_session(),
        )

    def to_choose(self, now: datetime) -> "SessionQuerySet":
        """What one may still choose with a registration."""
        return self.filter(takes_registrations=True, starts_at__gt=now).with_seats()


class Session(models.Model):
    """Programmpunkt. One with `takes_registrations` is chosen with the registration and may have its own seats."""

    class Kind(models.TextChoices):
        WELCOME = "welcome", _("Begrüßung")
        TALK = "talk", _("Impulsvortrag")
        PITCH = "pitch", _("Pitch")
        WORKSHOP = "workshop", _("Workshop")
        DISCUSSION = "discussion", _("Diskussionsrunde")
        MARKET = "market", _("Austauschbörse")
        BREAK = "break", _("Pause")
        CLOSING = "closing", _("Abschluss")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="sessions")
    kind = models.CharField(_("Art"), max_length=12, choices=Kind, default=Kind.TALK)
    title = models.CharField(_("Titel"), max_length=200)
    summary = models.CharField(_("Ein Satz"), max_length=300, blank=True)
    starts_at = models.DateTimeField(_("Beginn"))
    ends_at = models.DateTimeField(_("Ende"))
    room = models.ForeignKey(
        Room, verbose_name=_("Raum"), null=True, blank=True, on_delete=models.SET_NULL, related_name="sessions"
    )
    hosts = models.CharField(_("Wer"), max_length=200, blank=True, help_text=_("Steht im Programm."))
    takes_registrations = models.BooleanField(_("mit Anmeldung"), default=False)
    capacity = models.PositiveIntegerField(_("Plätze"), null=True, blank=True)
    is_open = models.BooleanField(
        _("offen"), default=False, help_text=_("Darf sich mit anderen überschneiden: man kommt und geht.")
    )
    field_of_action = models.ForeignKey(
        FieldOfAction,
        verbose_name=_("Handlungsfeld"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    about = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("Praxis oder Projekt"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects: ClassVar[models.Manager["Session"]] = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Programmpunkt")
        verbose_name_plural = _("Programmpunkte")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_starts")
        ]

    def __str__(self) -> str:
        return self.title

    def place_at(self, event: Event) -> str:
        """The room; and its house, where the event has several or the room lies elsewhere."""
        if self.room is None:
            return ""
        several = event.further_venue_id is not None or self.room.venue_id != event.venue_id
        return f"{self.room.name}, {self.room.venue}" if several else self.room.name

    def overlaps(self, other: "Session") -> bool:
        """Whether nobody can be in both. Open sessions overlap with nothing."""
        return not (self.is_open or other.is_open) and self.starts_at < other.ends_at and other.starts_at < self.ends_at


class Speaker(models.Model):
    """Who talks: somebody of the portal, or a guest who does everything by a signed link."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="speakers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Person im Portal"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="talks",
    )
    name = models.CharField(_("Name"), max_length=160)
    affiliation = models.CharField(_("Funktion, Organisation"), max_length=200, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    confirmed_at = models.DateTimeField(_("zugesagt am"), null=True, blank=True)
    declined_at = models.DateTimeField(_("abgesagt am"), null=True, blank=True)
    slides = models.ForeignKey(
        "forum.PortalDocument",
        verbose_name=_("Folien"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("Referent*in")
        verbose_name_plural = _("Referent*innen")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Stand(models.Model):
    """Projektstand in an Austauschbörse."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="stands")
    session = models.ForeignKey(
        Session,
        verbose_name=_("Austauschbörse"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="stands",
    )
    number = models.PositiveSmallIntegerField(_("Stand"))
    title = models.CharField(_("Titel"), max_length=200)
    hosts = models.CharField(_("Wer"), max_length=200, blank=True)
    field_of_action = models.ForeignKey(
        FieldOfAction,
        verbose_name=_("Handlungsfeld"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    about = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("Praxis oder Projekt"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("Projektstand")
        verbose_name_plural = _("Projektstände")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["event", "number"], name="one_stand_of_a_number")]

    def __str__(self) -> str:
        return f"{self.number} · {self.title}"
