"""What the portal's search knows of a practice. Called when a page is published, unpublished or deleted."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from forum import search
from library.kept import forget
from library.laender import LAENDER
from library.models import Freshness, PracticePage

KIND = "praxis"

LAND_KEYS = {name: key for key, name in LAENDER.items()}

# Concepts §6: what nobody vouches for any more ranks lower, but is still found.
WEIGHT = {Freshness.State.UNCONFIRMED: 0.8, Freshness.State.STALE: 0.5}


# How many others must run it, so that the filter „erprobt“ shows it.
PROVEN_STEPS = (1, 3)


def index(practice: PracticePage) -> None:
    """Writes or takes away the practice's row in the search, whichever its stored state asks for."""
    forget()
    shown = for_index().filter(pk=practice.pk).first()
    if shown is None:
        search.drop(KIND, practice.pk)
    else:
        search.put(KIND, practice.pk, **document(shown))


def rebuild() -> int:
    """Writes all practices anew and returns how many can be found."""
    count = 0
    for practice in for_index().iterator(chunk_size=500):
        search.put(KIND, practice.pk, **document(practice))
        count += 1
    return count


def for_index() -> QuerySet[PracticePage]:
    """The public practices with all that `document` reads, in a constant number of queries."""
    shown: QuerySet[PracticePage] = PracticePage.objects.shown().for_lists()
    return shown.prefetch_related("building_blocks__block", "partner_rows__organisation", "results")


def document(practice: PracticePage) -> dict[str, Any]:
    """The search row: title and summary weigh most, then what was the problem and what solved it."""
    named = {
        _("Technik"): [practice.source_technology, *(use.block.name for use in practice.building_blocks.all())],
        _("Schlagworte"): [item.tag.name for item in practice.tagged_items.all()],
        _("Beteiligte"): [row.organisation.name for row in practice.partner_rows.all()],
        _("Handlungsfeld"): [field.name for field in practice.fields_in_order],
    }
    body = [
        practice.problem,
        practice.solution,
        practice.standards,
        practice.interfaces,
        practice.success_factors,
        practice.hurdles,
        practice.lessons,
        practice.transfer_summary,
        # Sentences, because an excerpt may begin here.
        *(f"{word}: {', '.join(filter(None, names))}." for word, names in named.items() if any(names)),
    ]
    return {
        "url": f"/bibliothek/{practice.slug}/",
        "title": practice.title,
        "intro": practice.lead,
        "body": "\n".join(part for part in body if part),
        "place": practice.place,
        "facets": facets(practice),
        "row": row(practice),
        "audience": ("public",),
        "weight": weight(practice),
        "changed_at": fresh_at(practice),
    }


def row(practice: PracticePage) -> dict[str, Any]:
    """What a list shows of it besides: its tile, its fields of action in order, its tags."""
    return {
        "ags": practice.ags,
        "seed": practice.seed,
        "theme": practice.theme,
        "fields": [{"slug": field.slug, "name": field.name} for field in practice.fields_in_order],
        "tags": practice.list_tags,
    }


def fresh_at(practice: PracticePage) -> datetime:
    """When its owner last vouched for it; for a Kurzeintrag, for which nobody does, its publication."""
    freshness = getattr(practice, "freshness", None)
    return freshness.confirmed_at if freshness else practice.last_published_at or practice.first_published_at


def weight(practice: PracticePage) -> float:
    """1.0 for what is current and for Kurzeinträge, which claim nothing; less for outdated Steckbriefe."""
    try:
        return WEIGHT.get(Freshness.State(practice.freshness.state), 1.0)
    except Freshness.DoesNotExist:
        return 1.0


def facets(practice: PracticePage) -> list[str]:
    """Keys like `handlungsfeld:mobilitaet`; the addresses of the list use the same words."""
    origin = practice.origin
    keys = [f"handlungsfeld:{field.slug}" for field in practice.fields_in_order]
    keys += [f"schlagwort:{item.tag.slug}" for item in practice.tagged_items.all()]
    keys += [f"baustein:{use.block.slug}" for use in practice.building_blocks.all()]
    keys += [f"loesung:{value}" for value in practice.solution_types]
    keys += [f"eintrag:{practice.entry_kind}"]
    if origin and origin.size_class and origin.kind != origin.Kind.DISTRICT:
        keys.append(f"groesse:{origin.size_class.value}")
    if origin and origin.land in LAND_KEYS:
        keys.append(f"land:{LAND_KEYS[origin.land]}")
    for name, value in (
        ("reifegrad", practice.maturity),
        ("aufwand", practice.effort),
        ("kosten", practice.cost_class),
        ("ausgang", practice.outcome),
        ("beteiligung", practice.participation),
        ("kooperation", practice.cooperation_form),
        ("raum", practice.spatial_scope),
    ):
        if value:
            keys.append(f"{name}:{value}")
    if practice.is_open_source:
        keys.append("quelloffen:ja")
    if practice.results.all():
        keys.append("nachweis:gemessen")
    keys += [f"nachweis:erprobt-{step}" for step in PROVEN_STEPS if practice.in_operation >= step]
    return keys
