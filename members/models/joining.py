"""The ways into the forum: an organisation applies, a person is invited."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models.membership import Membership
from members.models.organisation import Organisation


class Application(models.Model):
    """Mitgliedsantrag: a request to join, decided by the Geschäftsstelle with a note, by a date the applicant knows."""

    class State(models.TextChoices):
        OPEN = "offen", _("wartet auf Entscheidung")
        ACCEPTED = "angenommen", _("angenommen")
        REJECTED = "abgelehnt", _("abgelehnt")

    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("Organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="applications",
    )
    municipality = models.ForeignKey(
        "members.Municipality",
        verbose_name=_("Kommune im Register"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="applications",
    )
    organisation_name = models.CharField(_("Name der Organisation"), max_length=160)
    kind = models.CharField(_("Organisationsart"), max_length=30, choices=Organisation.Kind)
    website = models.URLField(_("Website"), blank=True)
    first_name = models.CharField(_("Vorname"), max_length=150)
    last_name = models.CharField(_("Nachname"), max_length=150)
    email = models.EmailField(_("dienstliche Mail-Adresse"))
    function = models.CharField(_("Funktion"), max_length=120, blank=True)
    motivation = models.TextField(_("Was erhoffen Sie sich vom Forum?"), max_length=2000, blank=True)
    state = models.CharField(_("Stand"), max_length=12, choices=State, default=State.OPEN)
    received_at = models.DateTimeField(_("eingegangen"), default=timezone.now)
    answer_by = models.DateField(_("Antwort bis"))
    decided_at = models.DateTimeField(_("entschieden am"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("entschieden von"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    note = models.TextField(_("Begründung an die Organisation"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("Mitgliedsantrag")
        verbose_name_plural = _("Mitgliedsanträge")
        ordering = ["-received_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "kind"],
                condition=models.Q(state="offen", municipality__isnull=False, kind__in=["kommune", "kreis"]),
                name="one_open_application_per_municipality",
            ),
            models.UniqueConstraint(
                Lower("organisation_name"),
                condition=models.Q(state="offen", municipality__isnull=True),
                name="one_open_application_per_name",
            ),
            models.CheckConstraint(
                condition=models.Q(state="offen", decided_at__isnull=True)
                | (~models.Q(state="offen") & models.Q(decided_at__isnull=False)),
                name="decided_application_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return self.organisation_name


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def usable(self) -> "InvitationQuerySet":
        return self.filter(state=Invitation.State.OPEN, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """Einladung of one address into one organisation; used once, ends by itself."""

    class State(models.TextChoices):
        OPEN = "offen", _("offen")
        ACCEPTED = "angenommen", _("angenommen")
        WITHDRAWN = "zurueckgezogen", _("zurückgezogen")

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("Organisation"), on_delete=models.PROTECT, related_name="invitations"
    )
    email = models.EmailField(_("Mail-Adresse"))
    role = models.CharField(_("Rolle"), max_length=12, choices=Membership.Role, default=Membership.Role.STAFF)
    function = models.CharField(_("Funktion"), max_length=120, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("eingeladen von"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    state = models.CharField(_("Stand"), max_length=14, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(_("eingeladen am"), default=timezone.now)
    expires_at = models.DateTimeField(_("gültig bis"))
    membership = models.OneToOneField(
        Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="invitation"
    )

    objects: ClassVar[models.Manager["Invitation"]] = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Einladung")
        verbose_name_plural = _("Einladungen")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=models.Q(state="offen"),
                name="one_open_invitation_per_address",
            ),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="invitation_email_is_lower_case"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}"

    @property
    def is_usable(self) -> bool:
        return self.state == self.State.OPEN and self.expires_at > timezone.now()
