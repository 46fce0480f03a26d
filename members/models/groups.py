"""Expert groups: people of several organisations who work on one topic."""

from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ExpertGroup(models.Model):
    """Expertenrunde with its spokesperson and a page that only its people see."""

    name = models.CharField(_("Name"), max_length=120, unique=True)
    slug = models.SlugField(_("Kürzel"), max_length=80, unique=True)
    purpose = models.CharField(_("Worum es geht"), max_length=300)
    fields_of_action = models.ManyToManyField(
        "forum.FieldOfAction", verbose_name=_("Handlungsfelder"), blank=True, related_name="expert_groups"
    )
    board = models.TextField(
        _("Pinnwand"),
        max_length=8000,
        blank=True,
        help_text=_("Nur für die Mitglieder der Runde: Stand, Absprachen, Links."),
    )
    is_active = models.BooleanField(_("aktiv"), default=True)
    changed_at = models.DateTimeField(_("geändert"), auto_now=True)

    class Meta:
        verbose_name = _("Expertenrunde")
        verbose_name_plural = _("Expertenrunden")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("members:group", args=[self.slug])


class GroupMembership(models.Model):
    """One person in one expert group, on behalf of an organisation."""

    group = models.ForeignKey(ExpertGroup, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Person"),
        on_delete=models.CASCADE,
        related_name="group_memberships",
    )
    organisation = models.ForeignKey(
        "members.Organisation", verbose_name=_("für"), on_delete=models.PROTECT, related_name="group_memberships"
    )
    is_speaker = models.BooleanField(_("spricht für die Runde"), default=False)
    requested_at = models.DateTimeField(_("angefragt"), default=timezone.now)
    joined_at = models.DateTimeField(_("dabei seit"), null=True, blank=True)

    class Meta:
        verbose_name = _("Mitglied einer Expertenrunde")
        verbose_name_plural = _("Mitglieder von Expertenrunden")
        constraints = [
            models.UniqueConstraint(fields=["group", "user"], name="one_place_in_a_group"),
            models.UniqueConstraint(
                fields=["group"], condition=models.Q(is_speaker=True), name="one_speaker_per_group"
            ),
            models.CheckConstraint(
                condition=models.Q(is_speaker=False) | models.Q(joined_at__isnull=False),
                name="speaker_has_joined",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.group}"


class GroupMeeting(models.Model):
    """Sitzung of an expert group: when and where, what for, and what came out. Its people see it, nobody else."""

    group = models.ForeignKey(ExpertGroup, on_delete=models.CASCADE, related_name="meetings")
    title = models.CharField(_("Worum es geht"), max_length=120)
    starts_at = models.DateTimeField(_("Beginn"))
    ends_at = models.DateTimeField(_("Ende"))
    place = models.CharField(_("Ort"), max_length=200, blank=True)
    link = models.URLField(_("Link zur Videokonferenz"), max_length=500, blank=True)
    agenda = models.TextField(_("Tagesordnung"), max_length=4000, blank=True)
    notes = models.TextField(_("Ergebnisse"), max_length=8000, blank=True)
    cancelled_at = models.DateTimeField(_("abgesagt"), null=True, blank=True)
    # Rises when time, place or state change: so calendars know the newer entry (RFC 5545).
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(_("geändert"), auto_now=True)

    class Meta:
        verbose_name = _("Sitzung")
        verbose_name_plural = _("Sitzungen")
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="meeting_ends_later"),
            models.CheckConstraint(
                condition=~models.Q(place="") | ~models.Q(link=""), name="meeting_has_place_or_link"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_past(self) -> bool:
        return self.ends_at <= timezone.now()


class GroupDocument(models.Model):
    """A file of an expert group. It is no document of the editors' room, where more people would see it."""

    # Protected: a row that vanished with its group would leave the file behind.
    group = models.ForeignKey(ExpertGroup, on_delete=models.PROTECT, related_name="documents")
    title = models.CharField(_("Bezeichnung"), max_length=120)
    file = models.FileField(_("Datei"), upload_to="runden/%Y/")
    size = models.PositiveIntegerField(_("Größe"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("von"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="group_documents",
    )
    uploaded_at = models.DateTimeField(_("am"), default=timezone.now)

    class Meta:
        verbose_name = _("Datei einer Expertenrunde")
        verbose_name_plural = _("Dateien von Expertenrunden")
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.title

    @property
    def kind(self) -> str:
        return PurePath(self.file.name or "").suffix.lstrip(".").upper()
