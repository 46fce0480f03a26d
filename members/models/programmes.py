"""Money behind practices: funding programmes and the model projects they chose."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models.register import Municipality


class FundingProgramme(models.Model):
    """Förderprogramm. Organisations took part in it through model projects; practices name it as their funding."""

    slug = models.SlugField(_("Kürzel"), max_length=60, unique=True)
    name = models.CharField(_("Name"), max_length=160, unique=True)
    funder = models.CharField(_("Fördergeber"), max_length=160, blank=True)
    url = models.URLField(_("Website"), blank=True)

    class Meta:
        verbose_name = _("Förderprogramm")
        verbose_name_plural = _("Förderprogramme")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ModelProject(models.Model):
    """Modellprojekt of a programme, as published in its selection lists."""

    programme = models.ForeignKey(
        FundingProgramme, verbose_name=_("Förderprogramm"), on_delete=models.PROTECT, related_name="projects"
    )
    code = models.CharField(_("Kennung"), max_length=40, unique=True)
    title = models.CharField(_("Titel"), max_length=200)
    round = models.CharField(_("Runde"), max_length=20, blank=True)
    source_urls = models.JSONField(_("Quellen"), default=list, blank=True)

    class Meta:
        verbose_name = _("Modellprojekt")
        verbose_name_plural = _("Modellprojekte")
        ordering = ["programme", "round", "title"]

    def __str__(self) -> str:
        return f"{self.title} ({self.round})" if self.round else self.title


class ModelProjectPlace(models.Model):
    """Who takes part in a model project: a row of the register, or only a name where the register has none."""

    class Role(models.TextChoices):
        LEAD = "lead", _("Leitkommune")
        PARTNER = "partner", _("Partner")

    project = models.ForeignKey(ModelProject, on_delete=models.CASCADE, related_name="places")
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="model_projects"
    )
    name = models.CharField(_("Name"), max_length=120)
    role = models.CharField(_("Rolle"), max_length=10, choices=Role)
    note = models.CharField(_("Anmerkung"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Beteiligung an einem Modellprojekt")
        verbose_name_plural = _("Beteiligungen an Modellprojekten")
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="one_part_in_a_model_project"),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.project}"
