"""Organisations of the forum and who belongs to them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def members(self) -> "OrganisationQuerySet":
        return self.filter(standing=Organisation.Standing.MEMBER, is_active=True)

    def listed(self) -> "OrganisationQuerySet":
        """Members and partners: who has a profile in the public directory."""
        return self.filter(
            standing__in=[Organisation.Standing.MEMBER, Organisation.Standing.PARTNER], is_active=True
        )


class Organisation(models.Model):
    """A municipality, municipal company or other body: member, partner, or merely mentioned.

    Origins and adopters of practices and employers of guests are mostly `mentioned`: they have no rights and no
    profile. Only the first six kinds can be full members.
    """

    class Kind(models.TextChoices):
        MUNICIPALITY = "kommune", _("Kommune")
        DISTRICT = "kreis", _("Kreis")
        UTILITY = "stadtwerke", _("Stadtwerke")
        TRANSPORT = "verkehr", _("Verkehrsunternehmen")
        IT_PROVIDER = "it_dienstleister", _("Kommunaler IT-Dienstleister")
        MUNICIPAL_COMPANY = "weiteres_kommunalunternehmen", _("Weiteres kommunales Unternehmen")
        ASSOCIATION = "verband", _("Verband")
        SCIENCE = "wissenschaft", _("Wissenschaft")
        BUSINESS = "wirtschaft", _("Wirtschaft")
        STATE = "land_bund", _("Land oder Bund")
        OTHER = "sonstige", _("Sonstige")

    class Standing(models.TextChoices):
        MEMBER = "mitglied", _("Mitglied")
        PARTNER = "partner", _("Partner")
        MENTIONED = "erwaehnt", _("nur erwähnt")

    MEMBER_KINDS = (
        Kind.MUNICIPALITY,
        Kind.DISTRICT,
        Kind.UTILITY,
        Kind.TRANSPORT,
        Kind.IT_PROVIDER,
        Kind.MUNICIPAL_COMPANY,
    )

    name = models.CharField(_("Name"), max_length=160)
    slug = models.SlugField(_("Kürzel"), max_length=80, unique=True)
    kind = models.CharField(_("Organisationsart"), max_length=30, choices=Kind)
    standing = models.CharField(_("Stellung"), max_length=10, choices=Standing, default=Standing.MENTIONED)
    municipality = models.ForeignKey(
        "members.Municipality",
        verbose_name=_("Kommune im Register"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="organisations",
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("gehört zu"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="companies",
    )
    is_convener = models.BooleanField(_("Geschäftsstelle"), default=False)
    is_invented = models.BooleanField(_("erfunden (Demo)"), default=False)
    is_active = models.BooleanField(_("aktiv"), default=True)
    website = models.URLField(_("Website"), blank=True)
    email_domain = models.CharField(_("Mail-Domain"), max_length=120, blank=True)
    contact_email = models.EmailField(_("Funktionspostfach"), blank=True)
    summary = models.TextField(_("Kurz vorgestellt"), max_length=1200, blank=True)
    offers = models.TextField(_("Wir bieten"), max_length=1200, blank=True)
    seeks = models.TextField(_("Wir suchen"), max_length=1200, blank=True)
    source_url = models.URLField(_("Quelle"), max_length=500, blank=True)
    fields_of_action = models.ManyToManyField(
        "forum.FieldOfAction", verbose_name=_("Handlungsfelder"), blank=True, related_name="organisations"
    )
    joined_on = models.DateField(_("Mitglied seit"), null=True, blank=True)

    objects: ClassVar[models.Manager["Organisation"]] = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Organisation")
        verbose_name_plural = _("Organisationen")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"],
                condition=models.Q(kind__in=["kommune", "kreis"], municipality__isnull=False),
                name="one_organisation_per_municipality",
            ),
            models.UniqueConstraint(
                fields=["is_convener"], condition=models.Q(is_convener=True), name="one_convener"
            ),
            models.CheckConstraint(
                condition=~models.Q(standing="mitglied")
                | models.Q(
                    kind__in=[
                        "kommune",
                        "kreis",
                        "stadtwerke",
                        "verkehr",
                        "it_dienstleister",
                        "weiteres_kommunalunternehmen",
                    ]
                ),
                name="only_municipal_bodies_are_members",
            ),
            models.CheckConstraint(
                condition=models.Q(email_domain=Lower("email_domain")),
                name="organisation_domain_is_lower_case",
            ),
        ]
        indexes = [models.Index(fields=["standing", "kind"], name="organisation_standing_kind")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("members:profile", args=[self.slug])


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
    created_at = models.DateTimeField(_("seit"), auto_now_add=True)

    objects: ClassVar[models.Manager["Membership"]] = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("Mitgliedschaft")
        verbose_name_plural = _("Mitgliedschaften")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=~models.Q(state="ended"),
                name="one_membership_per_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation}"
