"""What registering is bound to: quotas by kind of organisation, and the host's questions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from members.models import Organisation


class KindQuota(models.Model):
    """At most so many seats for one kind of organisation, until the quotas are released."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="kind_quotas")
    kind = models.CharField(_("Organisationsart"), max_length=30, choices=Organisation.Kind)
    seats = models.PositiveIntegerField(_("höchstens"))

    class Meta:
        verbose_name = _("Kontingent je Organisationsart")
        verbose_name_plural = _("Kontingente je Organisationsart")
        constraints = [models.UniqueConstraint(fields=["event", "kind"], name="one_quota_per_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.seats}"


class Question(models.Model):
    """Something the host wants to know from everybody; the answers become a chart on the desk."""

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        CHOICE = "choice", _("eine Antwort")
        CHOICES = "choices", _("mehrere Antworten")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(_("Frage"), max_length=200)
    kind = models.CharField(_("Art"), max_length=8, choices=Kind, default=Kind.CHOICE)
    options = models.TextField(_("Antworten, eine je Zeile"), blank=True)
    required = models.BooleanField(_("Pflicht"), default=False)
    sort_order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("Frage bei der Anmeldung")
        verbose_name_plural = _("Fragen bei der Anmeldung")
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def choices(self) -> list[str]:
        return [line.strip() for line in self.options.splitlines() if line.strip()]
