"""Whether words can be read on a colour: the contrast that WCAG 2 defines, asked of colours that operators choose."""

from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible
from django.utils.formats import number_format
from django.utils.translation import gettext as _

WHITE, INK = "#ffffff", "#131525"


def contrast(one: str, other: str) -> float:
    """Between 1 (the same) and 21 (black on white)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@deconstructible
class ReadableWith:
    """Refuses a colour on which (or as which) words could not be read beside `other`."""

    def __init__(self, other: str, at_least: float) -> None:
        self.other, self.at_least = other, at_least

    def __call__(self, colour: str) -> None:
        try:
            found = contrast(colour, self.other)
        except ValueError:
            return  # no colour at all: the other validator says so
        if found < self.at_least:
            raise ValidationError(
                _("Zu %(darker)s: Der Kontrast zur Schrift ist %(found)s, nötig sind %(needed)d.")
                % {
                    "darker": _("hell") if self.other == WHITE else _("dunkel"),
                    "found": number_format(found, 1),
                    "needed": self.at_least,
                },
                code="contrast",
            )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ReadableWith) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((self.other, self.at_least))
