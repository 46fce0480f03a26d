"""Short names for addresses, with German letters folded as Germans fold them."""

from django.utils.text import slugify

from members.models import Organisation
from members.models.organisation import RESERVED_SLUGS

FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "ae", "Ö": "oe", "Ü": "ue"})


def german_slug(text: str) -> str:
    return slugify(text.translate(FOLDED))[:70].strip("-") or "organisation"


def free_slug(name: str) -> str:
    """The slug of the name, with a number where it is taken or reserved. The unique column is the last word."""
    base = german_slug(name)
    taken = set(Organisation.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED_SLUGS
    return next(
        candidate
        for number in range(1, len(taken) + 2)
        if (candidate := base if number == 1 else f"{base}-{number}") not in taken
    )
