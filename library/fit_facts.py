"""Rows into the plain facts of the fit, and the fit into what components/fit.html draws."""

import math
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from library import fit
from library.models import Adoption, Attachment, BuildingBlockUse, PracticePage, Result
from library.models.vocabulary import CooperationForm, CostClass, Maturity, Necessity
from members.models import Municipality, Organisation, SizeClass
from members.models.means import StaffClass

SIZES = list(SizeClass)
COSTS = list(CostClass)
# At most so many posts; the highest class is open upwards.
POSTS = {
    StaffClass.NONE: 0.0,
    StaffClass.ONE: 1.0,
    StaffClass.FEW: 5.0,
    StaffClass.TEAM: 20.0,
    StaffClass.DEPARTMENT: math.inf,
}
OWN_BODY = {CooperationForm.ASSOCIATION, CooperationForm.COMPANY, CooperationForm.COOPERATIVE}
NAMES = {
    fit.Part.STRUCTURE: _("Strukturähnlichkeit"),
    fit.Part.PRECONDITIONS: _("Voraussetzungen"),
    fit.Part.RESOURCES: _("Ressourcen"),
    fit.Part.EVIDENCE: _("Evidenz"),
    fit.Part.OPENNESS: _("Offenheit"),
    fit.Part.LAW: _("Recht, Organisation"),
}


def with_facts(practices: QuerySet[PracticePage]) -> QuerySet[PracticePage]:
    """With all that `practice` below reads, in a constant number of queries."""
    running = Adoption.objects.in_operation().select_related("adopter__municipality", "adopter__parent__municipality")
    return (
        practices.select_related("origin__municipality", "origin__parent__municipality")
        .prefetch_related(
            Prefetch("adoptions", queryset=running, to_attr="running"),
            Prefetch("building_blocks", queryset=BuildingBlockUse.objects.select_related("block"), to_attr="needs"),
        )
        .annotate(
            is_measured=Exists(Result.objects.filter(practice=OuterRef("pk"))),
            has_files=Exists(Attachment.objects.filter(practice=OuterRef("pk"))),
        )
    )


def place(organisation: Organisation, *, has_means: bool = True) -> fit.Place:
    """A municipality as the fit sees it. `has_means`: with its building blocks and posts (one more query), which only
    the reader's own place needs."""
    size = organisation.size_class
    blocks: frozenset[str] | None = None
    if has_means:
        blocks = frozenset(organisation.building_blocks.values_list("slug", flat=True)) or None
    return fit.Place(
        name=organisation.name,
        size=None if size is None else SIZES.index(size),
        density=organisation.density,
        degurba=organisation.degurba,
        is_independent=organisation.is_independent,
        land=organisation.land,
        blocks=blocks,
        posts=POSTS[StaffClass(organisation.staff_class)] if organisation.staff_class else None,
    )


def registered(municipality: Municipality) -> fit.Place:
    """A municipality or district as the register knows it; what it has of building blocks and posts nobody said."""
    is_district = municipality.level == Municipality.Level.DISTRICT
    kind = Organisation.Kind.DISTRICT if is_district else Organisation.Kind.MUNICIPALITY
    return place(Organisation(name=municipality.name, kind=kind, municipality=municipality), has_means=False)


def practice(page: PracticePage) -> fit.Practice:
    """A practice loaded by `with_facts`."""
    places = [page.origin, *(each.adopter for each in page.running)]
    proven = {each.pk: each for each in ((who.place or who) for who in places if who)}
    origin_runs = not page.is_short and page.maturity == Maturity.OPERATION
    adopters = {(each.adopter.place or each.adopter).pk for each in page.running} - {page.origin_id}
    told = not page.is_short  # a Kurzeintrag says only what its source says
    cost_class = page.cost_class
    staff = page.staff_operation
    return fit.Practice(
        proven=tuple(place(each, has_means=False) for each in proven.values()),
        origin_land=page.origin.land if page.origin else "",
        needed=frozenset(use.block.slug for use in page.needs if use.necessity == Necessity.NEEDED),
        helpful=frozenset(use.block.slug for use in page.needs if use.necessity == Necessity.HELPFUL),
        cost_class=None if cost_class is None else COSTS.index(cost_class),
        staff=None if staff is None else float(staff),
        in_operation=len(adopters) + origin_runs,
        has_results=page.is_measured,
        maturity=page.maturity,
        is_open_source=_is_open_source(page),
        has_templates=page.has_files if told else None,
        has_support=bool(page.support_offer) if told else None,
        has_contact=bool(page.contact_mailbox) if told else None,
        needs_own_body=page.cooperation_form in OWN_BODY if page.cooperation_form else None,
        block_names=tuple((use.block.slug, use.block.name) for use in page.needs),
    )


def _is_open_source(page: PracticePage) -> bool | None:
    """Whatever is not proprietary: an SPDX licence, „keine Software“, or source code to look at."""
    if page.repository:
        return True
    return "propriet" not in page.software_licence.lower() if page.software_licence else None


def judged(pages: Iterable[PracticePage], here: fit.Place) -> dict[int, fit.Fit]:
    """The fit of every practice for this place, by key of the page."""
    return {page.pk: fit.fit(practice(page), here) for page in pages}


def drawn(found: fit.Fit, *, large: bool = False) -> dict[str, Any] | None:
    """For components/fit.html; None when nothing is known."""
    if found.score is None:
        return None
    cells = [{"weight": part.weight, "points": part.points} for part in found.parts]
    small = {"number": found.score, "word": found.word, "place": found.place.name, "cells": cells}
    if not large:
        return small
    return {
        **small,
        "confidence": found.confidence,
        "helps": found.helps,
        "reasons": [
            {
                "points": None if part.points is None else fit.rounded(part.points),
                "weight": part.weight,
                "name": NAMES[part.part],
                "text": part.reason,
            }
            for part in found.parts
        ],
    }
