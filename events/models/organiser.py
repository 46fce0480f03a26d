"""Who stands behind an event."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from members.models import Organisation


class Organiser(models.Model):
    """Who stands behind an event, and as what."""

    class Role(models.TextChoices):
        HOST = "host", _("Veranstalter")
        CO_HOST = "co_host", _("Mitveranstalter")
        CLIENT = "client", _("Auftraggeber")
        FUNDER = "funder", _("Förderer")
        SUPPORTER = "supporter", _("Unterstützer")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="organisers")
    role = models.CharField(_("Rolle"), max_length=10, choices=Role, default=Role.HOST)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("Organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="organised_events",
    )
    name = models.CharField(_("Name, wenn nicht im Verzeichnis"), max_length=160, blank=True)
    sort_order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("Beteiligte")
        verbose_name_plural = _("Beteiligte")
        ordering = ["sort_order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(organisation__isnull=False) | ~Q(name=""), name="organiser_has_a_name")
        ]

    def __str__(self) -> str:
        return self.name or str(self.organisation)
