"""Where people meet: houses and their rooms."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Venue(models.Model):
    """A house where people meet."""

    name = models.CharField(_("Name"), max_length=160)
    street = models.CharField(_("Straße und Hausnummer"), max_length=160, blank=True)
    postcode = models.CharField(_("PLZ"), max_length=5, blank=True)
    city = models.CharField(_("Ort"), max_length=100)
    ags = models.CharField(_("AGS"), max_length=8, blank=True)
    access = models.TextField(_("Zugang und Barrierefreiheit"), blank=True)
    directions = models.TextField(_("Anreise"), blank=True)

    class Meta:
        verbose_name = _("Ort")
        verbose_name_plural = _("Orte")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name if self.city in self.name else f"{self.name}, {self.city}"

    @property
    def address(self) -> str:
        town = f"{self.postcode} {self.city}".strip()
        return ", ".join(filter(None, [self.name, self.street, town]))


class Room(models.Model):
    venue = models.ForeignKey(Venue, verbose_name=_("Ort"), on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(_("Raum"), max_length=80)
    seats = models.PositiveIntegerField(_("Plätze im Raum"), null=True, blank=True)

    class Meta:
        verbose_name = _("Raum")
        verbose_name_plural = _("Räume")
        ordering = ["venue", "name"]
        constraints = [models.UniqueConstraint(fields=["venue", "name"], name="one_room_of_a_name")]

    def __str__(self) -> str:
        return self.name
