"""Pictures and documents; own models from the first migration, so that they can grow."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition

from forum.pictures import without_metadata


class PortalImage(AbstractImage):
    """A picture with the two things it must not be shown without: a description and a credit."""

    description = models.CharField(
        _("Beschreibung (Alternativtext)"),
        max_length=255,
        help_text=_("Was ist zu sehen? Wird vorgelesen, wenn jemand das Bild nicht sehen kann."),
    )
    credit = models.CharField(
        _("Bildnachweis"), max_length=255, help_text=_("Zum Beispiel: Stadt Musterstadt / Vorname Name")
    )
    licence = models.CharField(_("Lizenz"), max_length=120, blank=True, help_text=_("Zum Beispiel: CC BY 4.0"))

    admin_form_fields = ("title", "file", "description", "credit", "licence", "collection", "tags")

    class Meta(AbstractImage.Meta):
        verbose_name = _("Bild")
        verbose_name_plural = _("Bilder")

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.file and not self.file._committed:  # type: ignore[has-type]  # noqa: SLF001 - „just uploaded“
            self.file = without_metadata(self.file)  # type: ignore[has-type]
            self._set_image_file_metadata()
        super().save(*args, **kwargs)


class Rendition(AbstractRendition):
    """A picture in one size."""

    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_size"),
        ]


class PortalDocument(AbstractDocument):
    """A file for download. Served as attachment; private collections are enforced, unlike for pictures."""

    admin_form_fields = ("title", "file", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("Dokument")
        verbose_name_plural = _("Dokumente")
