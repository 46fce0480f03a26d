"""What an organisation has at hand for digital work; a practice names what it needs in the same words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BuildingBlock(models.Model):
    """Baustein: platform, network or service that a solution is built from. Shared by organisations and practices."""

    slug = models.SlugField(_("Kürzel"), max_length=40, unique=True)
    name = models.CharField(_("Name"), max_length=80, unique=True)
    explanation = models.CharField(_("Was ist gemeint?"), max_length=200, blank=True)
    sort_order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    class Meta:
        verbose_name = _("Baustein")
        verbose_name_plural = _("Bausteine")
        ordering = ["sort_order", "name"]

    def __str__(self) -> str:
        return self.name


class StaffClass(models.TextChoices):
    """Full-time posts for digital matters."""

    NONE = "keine", _("keine feste Stelle")
    ONE = "bis1", _("bis 1 Stelle")
    FEW = "bis5", _("2 bis 5 Stellen")
    TEAM = "bis20", _("6 bis 20 Stellen")
    DEPARTMENT = "ueber20", _("mehr als 20 Stellen")


class LegalForm(models.TextChoices):
    AUTHORITY = "koerperschaft", _("Gebietskörperschaft")
    DEPARTMENT = "regiebetrieb", _("Regiebetrieb")
    OWN_OPERATION = "eigenbetrieb", _("Eigenbetrieb")
    INSTITUTION = "aoer", _("Anstalt des öffentlichen Rechts (AöR)")
    SPECIAL_PURPOSE = "zweckverband", _("Zweckverband")
    LIMITED = "gmbh", _("GmbH")
    STOCK = "ag", _("AG")
    COOPERATIVE = "eg", _("Genossenschaft (eG)")
    ASSOCIATION = "ev", _("Verein (e. V.)")
    FOUNDATION = "stiftung", _("Stiftung")
    OTHER = "andere", _("andere")
