"""Expert groups: people of several organisations who work on one topic."""

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
