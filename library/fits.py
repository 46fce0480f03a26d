"""The fit of many practices for one reader: sorts a list, draws its rows, finds one that is different on purpose."""

from collections.abc import Iterable
from typing import Any

from library import fit, fit_facts
from library.models import PracticePage
from members.models import Organisation

LOOKED_AT = 60  # practices beyond the hits, when none of them is different


class Fits:
    """The fits asked for in one request, each worked out once. Without a home (visitors) there are none."""

    def __init__(self, home: Organisation | None) -> None:
        self.home = home
        self.known: dict[int, fit.Fit] = {}

    def look_at(self, keys: Iterable[int]) -> None:
        new = [key for key in keys if key not in self.known]
        if self.home is None or not new:
            return
        pages = fit_facts.with_facts(PracticePage.objects.filter(pk__in=new))
        self.known |= fit_facts.judged(pages, self.home)

    def best_first(self, object_ids: list[str]) -> list[str]:
        """The ids of hits, the best fit first; what fits equally well keeps the order of the search."""
        self.look_at(map(int, object_ids))
        return sorted(object_ids, key=lambda each: -self._score(int(each)))

    def _score(self, key: int) -> int:
        found = self.known.get(key)
        return found.score or 0 if found else 0

    def drawn(self, key: int) -> dict[str, Any] | None:
        found = self.known.get(key)
        return fit_facts.drawn(found) if found else None


def different(rows: list[dict[str, Any]], fits: Fits) -> dict[str, Any] | None:
    """„Bewusst anders“: not on this page, from the least similar place, and yet with good evidence. First of the hits,
    else of other practices in the first hit's field. None when nothing is both."""
    if not rows:
        return None
    here = {row["practice"].pk for row in rows}
    found = _least_similar(fits.known, here)
    if found is None:
        fields = rows[0]["practice"].fields_in_order
        others = PracticePage.objects.shown().filter(fields_of_action__in=fields).exclude(pk__in=here)
        fits.look_at(others.order_by("-pk").values_list("pk", flat=True)[:LOOKED_AT])
        found = _least_similar(fits.known, here)
    page = PracticePage.objects.shown().select_related("origin").filter(pk=found).first() if found else None
    return {"practice": page, "fit": fits.drawn(page.pk)} if page else None


def _least_similar(known: dict[int, fit.Fit], here: set[int]) -> int | None:
    candidates = []
    for key, found in known.items():
        shares = {part.part: part.share for part in found.parts}
        likeness, evidence = shares[fit.Part.STRUCTURE], shares[fit.Part.EVIDENCE]
        if key not in here and likeness is not None and likeness < 0.5 and evidence is not None and evidence >= 0.3:
            candidates.append((likeness, -evidence, key))
    return min(candidates)[2] if candidates else None
