"""People and the organisations they belong to."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models.organisation import Organisation


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> "MembershipQuerySet":
        return self.filter(state=Membership.State.ACTIVE, organisation__is_active=True, user__is_active=True)


class Membership(models.Model):
    """One person in one organisation. Coordinators speak for it; a person may have several memberships."""

    class Role(models.TextChoices):
        STAFF = "staff", _("Mitarbeit")
        COORDINATOR = "coordinator", _("Koordination")

    class State(models.TextChoices):
        REQUESTED = "requested", _("wartet auf Freigabe")
        ACTIVE = "active", _("aktiv")
        ENDED = "ended", _("beendet")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Person"),
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("Organisation"), on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("Rolle"), max_length=12, choices=Role, default=Role.STAFF)
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.ACTIVE)
    function = models.CharField(_("Funktion"), max_length=120, blank=True)
    is_public = models.BooleanField(_("im Profil der Organisation sichtbar"), default=False)
    is_contact = models.BooleanField(_("Ansprechperson"), default=False)
    shows_email = models.BooleanField(_("Mail-Adresse für Mitglieder sichtbar"), default=False)
    created_at = models.DateTimeField(_("seit"), auto_now_add=True)
    ended_at = models.DateTimeField(_("beendet am"), null=True, blank=True)

    objects: ClassVar[models.Manager["Membership"]] = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("Zugehörigkeit")
        verbose_name_plural = _("Zugehörigkeiten")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=~models.Q(state="ended"),
                name="one_membership_per_organisation",
            ),
            models.CheckConstraint(
                condition=models.Q(state="ended", ended_at__isnull=False)
                | (~models.Q(state="ended") & models.Q(ended_at__isnull=True)),
                name="ended_membership_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation}"
