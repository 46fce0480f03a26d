"""How editors upload a picture: only one that opens to its last pixel; half a picture breaks pages that show it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm


class WholePictureField(WagtailImageField):
    def to_python(self, data: Any) -> Any:
        try:
            file = super().to_python(data)
            if file is not None:
                with Image.open(file) as picture:
                    picture.load()
                file.seek(0)
        except (OSError, SyntaxError, Image.DecompressionBombError) as error:
            raise ValidationError(_("Das Bild ist unvollständig oder beschädigt."), code="invalid_image") from error
        return file


class PictureForm(BaseImageForm):
    file = WholePictureField(label=_("Datei"))
