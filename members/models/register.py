"""The official register of municipalities and districts: imported, never edited (docs/concepts.md)."""

from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

INDEPENDENT = ("Kreisfreie Stadt", "Stadtkreis")
LANDS = [f"{number:02d}" for number in range(1, 17)]


def validate_ags(value: Any) -> None:
    """Raises ValidationError with the reason: 8 digits (districts 5), the first two a Land from 01 to 16."""
    text = str(value)
    if not (text.isascii() and text.isdigit()):
        raise ValidationError(_("Der AGS besteht nur aus Ziffern."), code="digits")
    if len(text) in (4, 7):
        raise ValidationError(
            _("Dem AGS fehlt eine Ziffer, vermutlich die führende Null: meinten Sie 0%(ags)s?"),
            code="leading_zero",
            params={"ags": text},
        )
    if len(text) not in (5, 8):
        raise ValidationError(
            _("Der AGS hat 8 Ziffern, bei Kreisen 5; hier sind es %(n)d."), code="length", params={"n": len(text)}
        )
    if text[:2] not in LANDS:
        raise ValidationError(
            _("Der AGS beginnt mit der Nummer des Landes, 01 bis 16; %(land)s gibt es nicht."),
            code="land",
            params={"land": text[:2]},
        )


def validate_ars(value: Any) -> None:
    """Raises ValidationError with the reason: 12 digits, or empty."""
    text = str(value)
    if text and not (text.isascii() and text.isdigit() and len(text) == 12):
        raise ValidationError(
            _("Der Regionalschlüssel hat 12 Ziffern; hier steht „%(ars)s“."), code="ars", params={"ars": text}
        )


def ars_fits_ags(ars: str, ags: str) -> bool:
    """The ARS is the AGS with four digits for the association of municipalities before the last three."""
    return len(ags) == 5 or (ars[:5] == ags[:5] and ars[9:] == ags[5:])


class SizeClass(models.TextChoices):
    """By inhabitants alone; the thresholds are those of the BBSR city types."""

    VILLAGE = "landgemeinde", _("Landgemeinde (unter 5.000)")
    SMALL = "kleinstadt", _("Kleinstadt (5.000–20.000)")
    MEDIUM = "mittelstadt", _("Mittelstadt (20.000–100.000)")
    LARGE = "grossstadt", _("Großstadt (ab 100.000)")

    @classmethod
    def of(cls, population: int) -> "SizeClass":
        return next(size for size in cls if population < size.bounds[1])

    @property
    def word(self) -> str:
        return str(self.label).split(" (")[0]

    @property
    def bounds(self) -> tuple[int, int]:
        """Inhabitants from (inclusive) and to (exclusive)."""
        return {
            SizeClass.VILLAGE: (0, 5_000),
            SizeClass.SMALL: (5_000, 20_000),
            SizeClass.MEDIUM: (20_000, 100_000),
            SizeClass.LARGE: (100_000, 2_147_483_647),
        }[self]


class Municipality(models.Model):
    """A Gemeinde (AGS of 8 digits) or a Kreis (AGS of 5 digits) as the register states it."""

    class Level(models.TextChoices):
        MUNICIPALITY = "gemeinde", _("Gemeinde")
        DISTRICT = "kreis", _("Kreis")

    ags = models.CharField(
        _("AGS"),
        max_length=8,
        unique=True,
        validators=[validate_ags],
    )
    ars = models.CharField(_("Regionalschlüssel"), max_length=12, blank=True, validators=[validate_ars])
    level = models.CharField(_("Ebene"), max_length=10, choices=Level)
    name = models.CharField(_("Name"), max_length=100)
    name_official = models.CharField(_("amtlicher Name"), max_length=160)
    kind = models.CharField(_("Bezeichnung"), max_length=40)
    land = models.CharField(_("Land"), max_length=40)
    land_ags = models.CharField(max_length=2)
    district_ags = models.CharField(_("Kreisschlüssel"), max_length=5)
    district = models.CharField(_("Kreis"), max_length=100)
    population = models.PositiveIntegerField(_("Einwohnerzahl"))
    area_km2 = models.DecimalField(_("Fläche in km²"), max_digits=9, decimal_places=2)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    degurba = models.PositiveSmallIntegerField(_("Verstädterungsgrad"), null=True, blank=True)
    # Territories change: a row that left the register stays as long as anything points at it.
    gone_on = models.DateField(_("nicht mehr im Register seit"), null=True, blank=True)

    class Meta:
        verbose_name = _("Kommune (Register)")
        verbose_name_plural = _("Kommunen (Register)")
        indexes = [
            models.Index(fields=["district_ags"], name="municipality_district"),
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="municipality_name_trigram"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level="gemeinde", ags__regex=r"^\d{8}$")
                | models.Q(level="kreis", ags__regex=r"^\d{5}$"),
                name="municipality_ags_length",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def size_class(self) -> SizeClass:
        return SizeClass.of(self.population)

    @property
    def density(self) -> float:
        """Inhabitants per km²."""
        return self.population / float(self.area_km2) if self.area_km2 else 0.0

    @property
    def word(self) -> str:
        """What to call it beside its name: Stadt, Markt, Gemeinde or Kreis."""
        if self.level == self.Level.DISTRICT:
            return str(_("Kreis"))
        return str(_("Stadt")) if "stadt" in self.kind.lower() else self.kind

    @property
    def is_independent(self) -> bool:
        """Kreisfrei: the municipality is its own district."""
        return self.kind in INDEPENDENT
