"""Nachnutzung: another organisation re-uses a practice. Declared by either side, counted when the adopter confirms."""

from collections.abc import Collection
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from library.models.fields import ChoicesField
from members.models import Organisation


class AdoptionQuerySet(models.QuerySet["Adoption"]):
    def confirmed(self) -> "AdoptionQuerySet":
        """The adopter's coordinator said yes and nobody took it back."""
        return self.filter(confirmed_at__isnull=False, declined_at__isnull=True)

    def in_operation(self) -> "AdoptionQuerySet":
        return self.confirmed().filter(stage=Adoption.Stage.OPERATION)

    def to_confirm(self) -> "AdoptionQuerySet":
        return self.filter(confirmed_at__isnull=True, declined_at__isnull=True)

    def living(self) -> "AdoptionQuerySet":
        """Under way, confirmed or not: an organisation has at most one of these per practice."""
        return self.filter(declined_at__isnull=True).exclude(stage__in=Adoption.CLOSED)

    def open_to_everybody(self) -> "AdoptionQuerySet":
        """Public from `geplant`; what was dropped only with the adopter's name released (Concepts §6)."""
        return self.confirmed().filter(_public())

    def visible_to(self, own: Collection[int]) -> "AdoptionQuerySet":
        """Everybody: what is public. Members also: early stages the adopter shares. Both sides: all of their own.

        `own` are the keys of the reader's organisations (members.permissions.own_keys).
        """
        if not own:
            return self.open_to_everybody()
        confirmed = Q(confirmed_at__isnull=False, declined_at__isnull=True)
        shared = Q(stage__in=Adoption.EARLY, is_shared_early=True)
        either_side = Q(adopter__in=own) | Q(practice__origin__in=own, declined_at__isnull=True)
        return self.filter(confirmed & (_public() | shared) | either_side)


def _public() -> Q:
    return Q(stage__in=Adoption.PUBLIC_STAGES) | Q(stage=Adoption.Stage.DROPPED, name_is_released=True)


class Adoption(models.Model):
    """One organisation's way with one practice, from interest to operation or to a reasoned no."""

    class Stage(models.TextChoices):
        INTEREST = "interesse", _("Interesse")
        CHECK = "pruefung", _("in Prüfung")
        PLANNED = "geplant", _("geplant")
        ROLL_OUT = "umsetzung", _("in Umsetzung")
        OPERATION = "betrieb", _("im Betrieb")
        ENDED = "beendet", _("beendet")
        DROPPED = "verworfen", _("verworfen")

    EARLY = (Stage.INTEREST, Stage.CHECK)
    PUBLIC_STAGES = (Stage.PLANNED, Stage.ROLL_OUT, Stage.OPERATION, Stage.ENDED)
    CLOSED = (Stage.ENDED, Stage.DROPPED)

    class Scope(models.TextChoices):
        WHOLE = "ganz", _("ganz")
        PART = "teilweise", _("teilweise")
        IDEA = "idee", _("nur die Idee")

    class Reason(models.TextChoices):
        COST = "kosten", _("Kosten")
        STAFF = "personal", _("Personal")
        TECHNOLOGY = "technik", _("Technik")
        LAW = "recht", _("Recht")
        POLITICS = "politik", _("Politik")
        NEED = "bedarf", _("kein Bedarf")
        BETTER = "alternative", _("bessere Alternative")

    practice = models.ForeignKey(
        "library.PracticePage", verbose_name=_("Praxis"), on_delete=models.CASCADE, related_name="adoptions"
    )
    adopter = models.ForeignKey(
        "members.Organisation", verbose_name=_("Wer nutzt nach?"), on_delete=models.PROTECT, related_name="adoptions"
    )
    successor_of = models.ForeignKey(
        "self",
        verbose_name=_("Von wem übernommen?"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="successors",
    )
    stage = models.CharField(_("Stand"), max_length=10, choices=Stage, default=Stage.INTEREST)
    since = models.DateField(_("seit"), default=timezone.localdate)
    scope = models.CharField(_("Umfang"), max_length=10, choices=Scope, default=Scope.WHOLE)
    adaptation = models.TextField(_("Was wird angepasst?"), max_length=600, blank=True)
    effort = models.CharField(_("Aufwand"), max_length=200, blank=True)
    saved_hours = models.PositiveIntegerField(_("gesparte Arbeitsstunden (Schätzung)"), null=True, blank=True)
    saved_euros = models.PositiveIntegerField(_("gesparte Euro (Schätzung)"), null=True, blank=True)
    saved_how = models.CharField(_("Wie geschätzt?"), max_length=300, blank=True)
    lesson = models.TextField(_("Was andere wissen sollten"), max_length=600, blank=True)
    reasons = ChoicesField(of=Reason.choices, verbose_name=_("Warum verworfen?"))
    is_shared_early = models.BooleanField(_("Mitglieder dürfen es schon vor der Planung sehen"), default=False)
    name_is_released = models.BooleanField(_("auch verworfen mit Namen zeigen"), default=False)
    contact = models.ForeignKey(
        "members.Membership",
        verbose_name=_("Ansprechperson"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    declared_at = models.DateTimeField(_("gemeldet am"), default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("bestätigt am"), null=True, blank=True)
    asked_at = models.DateTimeField(_("erneut gefragt am"), null=True, blank=True)
    declined_at = models.DateTimeField(_("abgelehnt am"), null=True, blank=True)

    objects: ClassVar[AdoptionQuerySet] = AdoptionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("Nachnutzung")
        verbose_name_plural = _("Nachnutzungen")
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "adopter"],
                condition=~Q(stage__in=["beendet", "verworfen"]) & Q(declined_at__isnull=True),
                name="one_living_adoption_per_organisation",
            ),
            models.CheckConstraint(
                condition=~Q(stage="verworfen") | Q(reasons__len__gte=1), name="dropped_adoption_has_reasons"
            ),
            models.CheckConstraint(condition=~Q(successor_of=models.F("id")), name="adoption_does_not_follow_itself"),
        ]
        indexes = [models.Index(fields=["practice", "stage"], name="adoption_practice_stage")]

    def __str__(self) -> str:
        return f"{self.adopter} · {self.get_stage_display()}"

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None and self.declined_at is None

    @property
    def is_open_to_everybody(self) -> bool:
        """As `open_to_everybody` asks it."""
        is_named = self.stage == self.Stage.DROPPED and self.name_is_released
        return self.is_confirmed and (self.stage in self.PUBLIC_STAGES or is_named)

    @property
    def place(self) -> Organisation:
        return self.adopter.place or self.adopter
