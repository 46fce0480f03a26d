"""How fresh a published practice is: a row beside the page, moved on by acts and a daily task."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Freshness(models.Model):
    """One row per published Steckbrief (Concepts §6). Kurzeinträge have none: nobody vouches for them."""

    class State(models.TextChoices):
        CURRENT = "aktuell", _("aktuell")
        DUE = "faellig", _("Aktualisierung fällig")
        UNCONFIRMED = "unbestaetigt", _("Angaben nicht bestätigt")
        STALE = "veraltet", _("veraltet")
        ARCHIVED = "archiviert", _("archiviert")

    practice = models.OneToOneField(
        "library.PracticePage", on_delete=models.CASCADE, related_name="freshness", primary_key=True
    )
    state = models.CharField(_("Stand"), max_length=14, choices=State, default=State.CURRENT)
    confirmed_at = models.DateTimeField(_("zuletzt bestätigt"), default=timezone.now)
    asked_at = models.DateTimeField(_("gefragt am"), null=True, blank=True)

    class Meta:
        verbose_name = _("Aktualität")
        verbose_name_plural = _("Aktualität")
        indexes = [models.Index(fields=["state", "confirmed_at"], name="freshness_state_confirmed")]

    def __str__(self) -> str:
        return str(self.get_state_display())


class Confirmation(models.Model):
    """Somebody said for an organisation: this is still right."""

    practice = models.ForeignKey("library.PracticePage", on_delete=models.CASCADE, related_name="confirmations")
    organisation = models.ForeignKey(
        "members.Organisation", verbose_name=_("für"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("von"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField(_("am"), default=timezone.now)

    class Meta:
        verbose_name = _("Bestätigung")
        verbose_name_plural = _("Bestätigungen")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.at:%d.%m.%Y}"


class LinkCheck(models.Model):
    """What the weekly check found behind one address. One row per address, however many practices name it."""

    url = models.URLField(_("Adresse"), max_length=500, unique=True)
    checked_at = models.DateTimeField(_("geprüft am"), null=True, blank=True)
    failures = models.PositiveSmallIntegerField(_("Fehlversuche in Folge"), default=0)
    answer = models.CharField(_("Antwort"), max_length=60, blank=True)

    BROKEN_AFTER = 2  # one bad night of a server is no dead link

    class Meta:
        verbose_name = _("Link-Prüfung")
        verbose_name_plural = _("Link-Prüfungen")
        indexes = [models.Index(fields=["checked_at"], name="link_check_checked")]

    def __str__(self) -> str:
        return self.url

    @property
    def is_broken(self) -> bool:
        return self.failures >= self.BROKEN_AFTER
