"""Short lists that editors keep: building blocks and funding programmes."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel


class BuildingBlock(models.Model):
    """Baustein: a thing a municipality has or needs, such as an urban data platform. The slug is a filter value."""

    slug = models.SlugField(_("Kürzel"), max_length=40, unique=True)
    name = models.CharField(_("Name"), max_length=80, unique=True)
    explanation = models.CharField(_("Was ist das?"), max_length=200, blank=True)

    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("explanation")]

    class Meta:
        verbose_name = _("Baustein")
        verbose_name_plural = _("Bausteine")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class FundingProgramme(models.Model):
    """Förderprogramm: the money behind a practice."""

    name = models.CharField(_("Name"), max_length=160, unique=True)
    funder = models.CharField(_("Geldgeber"), max_length=160, blank=True)
    url = models.URLField(_("Adresse"), max_length=500, blank=True)

    panels = [FieldPanel("name"), FieldPanel("funder"), FieldPanel("url")]

    class Meta:
        verbose_name = _("Förderprogramm")
        verbose_name_plural = _("Förderprogramme")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
