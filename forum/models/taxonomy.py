"""The words by which everything is found: fifteen fields of action, and free tags below them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase


class FieldOfAction(models.Model):
    """Handlungsfeld: one of the fifteen fixed fields (docs/concepts.md). The slug is part of public addresses."""

    slug = models.SlugField(_("Kürzel"), max_length=40, unique=True)
    name = models.CharField(_("Name"), max_length=80, unique=True)
    sort_order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    class Meta:
        verbose_name = _("Handlungsfeld")
        verbose_name_plural = _("Handlungsfelder")
        ordering = ["sort_order"]

    def __str__(self) -> str:
        return self.name


class Tag(TagBase):
    """Schlagwort. The thirty starting tags belong to a field of action; free ones need not."""

    free_tagging = True

    field_of_action = models.ForeignKey(
        FieldOfAction,
        verbose_name=_("Handlungsfeld"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="tags",
    )
    definition = models.CharField(_("Was ist gemeint?"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Schlagwort")
        verbose_name_plural = _("Schlagworte")
        ordering = ["name"]
