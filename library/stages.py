"""How far the reader's own organisations are with a practice: the lime tag in lists and on its page."""

from collections.abc import Iterable
from typing import Any

from library.models import Adoption
from members.permissions import organisations_of


def own_stages(user: Any, practices: Iterable[int | str]) -> dict[int, str]:
    """How far the reader's own organisations are with these practices: „Musterstadt: in Prüfung“. One query."""
    if not user.is_authenticated:
        return {}
    own = Adoption.objects.filter(
        practice__in=list(practices), adopter__in=organisations_of(user).order_by(), declined_at=None
    )
    stages = own.select_related("adopter").only("practice", "stage", "adopter__name").order_by("declared_at")
    return {each.practice_id: f"{each.adopter.name}: {each.get_stage_display()}" for each in stages}
