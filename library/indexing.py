"""What the portal's search knows of a practice. Called when a page is published, unpublished or deleted."""

from typing import Any

from forum import search
from library.models import PracticePage

KIND = "praxis"


def index(practice: PracticePage) -> None:
    """Writes or takes away the practice's row in the search, whichever its state asks for."""
    if not practice.live or practice.get_view_restrictions().exists():
        search.drop(KIND, practice.pk)
        return
    search.put(KIND, practice.pk, **document(practice))


def rebuild() -> int:
    """Writes all practices anew and returns how many can be found."""
    shown = PracticePage.objects.shown().for_lists().prefetch_related("building_blocks__block")
    for count, practice in enumerate(shown.iterator(chunk_size=500), start=1):
        search.put(KIND, practice.pk, **document(practice))
    return shown.count() and count


def document(practice: PracticePage) -> dict[str, Any]:
    """The search row: title and summary weigh most, then what was the problem and what solved it."""
    body = [
        practice.problem,
        practice.solution,
        practice.source_technology,
        practice.standards,
        practice.interfaces,
        practice.success_factors,
        practice.hurdles,
        practice.lessons,
        practice.transfer_summary,
        *(item.tag.name for item in practice.tagged_items.all()),
        *(field.name for field in practice.fields_in_order),
        *(use.block.name for use in practice.building_blocks.all()),
    ]
    return {
        "url": practice.get_url() or "",
        "title": practice.title,
        "intro": practice.lead,
        "body": "\n".join(part for part in body if part),
        "place": practice.place,
        "facets": facets(practice),
        "audience": ("public",),
        "weight": 1.0,
        "changed_at": practice.last_published_at or practice.first_published_at,
    }


def facets(practice: PracticePage) -> list[str]:
    """Keys like `handlungsfeld:mobilitaet`; the addresses of the list use the same words."""
    municipality = practice.origin.municipality if practice.origin else None
    keys = [f"handlungsfeld:{field.slug}" for field in practice.fields_in_order]
    keys += [f"schlagwort:{item.tag.slug}" for item in practice.tagged_items.all()]
    keys += [f"baustein:{use.block.slug}" for use in practice.building_blocks.all()]
    keys += [f"loesung:{value}" for value in practice.solution_types]
    keys += [f"eintrag:{practice.entry_kind}"]
    if municipality:
        keys += [f"groesse:{municipality.size_class.value}", f"land:{municipality.land_ags}"]
    for name, value in (
        ("reifegrad", practice.maturity),
        ("aufwand", practice.effort),
        ("kosten", practice.cost_class),
        ("ausgang", practice.outcome),
    ):
        if value:
            keys.append(f"{name}:{value}")
    if practice.is_open_source:
        keys.append("quelloffen:ja")
    if practice.results.exists():
        keys.append("nachweis:gemessen")
    return keys
