"""The fit of many practices for one reader: sorts a list, draws its rows, finds one that is different on purpose."""

from collections.abc import Iterable
from typing import Any

from library import fit, fit_facts
from library.models import PracticePage
from members.models import Organisation


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
    """„Bewusst anders“: of the practices looked at and not on this page, the one from the least similar place whose
    evidence still is good. None when nothing is both."""
    here = {row["practice"].pk for row in rows}
    candidates = []
    for key, found in fits.known.items():
        shares = {part.part: part.share for part in found.parts}
        likeness, evidence = shares[fit.Part.STRUCTURE], shares[fit.Part.EVIDENCE]
        if key not in here and likeness is not None and likeness < 0.5 and evidence is not None and evidence >= 0.3:
            candidates.append((likeness, -evidence, key))
    if not candidates:
        return None
    page = PracticePage.objects.shown().select_related("origin").filter(pk=min(candidates)[2]).first()
    return {"practice": page} if page else None
