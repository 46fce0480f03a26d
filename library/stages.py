"""How far the reader's own organisations are with a practice: the lime tag in lists and on its page."""

from collections.abc import Iterable

from django.http import HttpRequest

from library.models import Adoption
from members.permissions import own_organisations


def own_stages(request: HttpRequest, practices: Iterable[int | str]) -> dict[int, str]:
    """How far the reader's own organisations are with these practices: „Musterstadt: in Prüfung“. One query, none for
    who belongs to no organisation."""
    names = {each.pk: each.name for each in own_organisations(request)}
    if not names:
        return {}
    own = Adoption.objects.filter(practice__in=list(practices), adopter__in=names, declined_at=None)
    stages = own.order_by("declared_at").values_list("practice", "adopter", "stage")
    return {practice: f"{names[adopter]}: {Adoption.Stage(stage).label}" for practice, adopter, stage in stages}
