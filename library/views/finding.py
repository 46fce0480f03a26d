"""Other ways to a practice than the list: words while typing, the map, theme pages."""

from urllib.parse import urlencode

from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from forum import search
from forum.member_map import is_on_map
from forum.models import FieldOfAction
from library.models import Adoption, LibraryPage, PracticePage
from library.reuse import stage_words
from members.permissions import own_keys


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """`/bibliothek/vorschlaege/?q=`: rows for the list under the search box, counting only what everybody may read."""
    found = search.suggest(request.GET.get("q", ""), kinds=["praxis"])
    context = {
        "terms": [{"value": term.text, "label": term.text, "note": term.note} for term in found.terms],
        "pages": [{"title": title.title, "url": title.url, "note": title.place} for title in found.titles],
    }
    return render(request, "components/suggest.html", context)


@require_safe
def map_of_practices(request: HttpRequest) -> HttpResponse:
    """`/bibliothek/karte/`: where practices come from; the list beside it has them all, also those off the map."""
    counted = (
        PracticePage.objects.shown()
        .exclude(origin=None)
        .annotate(land=Coalesce("origin__municipality__land", "origin__stated_land"))
        .values("origin__name", "land")
        .annotate(n=Count("pk"))
        .order_by("land", "origin__name")
    )
    if slug := request.GET.get("praxis", "").replace("\x00", ""):
        shown = PracticePage.objects.shown().select_related("origin")
        return _map_of_reuse(request, get_object_or_404(shown, slug=slug))
    places = [
        {
            "name": row["origin__name"],
            "land": row["land"],
            "count": row["n"],
            "url": f"{reverse('library:index')}?{urlencode({'q': row['origin__name']})}",
        }
        for row in counted
    ]
    return render(request, "library/map.html", {"places": places})


def _map_of_reuse(request: HttpRequest, practice: PracticePage) -> HttpResponse:
    """`?praxis=<slug>`: where one practice comes from and who re-uses it, as far as this reader may know."""
    adoptions = Adoption.objects.filter(practice=practice, declined_at=None).visible_to(own_keys(request))
    rows = list(adoptions.exclude(stage=Adoption.Stage.DROPPED).select_related("adopter__municipality"))
    origin = [practice.ags] if practice.ags else []
    keys = origin + [each.adopter.ags for each in rows if each.adopter.ags]
    adopters = [(each.adopter, stage_words(each)) for each in rows]
    context = {"practice": practice, "adopters": adopters, "keys": keys, "is_drawn": any(map(is_on_map, keys))}
    return render(request, "library/map_of_reuse.html", context)


@require_safe
def themes(request: HttpRequest) -> HttpResponse:
    """`/bibliothek/themen/`: all fields of action with their number of practices."""
    shown = PracticePage.objects.shown().values("pk")
    fields = FieldOfAction.objects.annotate(n=Count("practices", filter=Q(practices__in=shown))).order_by("sort_order")
    return render(request, "library/themes.html", {"fields": fields})


@require_safe
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """`/bibliothek/themen/<slug>/`: what the portal has on one field of action, from every room."""
    field = get_object_or_404(FieldOfAction, slug=slug)
    found = search.find("", kinds=["praxis"], facets=[f"handlungsfeld:{slug}"], per_page=6, sort="relevanz")
    pages = PracticePage.objects.shown().for_lists().in_bulk([int(pk) for pk in found.ids])
    others = search.find(
        field.name, kinds=["termin", "nachricht", "ausgabe", "organisation"], per_page=6, sort="relevanz"
    )
    context = {
        "field": field,
        "practices": [pages[int(pk)] for pk in found.ids if int(pk) in pages],
        "total": found.total,
        "tags": field.tags.order_by("name"),
        "others": [] if others.corrected or others.loosened else others.hits,
        "page": LibraryPage.objects.live().first(),
    }
    return render(request, "library/theme.html", context)
