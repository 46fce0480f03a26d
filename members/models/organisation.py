"""Organisations of the forum: who they are, what they have at hand, and how large their place is."""

from typing import ClassVar
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from members.models.means import LegalForm, StaffClass
from members.models.register import SizeClass

# Words that stand at the place of a slug below /mitglieder/.
RESERVED_SLUGS = {"beitreten", "einladung", "fachleute", "kommunen", "runden", "vorschlaege"}


def not_reserved(slug: str) -> None:
    if slug in RESERVED_SLUGS:
        raise ValidationError(_("„%(slug)s“ ist für eine Seite des Portals vergeben."), params={"slug": slug})


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def members(self) -> "OrganisationQuerySet":
        return self.filter(standing=Organisation.Standing.MEMBER, is_active=True)

    def listed(self) -> "OrganisationQuerySet":
        """Members and partners: who has a profile in the public directory."""
        return self.filter(standing__in=[Organisation.Standing.MEMBER, Organisation.Standing.PARTNER], is_active=True)

    def with_figures(self) -> "OrganisationQuerySet":
        """Adds `inhabitants` and `in_land`: from the register, or as stated where it has no row."""
        return self.annotate(
            inhabitants=Coalesce("municipality__population", "stated_population"),
            in_land=Coalesce("municipality__land", "stated_land"),
        )

    def told_apart(self) -> "OrganisationQuerySet":
        """With everything `full_name` looks at, so that a list asks for it once."""
        namesakes = Organisation.objects.filter(name=OuterRef("name"), is_active=True).exclude(pk=OuterRef("pk"))
        return self.select_related("municipality", "parent").annotate(has_namesake=Exists(namesakes))


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

    class Degurba(models.IntegerChoices):
        """Eurostat's degree of urbanisation."""

        DENSE = 1, _("dicht besiedelt")
        MEDIUM = 2, _("mittel besiedelt")
        THIN = 3, _("dünn besiedelt")

    MEMBER_KINDS = (
        Kind.MUNICIPALITY,
        Kind.DISTRICT,
        Kind.UTILITY,
        Kind.TRANSPORT,
        Kind.IT_PROVIDER,
        Kind.MUNICIPAL_COMPANY,
    )

    name = models.CharField(_("Name"), max_length=160)
    slug = models.SlugField(_("Kürzel"), max_length=80, unique=True, validators=[not_reserved])
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
    left_on = models.DateField(_("ausgetreten am"), null=True, blank=True)
    logo = models.ForeignKey(
        "forum.PortalImage",
        verbose_name=_("Logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    legal_form = models.CharField(_("Rechtsform"), max_length=20, choices=LegalForm, blank=True)
    staff_class = models.CharField(_("Stellen für Digitales"), max_length=10, choices=StaffClass, blank=True)
    building_blocks = models.ManyToManyField(
        "members.BuildingBlock",
        verbose_name=_("vorhandene Bausteine"),
        blank=True,
        related_name="organisations",
    )
    # Only where the register has no row: associations of municipalities, and the invented places of the demo.
    stated_population = models.PositiveIntegerField(_("Einwohnerzahl (eigene Angabe)"), null=True, blank=True)
    stated_area_km2 = models.DecimalField(
        _("Fläche in km² (eigene Angabe)"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    stated_degurba = models.PositiveSmallIntegerField(
        _("Verstädterungsgrad (eigene Angabe)"), choices=Degurba, null=True, blank=True
    )
    stated_land = models.CharField(_("Land (eigene Angabe)"), max_length=40, blank=True)
    created_at = models.DateTimeField(_("angelegt"), auto_now_add=True)
    changed_at = models.DateTimeField(_("geändert"), auto_now=True)

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
            models.UniqueConstraint(fields=["is_convener"], condition=models.Q(is_convener=True), name="one_convener"),
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
            models.UniqueConstraint(
                fields=["email_domain"],
                condition=~models.Q(email_domain="") & models.Q(is_active=True),
                name="one_organisation_per_mail_domain",
            ),
            models.CheckConstraint(
                condition=models.Q(municipality__isnull=True)
                | models.Q(
                    stated_population__isnull=True,
                    stated_area_km2__isnull=True,
                    stated_degurba__isnull=True,
                    stated_land="",
                ),
                name="register_wins_over_stated_figures",
            ),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")), name="organisation_is_not_its_own_parent"
            ),
        ]
        indexes = [models.Index(fields=["standing", "kind"], name="organisation_standing_kind")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("members:profile", args=[self.slug])

    @cached_property
    def has_namesake(self) -> bool:
        """Already there when the organisation comes from `told_apart`."""
        return Organisation.objects.filter(name=self.name, is_active=True).exclude(pk=self.pk).exists()

    @property
    def full_name(self) -> str:
        """The name, and where another one bears it too, what tells them apart: „Heinsberg (Kreis, …)“."""
        if not self.has_namesake:
            return self.name
        district = self.district if self.kind == self.Kind.MUNICIPALITY else ""
        where = self.parent.name if self.parent else district or self.land
        return f"{self.name} ({', '.join(filter(None, [self.word, where]))})"

    @property
    def is_listed(self) -> bool:
        """Has a public profile."""
        return self.is_active and self.standing in (self.Standing.MEMBER, self.Standing.PARTNER)

    @property
    def website_host(self) -> str:
        return urlsplit(self.website).netloc.removeprefix("www.")

    # --- The figures of the place: from the register, or as stated where it has no row ---

    @property
    def is_place(self) -> bool:
        return self.kind in (self.Kind.MUNICIPALITY, self.Kind.DISTRICT)

    @property
    def place(self) -> "Organisation | None":
        """The municipality or district whose structure counts: itself, or for a company the one it belongs to."""
        return self if self.is_place else self.parent.place if self.parent else None

    @property
    def word(self) -> str:
        """What to call it beside its name: Stadt, Gemeinde, Kreis, Stadtwerke …"""
        return self.municipality.word if self.is_place and self.municipality else str(self.Kind(self.kind).label)

    @property
    def population(self) -> int | None:
        return self.municipality.population if self.municipality else self.stated_population

    @property
    def density(self) -> float | None:
        """Inhabitants per km²."""
        if self.municipality:
            return self.municipality.density or None
        if self.stated_population and self.stated_area_km2:
            return self.stated_population / float(self.stated_area_km2)
        return None

    @property
    def degurba(self) -> int | None:
        return self.municipality.degurba if self.municipality else self.stated_degurba

    @property
    def degurba_word(self) -> str:
        return str(self.Degurba(self.degurba).label) if self.degurba else ""

    @property
    def land(self) -> str:
        return self.municipality.land if self.municipality else self.stated_land

    @property
    def district(self) -> str:
        """Name of the district, "kreisfrei" where a municipality has none, "" where the register has no row."""
        if self.is_independent:
            return str(_("kreisfrei"))
        return self.municipality.district if self.municipality else ""

    @property
    def is_independent(self) -> bool | None:
        """Kreisfrei or not; None for bodies that are no municipality."""
        if self.kind != self.Kind.MUNICIPALITY:
            return None
        return self.municipality.is_independent if self.municipality else False

    @property
    def size_class(self) -> SizeClass | None:
        """Only municipalities have one: a district is not a large town because many people live in it."""
        if self.kind != self.Kind.MUNICIPALITY or self.population is None:
            return None
        return SizeClass.of(self.population)

    @property
    def ags(self) -> str:
        """The key under which the outline of its place is drawn; "" for companies and invented places."""
        return self.municipality.ags if self.municipality and self.is_place else ""
